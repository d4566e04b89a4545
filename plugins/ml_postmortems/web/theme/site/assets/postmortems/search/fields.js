// @ts-check
/** The fields of the query language, such as `team:` and `since:`, and their values: the twin of `fields.py`. */

import { folded } from "./analysis.js";
import { constants } from "./constants.js";
import { nearestWord } from "./spelling.js";

const DATE = /^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$/;
const RECORD_ID = /^pm-\d{4}-\d{4}$/;

/** @typedef {Map<string, Map<string, string>>} Values each field with its values, from their folded form to their own */

/**
 * Whether the language has a field of this name, in small letters.
 * @param {string} name
 * @param {Values} values
 * @returns {boolean}
 */
export function isField(name, values) {
  return values.has(name) || constants.DATE_FIELDS.includes(name) || name === "id";
}

/**
 * All fields of the language, sorted.
 * @param {Values} values
 * @returns {string[]}
 */
export function fieldNames(values) {
  return [...values.keys(), ...constants.DATE_FIELDS, "id"].sort();
}

/**
 * The field that a misspelt name probably means.
 * @param {string} name
 * @param {Values} values
 * @returns {string | undefined}
 */
export function nearestField(name, values) {
  return nearestWord(name, fieldNames(values).map((each) => [each, 1]), constants.SHORT_FIELD_NAME);
}

/**
 * The value that a text stands for, in its own spelling; nothing where the field has no such value.
 * @param {string} name
 * @param {string} text
 * @param {Values} values
 * @returns {string | undefined}
 */
export function fieldValue(name, text, values) {
  const known = values.get(name);
  if (known) return known.get(folded(text));
  return (name === "id" ? RECORD_ID.test(text.toLowerCase()) : isDate(text)) ? text.toUpperCase() : undefined;
}

/**
 * What an unknown value may have meant: the nearest one by spelling, or those with this word among theirs.
 * @param {string} text
 * @param {Map<string, string>} known
 * @returns {string[]}
 */
export function proposedValues(text, known) {
  const word = folded(text);
  const near = nearestWord(word, [...known.keys()].map((each) => [each, 1]));
  if (near !== undefined) return [known.get(near) ?? near];
  const found = [...known].filter(([each]) => each.split(/[-_/.]/).includes(word));
  return [...new Set(found.map(([, value]) => value))].slice(0, constants.MOST_PROPOSALS);
}

/**
 * Whether it is a year, a month or a day that exists.
 * @param {string} text
 * @returns {boolean}
 */
export function isDate(text) {
  if (!DATE.test(text)) return false;
  const [year, month = 1, day = 1] = text.split("-").map(Number);
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day <= days;
}
