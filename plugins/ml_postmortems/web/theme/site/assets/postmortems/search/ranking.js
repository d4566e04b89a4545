// @ts-check
/** Which documents a query finds, and in which order: the twin of `ranking.py`. */

import { constants } from "./constants.js";
import { both, either, millionths, ordered } from "./engine.js";
import { planOf } from "./plan.js";
import { asksForTakenBack, conjuncts, isText, separateWords } from "./query.js";

/** @typedef {import("./query.js").QueryNode} QueryNode */
/** @typedef {import("./engine.js").Scores} Scores */
/** @typedef {import("./documents.js").Test} Test */
/** @typedef {{node: QueryNode, scores: Scores}} Part a part of a query with the documents that match it */
/** @typedef {{scores: Scores, parts: Part[], missing: QueryNode[]}} PartialMatches */

/** The documents that a query finds. */
export class Ranking {
  /**
   * @param {object} found
   * @param {QueryNode} found.node the reading of the query that was answered
   * @param {Scores} found.scores all matches, with those that are withdrawn or not chosen
   * @param {number[]} found.order the best first
   * @param {Test} found.isListed
   * @param {boolean} [found.isPartial] whether no document matches the whole query, so that these are partial matches
   * @param {QueryNode[]} [found.missing] parts that no document matches; told only where none matches the whole query
   * @param {number[]} [found.near] where few match the whole query, the best partial matches besides; in no count
   * @param {Part[]} [found.parts] where there are partial matches, the parts of the query
   */
  constructor({ node, scores, order, isListed, isPartial = false, missing = [], near = [], parts = [] }) {
    this.node = node;
    this.scores = scores;
    this.order = order;
    this.isListed = isListed;
    this.isPartial = isPartial;
    this.missing = missing;
    this.near = near;
    this.parts = parts;
  }

  /**
   * The parts of the query that other documents match and this one does not.
   * @param {number} document
   * @returns {QueryNode[]}
   */
  lacks(document) {
    return this.parts.filter(({ scores }) => scores.size && !scores.has(document)).map(({ node }) => node);
  }
}

/** Answers queries about the records. */
export class Ranker {
  /**
   * @param {import("./engine.js").Engine} engine
   * @param {import("./documents.js").Documents} documents
   */
  constructor(engine, documents) {
    this.engine = engine;
    this.documents = documents;
  }

  /**
   * The documents that match the whole query, by the first of its readings that any document matches; where no document
   * does, the partial matches of the first reading.
   * @param {QueryNode[]} readings without stop words
   * @param {{showsAll?: boolean, isChosen?: Test | Promise<Test>}} [filters] whether withdrawn and superseded documents are listed, and
   *   which documents are; they do not decide which reading is answered
   * @returns {Promise<Ranking>}
   */
  async rank(readings, { showsAll = false, isChosen = () => true } = {}) {
    const [first] = readings;
    const isListed = await this.#filterOf(first, showsAll);
    for (const node of new Set(readings)) {
      const scores = await this.#scores(node);
      if (![...scores.keys()].some(isListed)) continue;
      const isShown = passesBoth(isListed, await isChosen);
      const order = orderedWhere(isShown, scores);
      if (!order.length || order.length >= constants.FEW) return new Ranking({ node, scores, order, isListed });
      const partial = await this.#partialMatches(node);
      const others = new Map([...partial.scores].filter(([document]) => !scores.has(document)));
      const near = orderedWhere(isShown, others).slice(0, constants.FEW);
      return new Ranking({ node, scores, order, isListed, near, parts: partial.parts });
    }
    const { scores: partial, parts, missing } = await this.#partialMatches(first);
    const isPartial = [...partial.keys()].some(isListed);
    const scores = isPartial ? partial : await this.#scores(first);
    const order = orderedWhere(passesBoth(isListed, await isChosen), scores);
    return new Ranking({ node: first, scores, order, isListed, isPartial, missing, parts });
  }

  /**
   * Whether no document matches a query, not even a withdrawn one.
   * @param {QueryNode} node
   * @returns {Promise<boolean>}
   */
  async isMissing(node) {
    return !(await this.#scores(node)).size;
  }

  /**
   * A query in the terms of the index.
   * @param {QueryNode} node
   */
  plan(node) {
    return planOf(node, (fact) => this.documents.with(fact));
  }

  /**
   * What matches some parts of a query; nothing for a query of a single word. Weak matches are dropped whatever is chosen,
   * so that the count of a facet is what a click on it leaves.
   * @param {QueryNode} node
   * @returns {Promise<PartialMatches>}
   */
  async #partialMatches(node) {
    const asked = await this.#matchedParts(conjuncts(node).filter(isText));
    const missing = asked.filter(({ scores }) => !scores.size).map((part) => part.node);
    const loose = asked.map((part) => (part.scores.size ? [part] : this.#matchedParts(separateWords(part.node))));
    const parts = (await Promise.all(loose)).flat();
    if (parts.length < 2) return { scores: new Map(), parts: [], missing };
    const others = await this.#matchedParts(conjuncts(node).filter((part) => !isText(part)));
    const scores = both([either(parts.map((part) => part.scores)), ...others.map((part) => part.scores)]);
    return { scores: dropWeakMatches(scores, await this.#filterOf(node)), parts, missing };
  }

  /**
   * @param {QueryNode[]} nodes
   * @returns {Promise<Part[]>}
   */
  #matchedParts(nodes) {
    return Promise.all(nodes.map(async (node) => ({ node, scores: await this.#scores(node) })));
  }

  /**
   * Which documents a query shows: withdrawn and superseded ones only where it asks for them.
   * @param {QueryNode} node
   * @param {boolean} [showsAll]
   * @returns {Promise<Test>}
   */
  async #filterOf(node, showsAll = false) {
    if (showsAll || asksForTakenBack(node)) return () => true;
    const status = await this.documents.column("status");
    return (document) => !constants.TAKEN_BACK_STATUSES.includes(status(document)[0]);
  }

  /**
   * @param {QueryNode} node
   * @returns {Promise<Scores>}
   */
  async #scores(node) {
    return this.engine.scores(await this.plan(node));
  }
}

/**
 * The scores of at least `WEAK_SHARE` of the best score among the listed documents.
 * @param {Scores} scores
 * @param {Test} isListed
 * @returns {Scores}
 */
export function dropWeakMatches(scores, isListed) {
  const listed = [...scores].filter(([document]) => isListed(document));
  const least = constants.WEAK_SHARE * listed.reduce((most, [, score]) => Math.max(most, millionths(score)), 0);
  return new Map([...scores].filter(([, score]) => millionths(score) >= least));
}

/**
 * @param {Test} isShown
 * @param {Scores} scores
 * @returns {number[]}
 */
function orderedWhere(isShown, scores) {
  return ordered(new Map([...scores].filter(([document]) => isShown(document))));
}

/**
 * @param {Test} one
 * @param {Test} other
 * @returns {Test}
 */
function passesBoth(one, other) {
  return (document) => one(document) && other(document);
}
