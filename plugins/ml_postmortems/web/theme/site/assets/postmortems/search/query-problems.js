// @ts-check
/** What is wrong with a query, and how it is corrected: the twin of `query_problems.py`. */

import { lengthOf } from "./analysis.js";
import { constants } from "./constants.js";

/** @typedef {{condition: string, found: string, fix: string}} Problem a part of a query that cannot be read */

/** The problems of one query, as they are met while it is read. */
export class Problems {
  /** @type {Map<string, Problem>} */
  #problems = new Map();
  /** @type {[number, number, string][]} */
  #corrections = [];
  #isCorrectable = true;

  /** Every problem once, in the order of the query. */
  get found() {
    return [...this.#problems.values()];
  }

  /**
   * @param {string} condition
   * @param {string} found
   * @param {string} fix
   * @param {[number, number, string]} [correction] start and end of a part of the query, and the text for its place
   */
  report(condition, found, fix, correction) {
    this.#problems.set(`${condition}: found ${found}; ${fix}`, { condition, found, fix });
    if (correction) this.#corrections.push(correction);
    else this.#isCorrectable = false;
  }

  /**
   * The query with every problem corrected; empty where only its author can tell how.
   * @param {string} query
   * @returns {string}
   */
  corrected(query) {
    if (!this.#isCorrectable || !this.#corrections.length) return "";
    const last = this.#corrections.sort((a, b) => b[0] - a[0] || b[1] - a[1] || (a[2] < b[2] ? 1 : -1));
    const text = last.reduce((text, [start, end, instead]) => text.slice(0, start) + instead + text.slice(end), query);
    return lengthOf(text) <= constants.LONGEST_QUERY ? text.replace(/\s+/g, " ").trim() : "";
  }
}
