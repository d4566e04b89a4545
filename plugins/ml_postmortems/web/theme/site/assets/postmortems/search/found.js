// @ts-check
/** What a query found: hits with their explanations, and counts by facet. The twin of `found.py`. */

import { explainByLongFields, explainByShortFields } from "./explanation.js";
import { queryText } from "./query.js";
import { highlighted, passage } from "./snippets.js";

/** @typedef {import("./explanation.js").Explanation} Explanation */
/** @typedef {import("./ranking.js").Ranking} Ranking */
/** @typedef {{key: string, name: string, count: number}} TermCount */
/** @typedef {{key: string, title: string, terms: TermCount[]}} FacetCounts */
/**
 * @typedef {{url: string, title: string, date: string, severity: string, level: string, team: string, cause: string,
 *   status: string, kind: string, id: string, number: number, text: Record<string, string>}} Hit
 */
/** @typedef {{url: string, title: string, group: string, text: string}} PageHit */

/** What a query found. */
export class Found {
  /**
   * @param {import("./searching.js").Search} search
   * @param {object} found
   * @param {Ranking} found.ranking
   * @param {import("./query-problems.js").Problem[]} found.problems parts that cannot be read
   * @param {string} found.corrected the query with these corrected, where it can be told how
   * @param {string} found.prefix the last word, where it was read as a prefix because no record matches the query as written
   * @param {boolean} found.isAll whether nothing is asked for, so that these are all
   * @param {boolean} found.asksForNothing whether a query was written that asks for nothing, such as `?`
   * @param {boolean} found.hasWords whether the query asks for text, and not for facts alone
   * @param {number[]} found.order records, in the order asked for
   * @param {FacetCounts[]} found.facets
   * @param {string[]} found.missing parts of the query that no record matches
   * @param {string} found.suggestion the query with better spelling, where no record has a word of it
   * @param {number[]} found.pages of causes, controls, teams and models, and then others
   * @param {import("./snippets.js").IsWanted} found.isWanted
   * @param {import("./snippets.js").IsWanted} found.isWantedOnPages
   */
  constructor(search, found) {
    this.search = search;
    this.ranking = found.ranking;
    this.problems = found.problems;
    this.corrected = found.corrected;
    this.prefix = found.prefix;
    this.isAll = found.isAll;
    this.asksForNothing = found.asksForNothing;
    this.hasWords = found.hasWords;
    this.order = found.order;
    this.facets = found.facets;
    this.missing = found.missing;
    this.suggestion = found.suggestion;
    this.terms = found.pages.filter((page) => search.isTerm(page));
    this.pages = found.pages.filter((page) => !search.isTerm(page));
    this.isWanted = found.isWanted;
    this.isWantedOnPages = found.isWantedOnPages;
  }

  /** Whether no record matches the whole query, so that these are partial matches. */
  get isPartial() {
    return this.ranking.isPartial;
  }

  /** Where few records match the whole query, the best partial matches besides; in no count. */
  get near() {
    return this.ranking.near;
  }

  /**
   * What a term of a facet is called.
   * @param {string} key
   * @param {string} term
   * @returns {string}
   */
  nameOf(key, term) {
    return this.search.facets.get(key === "owner" ? "team" : key)?.names.get(term) ?? term;
  }

  /**
   * The parts of the query that other records match and this one does not.
   * @param {Hit} hit
   * @returns {string[]}
   */
  lacks({ number }) {
    return this.ranking.lacks(number).map(queryText);
  }

  /**
   * A text about a record in pieces, with each wanted word as a piece of its own.
   * @param {string} text
   * @returns {import("./snippets.js").Piece[]}
   */
  highlighted(text) {
    return highlighted(text, this.isWanted);
  }

  /**
   * A page's title and passage in pieces.
   * @param {PageHit} page
   */
  shownPage({ title, text }) {
    return { title: highlighted(title, this.isWantedOnPages), passage: passage(text, this.isWantedOnPages) };
  }

  /**
   * Why a record was found, as far as its short fields say; nothing where the long ones are needed.
   * @param {Hit} hit
   * @returns {Explanation | undefined}
   */
  explainByShortFields({ title, text }) {
    return explainByShortFields(title, text, this.isWanted, this.hasWords);
  }

  /**
   * Why a record was found, where its short fields do not say it.
   * @param {Hit} hit
   * @param {Record<string, string>} text the long fields
   * @returns {Explanation}
   */
  explainByLongFields(hit, text) {
    return explainByLongFields({ ...hit.text, ...text }, this.isWanted);
  }

  /**
   * The beginning of the summary, until the long fields are there.
   * @param {Hit} hit
   * @returns {Explanation}
   */
  beginning({ text }) {
    return { field: undefined, pieces: passage(text.summary, this.isWanted) };
  }
}
