// @ts-check
/** Text as the terms that it is found by: the same as `similarity/analysis.py`, which says what and why. */

import { stem } from "./stemmer.js";

const STOP_WORDS = new Set(
  (
    "a an and are as at be been being but by did do does for from had has have he her his if in into is it its of or our " +
    "she so than that the their them then there these they this those to was we were which who will with would you your"
  ).split(" "),
);
const LONGEST_TERM = 64;

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
 * @property {number} start where it begins in the normal form of the text
 * @property {number} end
 * @property {boolean} isCompound
 */

/**
 * Every term of a text, in the order of the positions; a compound comes before its words.
 * @param {string} text
 * @returns {Token[]}
 */
export function tokens(text) {
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
        const term = stemmed(lengthOf(word) > LONGEST_TERM ? [...word].slice(0, LONGEST_TERM).join("") : word);
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
 * The stem of a folded word, or the word itself where it holds more than letters.
 * @param {string} word
 * @returns {string}
 */
export function stemmed(word) {
  return STEMMED.test(word) ? stem(word) : word;
}

/**
 * Letters, not the units that JavaScript counts in.
 * @param {string} text
 * @returns {number}
 */
export function lengthOf(text) {
  return [...text].length;
}
