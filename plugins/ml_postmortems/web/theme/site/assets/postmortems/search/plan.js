// @ts-check
/** A query in the terms of the index, between `query.js` and `engine.js`: the twin of `plan.py`. */

import { isWord, tokenGroups, tokens } from "./analysis.js";

/** @typedef {import("./analysis.js").Token} Token */
/** @typedef {import("./query.js").QueryNode} QueryNode */
/** @typedef {Extract<QueryNode, {kind: "fact"}>} Fact */
/**
 * `plan.py` says what each of these matches.
 * @typedef {{kind: "oneTerm", term: string}
 *   | {kind: "termSequence", terms: [string, number][]}
 *   | {kind: "termPrefix", start: string}
 *   | {kind: "theseDocuments", numbers: number[]}
 *   | {kind: "allOf", of: Plan[]}
 *   | {kind: "anyOf", of: Plan[]}
 *   | {kind: "noneOf", of: Plan}} Plan
 */

/**
 * The plan of a query.
 * @param {QueryNode} node
 * @param {(fact: Fact) => Promise<number[]>} documentsWith finds the documents that have a fact
 * @returns {Promise<Plan>}
 */
export async function planOf(node, documentsWith) {
  switch (node.kind) {
    case "words":
      return { kind: "allOf", of: tokenGroups(node.text).map(compoundPlan) };
    case "phrase":
      return sequencePlan(tokens(node.text).filter(isWord));
    case "prefix":
      return { kind: "termPrefix", start: node.start };
    case "fact":
      return { kind: "theseDocuments", numbers: await documentsWith(node) };
    case "not":
      return { kind: "noneOf", of: await planOf(node.of, documentsWith) };
    default: {
      const of = await Promise.all(node.of.map((part) => planOf(part, documentsWith)));
      return { kind: node.kind === "and" ? "allOf" : "anyOf", of };
    }
  }
}

/**
 * A compound is found as a whole, or by its words one after the other; a word and a version also by their parts.
 * @param {Token[]} group
 * @returns {Plan}
 */
function compoundPlan([whole, ...others]) {
  /** @type {Plan[]} */
  const ways = [{ kind: "oneTerm", term: whole.term }];
  if (whole.isCompound) ways.push(sequencePlan(others.filter(isWord)));
  const parts = others.filter(({ isPart }) => isPart);
  const isVersion = parts.every(({ word }) => /^[0-9]+$/.test(word));
  if (parts.length && (!whole.isCompound || isVersion)) ways.push(sequencePlan(parts));
  return ways.length > 1 ? { kind: "anyOf", of: ways } : ways[0];
}

/**
 * @param {Token[]} words
 * @returns {Plan}
 */
function sequencePlan(words) {
  if (!words.length) return { kind: "allOf", of: [] };
  if (words.length === 1) return { kind: "oneTerm", term: words[0].term };
  return { kind: "termSequence", terms: words.map(({ term, position }) => [term, position]) };
}
