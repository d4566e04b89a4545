// @ts-check
/** Text as the terms that it is found by: the twin of `similarity/analysis.py`, which says what a term is and why. */

import { constants } from "./constants.js";
import { stemWord } from "./stemmer.js";

const LETTER = "[\\p{L}\\p{N}]";
const WORD = `${LETTER}+(?:['’]${LETTER}+)*(?:\\+\\+|[+#](?!${LETTER}))?`;
const TOKEN = new RegExp(`${WORD}(?:[-_./+]${WORD})*`, "gu");
const PART = new RegExp(WORD, "gu");
const STEMMED = /^\p{L}+(?:'\p{L}+)*$/u;

/**
 * @typedef {object} Token
 * @property {string} term as the index has it: folded and stemmed
 * @property {string} word as it is written, but for case
 * @property {number} position the number of the word in the text
 * @property {number} start where it begins in the normal form (NFC) of the text
 * @property {number} end
 * @property {boolean} isCompound
 */

/**
 * Every term of a text, sorted by position; a compound comes before its words.
 * @param {string} text
 * @returns {Token[]}
 */
export function tokens(text) {
  const { STOP_WORDS, LONGEST_TERM } = constants;
  /** @type {Token[]} */
  const found = [];
  let position = 0;
  for (const match of text.normalize("NFC").matchAll(TOKEN)) {
    const from = match.index;
    const parts = [...match[0].matchAll(PART)].map((part) => ({
      word: folded(part[0]),
      start: from + part.index,
      end: from + part.index + part[0].length,
    }));
    if (parts.length > 1 && lengthOf(match[0]) <= LONGEST_TERM && !parts.every(({ word }) => STOP_WORDS.has(word))) {
      const whole = folded(match[0]);
      found.push({ term: whole, word: whole, position, start: from, end: from + match[0].length, isCompound: true });
    }
    for (const { word, start, end } of parts) {
      if (!STOP_WORDS.has(word)) {
        const term = stem(lengthOf(word) > LONGEST_TERM ? [...word].slice(0, LONGEST_TERM).join("") : word);
        found.push({ term, word, position, start, end, isCompound: false });
      }
      position += 1;
    }
  }
  return found;
}

/**
 * A text without the differences of case.
 * @param {string} text
 * @returns {string}
 */
export function folded(text) {
  return text.toLowerCase().replaceAll("’", "'").replaceAll("ß", "ss").replaceAll("ς", "σ");
}

/**
 * The stem of a folded word, or the word itself if it holds more than letters.
 * @param {string} word
 * @returns {string}
 */
export function stem(word) {
  return constants.OWN_STEMS.get(word) ?? (STEMMED.test(word) ? stemWord(word) : word);
}

/**
 * The number of letters (code points), where JavaScript counts UTF-16 units.
 * @param {string} text
 * @returns {number}
 */
export function lengthOf(text) {
  return [...text].length;
}
