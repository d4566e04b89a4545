// @ts-check
/** A query as a tree, and what follows from it: the twin of `query.py`. */

import { folded, tokenGroups, tokens } from "./analysis.js";
import { constants } from "./constants.js";

/** @typedef {{kind: "words", text: string} | {kind: "phrase", text: string} | {kind: "prefix", start: string}} TextNode */
/**
 * @typedef {TextNode
 *   | {kind: "fact", name: string, value: string}
 *   | {kind: "not", of: QueryNode}
 *   | {kind: "and", of: QueryNode[]}
 *   | {kind: "or", of: QueryNode[]}} QueryNode
 */

/**
 * Whether a query asks for nothing, so that it matches every record.
 * @param {QueryNode} node
 * @returns {boolean}
 */
export function isEmpty(node) {
  return node.kind === "and" && !node.of.length;
}

/**
 * The query without words that find nothing and exclude nothing.
 *
 * No index holds `the`, and no record must have the `why` of a question, unless it stands in a phrase.
 * @param {QueryNode} node
 * @returns {QueryNode}
 */
export function withoutStopWords(node) {
  /** @type {QueryNode} */
  const nothing = { kind: "and", of: [] };
  switch (node.kind) {
    case "words":
      return tokens(node.text).every(({ word }) => constants.SENTENCE_WORDS.includes(word)) ? nothing : node;
    case "phrase":
      return tokens(node.text).length ? node : nothing;
    case "not": {
      const inner = withoutStopWords(node.of);
      return isEmpty(inner) ? inner : { kind: "not", of: inner };
    }
    case "and":
    case "or": {
      const parts = node.of.map(withoutStopWords).filter((part) => !isEmpty(part));
      return parts.length === 1 ? parts[0] : parts.length ? { kind: node.kind, of: parts } : nothing;
    }
    default:
      return node;
  }
}

/**
 * The query as its author would write it.
 * @param {QueryNode} node
 * @returns {string}
 */
export function queryText(node) {
  switch (node.kind) {
    case "words":
      return node.text;
    case "phrase":
      return `"${node.text}"`;
    case "prefix":
      return `${node.start}*`;
    case "fact":
      return `${node.name}:${node.value}`;
    case "not":
      return `-${queryText(node.of)}`;
    case "and":
      return node.of.map(queryText).join(" ");
    case "or": {
      const [first, second] = node.of;
      const isLastWord =
        node.of.length === 2 && first.kind === "words" && second.kind === "prefix" && second.start === folded(first.text);
      return isLastWord ? `${first.text}*` : node.of.map(queryText).join(" OR ");
    }
  }
}

/**
 * The parts that ask for text, without those that are excluded.
 * @param {QueryNode} node
 * @returns {TextNode[]}
 */
export function textParts(node) {
  if (node.kind === "and" || node.kind === "or") return node.of.flatMap(textParts);
  return node.kind === "not" || node.kind === "fact" ? [] : [node];
}

/**
 * The parts that must all match.
 * @param {QueryNode} node
 * @returns {QueryNode[]}
 */
export function conjuncts(node) {
  return node.kind === "and" ? node.of : [node];
}

/**
 * Whether the query asks for text only: no field, and nothing excluded.
 * @param {QueryNode} node
 * @returns {boolean}
 */
export function isText(node) {
  if (node.kind === "and" || node.kind === "or") return node.of.length > 0 && node.of.every(isText);
  return node.kind !== "not" && node.kind !== "fact";
}

/**
 * The words of what is written in one, such as `over-refusal` or `role=admin`, each by itself; else the part.
 * @param {QueryNode} part
 * @returns {QueryNode[]}
 */
export function separateWords(part) {
  if (part.kind !== "words") return [part];
  const groups = tokenGroups(part.text);
  const words = groups.flatMap(wordsOfGroup);
  return groups.length === 1 && words.length === 1 ? [part] : words.map((text) => ({ kind: "words", text }));
}

/**
 * The words of a compound; with a digit in it, such as an id, it stays whole.
 * @param {import("./analysis.js").Token[]} group
 * @returns {string[]}
 */
function wordsOfGroup(group) {
  const found = group.filter(({ isCompound }) => !isCompound);
  const words = found.filter(({ isPart }, at) => isPart || !found[at + 1]?.isPart).map(({ word }) => word);
  return words.every((word) => /^\p{L}+$/u.test(word)) ? words : [group[0].word];
}

/**
 * Whether the query asks for withdrawn and superseded records: by a status, or by an id.
 * @param {QueryNode} node
 * @returns {boolean}
 */
export function asksForTakenBack(node) {
  if (node.kind === "and" || node.kind === "or") return node.of.some(asksForTakenBack);
  if (node.kind === "not") return asksForTakenBack(node.of);
  return node.kind === "fact" && ["status", "id"].includes(node.name);
}

/**
 * The same query without an and directly in an and, or an or directly in an or.
 * @param {QueryNode} node
 * @returns {QueryNode}
 */
export function flattened(node) {
  if (node.kind === "not") return { kind: "not", of: flattened(node.of) };
  if (node.kind !== "and" && node.kind !== "or") return node;
  const { kind } = node;
  const of = node.of.map(flattened).flatMap((part) => (part.kind === kind ? part.of : [part]));
  return of.length === 1 ? of[0] : { kind, of };
}
