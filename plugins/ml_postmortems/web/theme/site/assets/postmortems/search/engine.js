// @ts-check
/**
 * Matches a plan against one index and scores what matches, by BM25F: the twin of `engine.py`. A document is a number; they
 * are numbered newest first, so that the number decides between equal scores. Knows no page and no query language.
 */

import { stem } from "./analysis.js";
import { constants } from "./constants.js";
import { beginningOf, headOf, shardOf } from "./shards.js";
import { mayBegin } from "./spelling.js";

/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {Map<number, number>} Scores the score of each document that matches */
/** @typedef {{postings: number[], positions: number[][] | undefined}} FieldPostings [document, frequency, length], flat */

/** The engine of one index: of the records, or of the pages. */
export class Engine {
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
    /** @type {{documents: number, terms?: number, starts: string[], fields: {name: string, weight: number, b: number, makes_common: boolean, average: number}[]}} */
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
   * The score of each document that matches.
   * @param {Plan} plan
   * @returns {Promise<Scores>}
   */
  async scores(plan) {
    await this.fetch(plan);
    return this.#match(plan);
  }

  /**
   * Fetch what the scores of a plan need.
   * @param {Plan} plan
   */
  async fetch(plan) {
    await this.#expand(plan);
    await Promise.all([...termsOf(plan, this.#expansions)].map(([term, isPlaced]) => this.#load(term, isPlaced)));
  }

  /**
   * Begin to fetch the postings of a term, before a query needs them.
   * @param {string} term
   */
  prefetch(term) {
    this.file(`terms/${shardOf(term, this.about.starts)}.json`).catch(() => undefined);
  }

  /**
   * The words that begin with the same letters as this one, each with the number of its documents, which is 0 for a word
   * that only the taxonomy has.
   * @param {string} start
   * @returns {Promise<[string, number][]>}
   */
  async words(start) {
    const heads = await this.file("words.json");
    const head = headOf(start);
    return heads.includes(head) ? this.file(`words/${head}.json`) : [];
  }

  /**
   * The words that one may be meant for whose first letters are wrong: these are many files.
   * @param {string} word
   * @returns {Promise<[string, number][]>}
   */
  async wordsBegunWrong(word) {
    /** @type {string[]} */
    const heads = await this.file("words.json");
    const lists = heads.filter((head) => mayBegin(beginningOf(head), word)).map((head) => this.file(`words/${head}.json`));
    return (await Promise.all(lists)).flat();
  }

  /** @param {Plan} plan */
  async #expand(plan) {
    if (plan.kind === "termPrefix" && !this.#expansions.has(plan.start)) {
      const words = (await this.words(plan.start)).filter(([word, often]) => often && word.startsWith(plan.start));
      words.sort(([a, often], [b, oftener]) => oftener - often || (a < b ? -1 : 1));
      const terms = words.slice(0, constants.MOST_EXPANSIONS).map(([word]) => stem(word));
      this.#expansions.set(plan.start, [...new Set(terms)]);
    }
    await Promise.all(partsOf(plan).map((part) => this.#expand(part)));
  }

  /**
   * @param {string} term
   * @param {boolean} isPlaced whether its positions are needed
   */
  async #load(term, isPlaced) {
    const known = this.#terms.get(term);
    if (known && (!isPlaced || [...known.values()].every(({ positions }) => positions))) return;
    const shard = shardOf(term, this.about.starts);
    const [frequencies, positions] = await Promise.all([
      this.file(`terms/${shard}.json`),
      isPlaced ? this.file(`positions/${shard}.json`) : [],
    ]);
    if (!isPlaced && this.#terms.has(term)) return; // it was loaded meanwhile, perhaps with its positions
    const positionsByField = new Map(find(positions, term));
    this.#terms.set(
      term,
      new Map(
        find(frequencies, term).map(([field, packed]) => [
          field,
          { postings: unpacked(packed), positions: positionsByField.get(field)?.map(summed) },
        ]),
      ),
    );
  }

  /**
   * @param {Plan} plan
   * @returns {Scores}
   */
  #match(plan) {
    switch (plan.kind) {
      case "oneTerm":
        return this.#scoreTerm(plan.term);
      case "termSequence":
        return this.#scoreSequence(plan.terms);
      case "termPrefix":
        return either((this.#expansions.get(plan.start) ?? []).map((term) => this.#scoreTerm(term)));
      case "theseDocuments":
        return new Map(plan.numbers.map((document) => [document, 0]));
      case "allOf":
        return plan.of.length ? both(plan.of.map((part) => this.#match(part))) : this.#unscored(() => true);
      case "anyOf":
        return either(plan.of.map((part) => this.#match(part)));
      case "noneOf": {
        const found = this.#match(plan.of);
        return this.#unscored((document) => !found.has(document));
      }
    }
  }

  /**
   * @param {(document: number) => boolean} belongs
   * @returns {Scores}
   */
  #unscored(belongs) {
    /** @type {Scores} */
    const found = new Map();
    for (let document = 0; document < this.about.documents; document++) if (belongs(document)) found.set(document, 0);
    return found;
  }

  /**
   * @param {string} term
   * @returns {Scores}
   */
  #scoreTerm(term) {
    const frequencies = this.#weightedFrequencies(term);
    return this.#bm25f(frequencies, this.#documentsWith(term));
  }

  /**
   * How many documents have a term, for its rarity.
   * @param {string} term
   * @returns {number}
   */
  #documentsWith(term) {
    const all = [...(this.#terms.get(term) ?? [])];
    const common = all.filter(([field]) => this.about.fields[field].makes_common);
    const documents = new Set();
    for (const [, { postings }] of common.length ? common : all) {
      for (let at = 0; at < postings.length; at += 3) documents.add(postings[at]);
    }
    return documents.size;
  }

  /**
   * The documents with the terms in sequence, scored by those fields only that have the sequence.
   * @param {[string, number][]} terms
   * @returns {Scores}
   */
  #scoreSequence(terms) {
    const standing = this.about.fields.map((_, field) => this.#withSequence(field, terms));
    return either(
      terms.map(([term]) => {
        const frequencies = this.#weightedFrequencies(term, (field, document) => standing[field].has(document));
        return this.#bm25f(frequencies, this.#documentsWith(term));
      }),
    );
  }

  /**
   * The documents that have the terms in a field at their positions relative to each other.
   * @param {number} field
   * @param {[string, number][]} terms
   * @returns {Set<number>}
   */
  #withSequence(field, terms) {
    const found = terms.flatMap(([term]) => this.#terms.get(term)?.get(field) ?? []);
    if (found.length < terms.length) return new Set();
    const [first, ...others] = found.map(({ postings, positions }) => byDocument(postings, positions ?? []));
    const standing = [...first].filter(([document, starts]) => {
      const places = others.map((each) => new Set(each.get(document)));
      return starts.some((start) => places.every((each, which) => each.has(start - terms[0][1] + terms[which + 1][1])));
    });
    return new Set(standing.map(([document]) => document));
  }

  /**
   * How often each document has a term, by the weight of each field and its length there.
   * @param {string} term
   * @param {(field: number, document: number) => boolean} [counts]
   * @returns {Scores}
   */
  #weightedFrequencies(term, counts = () => true) {
    /** @type {Scores} */
    const frequencies = new Map();
    for (const [field, { postings }] of this.#terms.get(term) ?? []) {
      const { weight, b, average } = this.about.fields[field];
      for (let at = 0; at < postings.length; at += 3) {
        const [document, often, length] = [postings[at], postings[at + 1], postings[at + 2]];
        if (counts(field, document)) add(frequencies, document, (often * weight) / (1 - b + (b * length) / average));
      }
    }
    return frequencies;
  }

  /**
   * BM25F of a term, as `engine.py` defines it.
   * @param {Scores} frequencies the weighted frequency in each document
   * @param {number} documents how many have it, for its rarity
   * @returns {Scores}
   */
  #bm25f(frequencies, documents) {
    const { K1 } = constants;
    const most = (Math.log(this.about.documents / (documents + 1)) + 1) * (K1 + 1);
    return new Map([...frequencies].map(([document, frequency]) => [document, (most * frequency) / (frequency + K1)]));
  }
}

/**
 * The documents in at least one of these, with their scores added up.
 * @param {Scores[]} all
 * @returns {Scores}
 */
export function either(all) {
  /** @type {Scores} */
  const scores = new Map();
  for (const each of all) for (const [document, score] of each) add(scores, document, score);
  return scores;
}

/**
 * The documents in all of these, with their scores added up; at least one must be given.
 * @param {Scores[]} all
 * @returns {Scores}
 */
export function both(all) {
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

/**
 * Documents by falling score, then by number. Scores that differ by rounding only count as equal.
 * @param {Scores} scores
 * @returns {number[]}
 */
export function ordered(scores) {
  const rounded = [...scores].map(([document, score]) => ({ document, score: millionths(score) }));
  rounded.sort((a, b) => b.score - a.score || a.document - b.document);
  return rounded.map(({ document }) => document);
}

/**
 * A score as scores are compared, because Python and the browser round differently.
 * @param {number} score
 * @returns {number}
 */
export function millionths(score) {
  return Math.round(score * 1e6);
}

/**
 * @param {Plan} plan
 * @returns {Plan[]}
 */
function partsOf(plan) {
  if (plan.kind === "allOf" || plan.kind === "anyOf") return plan.of;
  return plan.kind === "noneOf" ? [plan.of] : [];
}

/**
 * Every term that is needed, and whether its positions are.
 * @param {Plan} plan
 * @param {Map<string, string[]>} expansions
 * @returns {Map<string, boolean>}
 */
function termsOf(plan, expansions) {
  /** @type {Map<string, boolean>} */
  const found = new Map();
  const note = (/** @type {string} */ term, /** @type {boolean} */ isPlaced) =>
    found.set(term, isPlaced || (found.get(term) ?? false));
  if (plan.kind === "oneTerm") note(plan.term, false);
  if (plan.kind === "termSequence") for (const [term] of plan.terms) note(term, true);
  if (plan.kind === "termPrefix") for (const term of expansions.get(plan.start) ?? []) note(term, false);
  for (const part of partsOf(plan)) for (const [term, isPlaced] of termsOf(part, expansions)) note(term, isPlaced);
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
 * Documents are stored as the difference from the one before.
 * @param {number[]} packed
 * @returns {number[]}
 */
function unpacked(packed) {
  const postings = [...packed];
  for (let at = 3; at < postings.length; at += 3) postings[at] += postings[at - 3];
  return postings;
}

/**
 * @param {number[]} differences
 * @returns {number[]}
 */
function summed(differences) {
  let position = 0;
  return differences.map((difference) => (position += difference));
}

/**
 * @param {number[]} postings
 * @param {number[][]} positions
 * @returns {Map<number, number[]>} the positions in each document
 */
function byDocument(postings, positions) {
  return new Map(positions.map((each, row) => [postings[3 * row], each]));
}

/**
 * @param {Scores} scores
 * @param {number} document
 * @param {number} score
 */
function add(scores, document, score) {
  scores.set(document, (scores.get(document) ?? 0) + score);
}
