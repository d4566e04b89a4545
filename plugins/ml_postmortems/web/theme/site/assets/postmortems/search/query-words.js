// @ts-check
/** Words as they are written in a query: the twin of `query_words.py`. */

import { lengthOf } from "./analysis.js";
import { constants } from "./constants.js";

/** Every word as it stands in a query, with the punctuation and signs around it. */
export const WRITTEN_WORD = /[^\s()"]+/g;
const PREFIX = /^[\p{L}\p{N}]+(?:[-_./+'’][\p{L}\p{N}]+)*$/u;

/**
 * A word without the punctuation behind it; what is punctuation only stays as it is.
 * @param {string} written
 * @returns {string}
 */
export function unpunctuated(written) {
  return withoutEnd(written, constants.PUNCTUATION) || written;
}

/**
 * @param {string} text
 * @param {string} signs
 * @returns {string} the text without such signs at its end
 */
export function withoutEnd(text, signs) {
  let end = text.length;
  while (end > 0 && signs.includes(text[end - 1])) end -= 1;
  return text.slice(0, end);
}

/**
 * Whether a text can be the beginning of one word.
 * @param {string} text
 * @returns {boolean}
 */
export function canBePrefix(text) {
  return lengthOf(text) >= constants.SHORTEST_PREFIX && PREFIX.test(text);
}
