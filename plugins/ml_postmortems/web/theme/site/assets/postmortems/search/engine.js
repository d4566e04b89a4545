// @ts-check
/**
 * Ranks the documents of one index as `ranking.py` does: BM25F with a weight for each field. A document is a number; they
 * are numbered newest first, so that the number settles ties. Knows no page and no query language.
 */

import { stemmed } from "./analysis.js";
import { headOf, shardOf } from "./shards.js";

/**
 * What is asked of the index. Terms are as the index has them: folded and stemmed.
 * @typedef {{kind: "term", term: string}
 *   | {kind: "phrase", terms: [string, number][]}
 *   | {kind: "prefix", prefix: string}
 *   | {kind: "documents", documents: (document: number) => boolean}
 *   | {kind: "and", of: Node[]}
 *   | {kind: "or", of: Node[]}
 *   | {kind: "not", of: Node}} Node
 */
/** @typedef {Map<number, number>} Scores of each document that matches */
/** @typedef {{postings: number[], positions: number[][] | undefined}} FieldPostings [document, frequency, length], flat */

const MOST_EXPANSIONS = 64;

/** One index: the records, or the pages. */
export class Index {
  /** @type {Map<string, Map<number, FieldPostings>>} */
  #terms = new Map();
  /** @type {Map<string, string[]>} */
  #expansions = new Map();

  /**
   * @param {import("./shards.js").Shards} shards
   * @param {string} name
   */
  constructor(shards, name) {
    this.shards = shards;
    this.name = name;
    /** @type {{documents: number, starts: string[], k1: number, fields: {name: string, weight: number, b: number, average: number}[]}} */
    this.about = shards.manifest[name];
  }

  /**
   * One file of this index.
   * @param {string} name
   * @returns {Promise<any>}
   */
  file(name) {
    return this.shards.file(`${this.name}/${name}`);
  }

  /**
   * The score of every document that matches.
   * @param {Node} node
   * @returns {Promise<Scores>}
   */
  async scores(node) {
    await this.fetch(node);
    return this.#match(node);
  }

