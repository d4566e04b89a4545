// @ts-check
/** What the index says of each record besides its text: days and facts. Answers as `Document.has` in `documents.py`. */

import { folded } from "./analysis.js";

/** @typedef {(document: number) => string[]} Column the terms of a document in one facet */
/** @typedef {(document: number) => boolean} Test */

/** The records of one index. */
export class Documents {
  /** @type {Map<string, Promise<Column>>} */
  #columns = new Map();

  /**
   * @param {import("./engine.js").Engine} engine fetches the facets that are not here yet
   * @param {{days: string[], facets: [string, any][]}} listed what every query needs
   * @param {import("./fields.js").Values} values
   */
  constructor(engine, listed, values) {
    this.engine = engine;
    this.values = values;
    this.days = listed.days;
    for (const [key, column] of listed.facets) this.#columns.set(key, Promise.resolve(columnOf(column)));
  }

  /**
   * The documents that have a fact.
   * @param {{name: string, value: string}} fact
   * @returns {Promise<number[]>}
   */
  async with({ name, value }) {
    const has = await this.test(name, [value]);
    return this.days.map((_, document) => document).filter(has);
  }

  /**
   * Tells whether a document has one of the values.
   * @param {string} name
   * @param {string[]} values
   * @returns {Promise<Test>}
   */
  async test(name, values) {
    if (name === "since") return (document) => values.some((value) => filledDate(this.days[document], "01") >= filledDate(value, "01"));
    if (name === "until") return (document) => values.some((value) => filledDate(this.days[document], "01") <= filledDate(value, "99"));
    const own = values.map((value) => this.values.get(name)?.get(folded(value)) ?? value);
    const column = await this.column(name);
    if (name !== "cause") return (document) => column(document).some((term) => own.includes(term));
    return (document) => column(document).some((leaf) => own.includes(leaf) || own.includes(familyOf(leaf)));
  }

  /**
   * The terms of each document in a facet.
   * @param {string} name
   * @returns {Promise<Column>}
   */
  column(name) {
    const known = this.#columns.get(name);
    if (known) return known;
    const column = name === "family" ? this.#families() : this.engine.file(`facets/${name}.json`).then(columnOf);
    this.#columns.set(name, column);
    column.catch(() => this.#columns.delete(name));
    return column;
  }

  /** @returns {Promise<Column>} */
  async #families() {
    const causes = await this.column("cause");
    const lists = this.days.map((_, document) => [...new Set(causes(document).map(familyOf))]);
    return (document) => lists[document];
  }
}

/**
 * @param {{terms: string[], rows: (number | number[])[]}} column
 * @returns {Column}
 */
function columnOf({ terms, rows }) {
  const single = terms.map((term) => [term]);
  const lists = rows.map((row) => (typeof row === "number" ? single[row] : row.map((number) => terms[number])));
  return (document) => lists[document];
}

/**
 * A date with `part` in place of the month and the day that it lacks, for comparing.
 * @param {string} day
 * @param {string} part
 * @returns {string}
 */
export function filledDate(day, part) {
  return day + `-${part}`.repeat(3 - day.split("-").length);
}

/**
 * @param {string} leaf
 * @returns {string}
 */
function familyOf(leaf) {
  return leaf.split("/", 1)[0];
}
