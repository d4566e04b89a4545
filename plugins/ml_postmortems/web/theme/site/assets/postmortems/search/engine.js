// @ts-check
/**
 * Ranks the documents of one index as Whoosh ranks them: BM25F with a weight for each field. A document is a number; they
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
    await this.#expand(node);
    await Promise.all([...termsOf(node, this.#expansions)].map(([term, exact]) => this.#load(term, exact)));
    return this.#match(node);
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
    /** @type {Scores} */
    const scores = new Map();
    for (const [field, { postings }] of this.#terms.get(term) ?? []) {
      const score = this.#scorer(field, postings.length / 3);
      for (let at = 0; at < postings.length; at += 3) {
        add(scores, postings[at], score(postings[at + 1], postings[at + 2]));
      }
    }
    return scores;
  }

  /**
   * Documents that have the terms one after the other in one field, each at its distance from the first.
   * @param {[string, number][]} terms
   * @returns {Scores}
   */
  #phrase(terms) {
    /** @type {Scores} */
    const scores = new Map();
    this.about.fields.forEach((_, field) => {
      const all = terms.map(([term]) => this.#terms.get(term)?.get(field));
      if (all.some((each) => !each)) return;
      const found = /** @type {FieldPostings[]} */ (all);
      const places = found.map(({ postings }) => placesOf(postings));
      const scorers = found.map(({ postings }) => this.#scorer(field, postings.length / 3));
      for (const [document, first] of places[0]) {
        const at = places.map((each) => each.get(document));
        if (at.some((each) => each === undefined)) continue;
        const rows = /** @type {number[]} */ (at);
        const others = rows.map((row, which) => new Set(found[which].positions?.[row]));
        const starts = found[0].positions?.[first] ?? [];
        if (!starts.some((start) => others.every((each, which) => each.has(start - terms[0][1] + terms[which][1])))) continue;
        rows.forEach((row, which) => {
          const { postings } = found[which];
          add(scores, document, scorers[which](postings[3 * row + 1], postings[3 * row + 2]));
        });
      }
    });
    return scores;
  }

  /**
   * BM25F of one term in one field, as Whoosh 2.7.4 computes it.
   * @param {number} field
   * @param {number} documents that have the term in the field
   * @returns {(frequency: number, length: number) => number}
   */
  #scorer(field, documents) {
    const { weight, b, average } = this.about.fields[field];
    const { k1 } = this.about;
    const rarity = Math.log(this.about.documents / (documents + 1)) + 1;
    return (frequency, length) =>
      weight * rarity * ((frequency * (k1 + 1)) / (frequency + k1 * (1 - b + (b * length) / average)));
  }
}

/**
 * The documents in the order of their scores; those that differ by rounding only count as equal, and the newer comes first.
 * @param {Scores} scores
 * @returns {number[]}
 */
export function ranked(scores) {
  const rounded = [...scores].map(([document, score]) => ({ document, score: Math.round(score * 1e6) }));
  rounded.sort((a, b) => b.score - a.score || a.document - b.document);
  return rounded.map(({ document }) => document);
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
 * @returns {Map<number, number>} the row of each document
 */
function placesOf(postings) {
  /** @type {Map<number, number>} */
  const places = new Map();
  for (let row = 0; 3 * row < postings.length; row++) places.set(postings[3 * row], row);
  return places;
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
