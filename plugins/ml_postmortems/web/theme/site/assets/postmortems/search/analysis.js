// @ts-check
/** Text as the terms that it is found by: the twin of `similarity/analysis.py`, which says what a term is and why. */

import { constants } from "./constants.js";
import { stemWord } from "./stemmer.js";

const LETTER = "[\\p{L}\\p{N}]";
const WORD = `${LETTER}+(?:['’]${LETTER}+)*(?:\\+\\+|[+#](?!${LETTER}))?`;
const TOKEN = new RegExp(`${WORD}(?:[-_./+]${WORD})*`, "gu");
const PART = new RegExp(WORD, "gu");
const PART_START = /(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})|(?<=[0-9])(?=[A-Z][a-z])/g;
const VERSION = /^[vV]([0-9]+(?:\.[0-9]+)+)/;
const ACCENTED = /([a-z])[\u0300-\u036f]+/g;
const STEMMED = /^\p{L}+(?:'\p{L}+)*$/u;

const SAME_LETTERS = new Map([["’", "'"], ["ß", "ss"], ["æ", "ae"], ["œ", "oe"], ["ø", "o"], ["ł", "l"], ["đ", "d"], ["ς", "σ"]]);
const SAME = /[’ßæœøłđς]/g;

/**
 * @typedef {object} Token
 * @property {string} term as the index has it: folded and stemmed
 * @property {string} word as it is written, but for case and accents
 * @property {number} position the number of the word in the text; parts of words have higher ones
 * @property {number} start where it begins in the normal form (NFC) of the text
 * @property {number} end
 * @property {boolean} isCompound
 * @property {boolean} isPart
 */

/**
 * Every term of a text, in the order of their beginnings; a compound comes before its words, a word before its parts.
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
    /** @type {Token[]} */
    const here = [];
    const parts = [...match[0].matchAll(PART)].map((part) => ({
      word: folded(part[0]),
      start: from + part.index,
      end: from + part.index + part[0].length,
    }));
    if (parts.length > 1 && lengthOf(match[0]) <= LONGEST_TERM && !parts.every(({ word }) => STOP_WORDS.has(word))) {
      const whole = folded(match[0]);
      here.push({ term: whole, word: whole, position, start: from, end: from + match[0].length, isCompound: true, isPart: false });
    }
    here.push(...versionNumbers(match[0], position, from));
    for (const { word, start, end } of parts) {
      if (!STOP_WORDS.has(word)) here.push({ term: termOf(word), word, position, start, end, isCompound: false, isPart: false });
      here.push(...partsOf(match[0].slice(start - from, end - from), position, start));
      position += 1;
    }
    here.sort((a, b) => a.start - b.start || b.end - a.end || Number(a.isPart) - Number(b.isPart));
    found.push(...here);
  }
  return found;
}

/**
 * The tokens of a text, each compound in one group with its words, and each word with its parts.
 * @param {string} text
 * @returns {Token[][]}
 */
export function tokenGroups(text) {
  /** @type {Token[][]} */
  const groups = [];
  let end = -1;
  for (const token of tokens(text)) {
    if (token.start >= end || !groups.length) groups.push([]);
    groups.at(-1)?.push(token);
    end = Math.max(end, token.end);
  }
  return groups;
}

/**
 * Whether a token is one word as it stands in the text.
 * @param {Token} token
 * @returns {boolean}
 */
export function isWord({ isCompound, isPart }) {
  return !isCompound && !isPart;
}

/**
 * The parts of a word that has several.
 * @param {string} word
 * @param {number} position
 * @param {number} start
 * @returns {Token[]}
 */
function partsOf(word, position, start) {
  if (!/^[A-Za-z0-9]+$/.test(word)) return [];
  const begins = [0, ...[...word.matchAll(PART_START)].map(({ index }) => index), word.length];
  if (begins.length < 3 || begins.length > constants.MOST_PARTS + 1) return [];
  return partTokens(word, position, start, begins.slice(1).map((end, at) => [begins[at], end]));
}

/**
 * The numbers of a version at the beginning of a compound.
 * @param {string} text
 * @param {number} position
 * @param {number} start
 * @returns {Token[]}
 */
function versionNumbers(text, position, start) {
  const version = VERSION.exec(text)?.[1];
  const numbers = [...(version?.matchAll(/[0-9]+/g) ?? [])].map(({ 0: number, index }) => [index, index + number.length]);
  return version && numbers.length <= constants.MOST_PARTS ? partTokens(version, position, start + 1, numbers) : [];
}

/**
 * @param {string} text
 * @param {number} position of its word
 * @param {number} start
 * @param {number[][]} spans where each part begins and ends
 * @returns {Token[]}
 */
function partTokens(text, position, start, spans) {
  const { MOST_PARTS, PARTS_START, STOP_WORDS } = constants;
  const first = PARTS_START + position * (MOST_PARTS + 1);
  const parts = spans.map(([begin, end], number) => {
    const word = folded(text.slice(begin, end));
    return { term: termOf(word), word, position: first + number, start: start + begin, end: start + end, isCompound: false, isPart: true };
  });
  return parts.filter(({ word }) => !STOP_WORDS.has(word));
}

/**
 * @param {string} word a folded one
 * @returns {string}
 */
function termOf(word) {
  const { LONGEST_TERM } = constants;
  return stem(lengthOf(word) > LONGEST_TERM ? [...word].slice(0, LONGEST_TERM).join("") : word);
}

/**
 * A text without the differences of case, and without accents on Latin letters.
 * @param {string} text
 * @returns {string}
 */
export function folded(text) {
  const same = text.toLowerCase().replace(SAME, (letter) => SAME_LETTERS.get(letter) ?? letter);
  return same.normalize("NFD").replace(ACCENTED, "$1").normalize("NFC");
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