  /**
   * Fetch what the score of every document needs.
   * @param {Node} node
   */
  async fetch(node) {
    await this.#expand(node);
    await Promise.all([...termsOf(node, this.#expansions)].map(([term, exact]) => this.#load(term, exact)));
  }

  /**
   * Begin to fetch what a term will need, before anybody waits for it.
   * @param {string} term
   */
  expect(term) {
    this.file(`terms/${shardOf(term, this.about.starts)}.json`).catch(() => undefined);
  }

  /**
   * The words that begin with the first two letters of this one, with the number of their documents: of the index, and
   * with 0 of the field.
   * @param {string} start
   * @returns {Promise<[string, number][]>}
   */
  async words(start) {
    const heads = await this.file("words.json");
    const head = headOf(start);
    return heads.includes(head) ? this.file(`words/${head}.json`) : [];
  }

  /** @param {Node} node */
  async #expand(node) {
    if (node.kind === "prefix" && !this.#expansions.has(node.prefix)) {
      const words = (await this.words(node.prefix)).filter(([word, often]) => often && word.startsWith(node.prefix));
      words.sort(([a, often], [b, oftener]) => oftener - often || (a < b ? -1 : 1));
      const terms = words.slice(0, MOST_EXPANSIONS).map(([word]) => stemmed(word));
      this.#expansions.set(node.prefix, [...new Set(terms)]);
    }
    await Promise.all(parts(node).map((part) => this.#expand(part)));
  }

  /**
   * @param {string} term
   * @param {boolean} exact whether positions are needed
   */
  async #load(term, exact) {
    const known = this.#terms.get(term);
    if (known && (!exact || [...known.values()].every(({ positions }) => positions))) return;
    const shard = shardOf(term, this.about.starts);
    const [frequencies, positions] = await Promise.all([
      this.file(`terms/${shard}.json`),
      exact ? this.file(`positions/${shard}.json`) : [],
    ]);
    if (!exact && this.#terms.has(term)) return; // it came meanwhile, perhaps with its positions
    const where = new Map(find(positions, term));
    this.#terms.set(
      term,
      new Map(
        find(frequencies, term).map(([field, packed]) => [
          field,
          { postings: unpacked(packed), positions: where.get(field)?.map(summed) },
        ]),
      ),
    );
  }

  /**
   * @param {Node} node
   * @returns {Scores}
   */
  #match(node) {
    switch (node.kind) {
      case "documents":
        return this.#where(node.documents);
      case "term":
        return this.#term(node.term);
      case "phrase":
        return this.#phrase(node.terms);
      case "prefix":
        return either((this.#expansions.get(node.prefix) ?? []).map((term) => this.#term(term)));
      case "or":
        return either(node.of.map((part) => this.#match(part)));
      case "not": {
        const found = this.#match(node.of);
        return this.#where((document) => !found.has(document));
      }
      case "and":
        return node.of.length ? both(node.of.map((part) => this.#match(part))) : this.#where(() => true);
    }
  }

  /**
   * @param {(document: number) => boolean} belongs
   * @returns {Scores}
   */
  #where(belongs) {
    /** @type {Scores} */
    const found = new Map();
    for (let document = 0; document < this.about.documents; document++) if (belongs(document)) found.set(document, 0);
    return found;
  }

  /**
   * @param {string} term
   * @returns {Scores}
   */
  #term(term) {
    const amounts = this.#amounts(term);
    return this.#scored(amounts, amounts.size);
  }

  /**
   * Documents that have the terms one after the other in one field, each at its distance from the first. Only the fields
   * that have all of them so count.
   * @param {[string, number][]} terms
   * @returns {Scores}
   */
  #phrase(terms) {
    const standing = this.about.fields.map((_, field) => this.#inSequence(field, terms));
    return either(
      terms.map(([term]) => {
        const amounts = this.#amounts(term, (field, document) => standing[field].has(document));
        return this.#scored(amounts, this.#amounts(term).size);
      }),
    );
  }

  /**
   * @param {number} field
   * @param {[string, number][]} terms
   * @returns {Set<number>}
   */
  #inSequence(field, terms) {
    const found = terms.flatMap(([term]) => this.#terms.get(term)?.get(field) ?? []);
    if (found.length < terms.length) return new Set();
    const [first, ...others] = found.map(({ postings, positions }) => placesOf(postings, positions ?? []));
    const standing = [...first].filter(([document, starts]) => {
      const places = others.map((each) => new Set(each.get(document)));
      return starts.some((start) => places.every((each, which) => each.has(start - terms[0][1] + terms[which + 1][1])));
    });
    return new Set(standing.map(([document]) => document));
  }

  /**
   * How often each document has a term, by the weight of the field and how long it is.
   * @param {string} term
   * @param {(field: number, document: number) => boolean} [counts]
   * @returns {Scores}
   */
  #amounts(term, counts = () => true) {
    /** @type {Scores} */
    const amounts = new Map();
    for (const [field, { postings }] of this.#terms.get(term) ?? []) {
      const { weight, b, average } = this.about.fields[field];
      for (let at = 0; at < postings.length; at += 3) {
        const [document, often, length] = [postings[at], postings[at + 1], postings[at + 2]];
        if (counts(field, document)) add(amounts, document, (often * weight) / (1 - b + (b * length) / average));
      }
    }
    return amounts;
  }

  /**
   * BM25F of a term, as `whoosh_index.py` defines it.
   * @param {Scores} amounts how much of it each document has
   * @param {number} documents that have it
   * @returns {Scores}
   */
  #scored(amounts, documents) {
    const { k1 } = this.about;
    const most = (Math.log(this.about.documents / (documents + 1)) + 1) * (k1 + 1);
    return new Map([...amounts].map(([document, amount]) => [document, (most * amount) / (amount + k1)]));
  }
}

/**
 * The documents in the order of their scores; those that differ by rounding only count as equal, and the newer comes first.
 * @param {Scores} scores
 * @returns {number[]}
 */
export function ranked(scores) {
  const rounded = [...scores].map(([document, score]) => ({ document, score: millionths(score) }));
  rounded.sort((a, b) => b.score - a.score || a.document - b.document);
  return rounded.map(({ document }) => document);
}

/**
 * A score as scores are compared: they differ by rounding from those of `ranking.py`.
 * @param {number} score
 */
export function millionths(score) {
  return Math.round(score * 1e6);
}

/**
 * @param {Node} node
 * @returns {Node[]}
 */
function parts(node) {
  if (node.kind === "and" || node.kind === "or") return node.of;
  return node.kind === "not" ? [node.of] : [];
}

/**
 * Every term that is needed, and whether its positions are.
 * @param {Node} node
 * @param {Map<string, string[]>} expansions
 * @returns {Map<string, boolean>}
 */
function termsOf(node, expansions) {
  /** @type {Map<string, boolean>} */
  const found = new Map();
  const note = (/** @type {string} */ term, /** @type {boolean} */ exact) => found.set(term, exact || (found.get(term) ?? false));
  if (node.kind === "term") note(node.term, false);
  if (node.kind === "phrase") for (const [term] of node.terms) note(term, true);
  if (node.kind === "prefix") for (const term of expansions.get(node.prefix) ?? []) note(term, false);
  for (const part of parts(node)) for (const [term, also] of termsOf(part, expansions)) note(term, also);
  return found;
}

/**
 * @param {[string, [number, any][]][]} shard
 * @param {string} term
 * @returns {[number, any][]}
 */
function find(shard, term) {
  return shard.find(([each]) => each === term)?.[1] ?? [];
}

/**
 * Documents are stored as the distance from the one before.
 * @param {number[]} packed
 * @returns {number[]}
 */
function unpacked(packed) {
  const postings = [...packed];
  for (let at = 3; at < postings.length; at += 3) postings[at] += postings[at - 3];
  return postings;
}

/**
 * @param {number[]} steps
 * @returns {number[]}
 */
function summed(steps) {
  let place = 0;
  return steps.map((step) => (place += step));
}

/**
 * @param {number[]} postings
 * @param {number[][]} positions
 * @returns {Map<number, number[]>} where each document has the term
 */
function placesOf(postings, positions) {
  return new Map(positions.map((places, row) => [postings[3 * row], places]));
}

/**
 * @param {Scores} scores
 * @param {number} document
 * @param {number} score
 */
function add(scores, document, score) {
  scores.set(document, (scores.get(document) ?? 0) + score);
}

/**
 * @param {Scores[]} all
 * @returns {Scores}
 */
function either(all) {
  /** @type {Scores} */
  const scores = new Map();
  for (const each of all) for (const [document, score] of each) add(scores, document, score);
  return scores;
}

/**
 * @param {Scores[]} all
 * @returns {Scores}
 */
function both(all) {
  /** @type {Scores} */
  const scores = new Map();
  const [first, ...others] = all;
  for (const [document, score] of first) {
    if (others.every((each) => each.has(document))) {
      scores.set(document, others.reduce((sum, each) => sum + (each.get(document) ?? 0), score));
    }
  }
  return scores;
}
