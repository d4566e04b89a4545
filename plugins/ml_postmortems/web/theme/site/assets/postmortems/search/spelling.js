// @ts-check
/** The word that a misspelt one probably means: the twin of `spelling.py`. */

import { constants } from "./constants.js";

const DIGIT = /[0-9]/g;

/**
 * The nearest of the known words by edit distance, then by use, then by alphabet; none that is too far or has other digits.
 * @param {string} word
 * @param {[string, number][]} known words with the number of their documents
 * @param {number} [short] letters up to which only one change is forgiven
 * @returns {string | undefined}
 */
export function nearestWord(word, known, short = constants.SHORT_WORD) {
  const letters = [...word];
  const most = letters.length <= short ? 1 : 2;
  const digits = digitsOf(word);
  /** @type {[number, number, string][]} */
  const near = [];
  for (const [other, often] of known) {
    const opposite = [...other];
    if (other === word || Math.abs(opposite.length - letters.length) > most || digitsOf(other) !== digits) continue;
    const changes = editDistance(letters, opposite);
    if (changes <= most) near.push([changes, -often, other]);
  }
  near.sort((a, b) => a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : 1));
  return near[0]?.[2];
}

/**
 * @param {string} word
 * @returns {string}
 */
function digitsOf(word) {
  return word.match(DIGIT)?.join("") ?? "";
}

/**
 * Whether a word may be meant for one that begins so: one of the first two letters is wrong, missing or too much, or both
 * are swapped.
 * @param {string} beginning of which only two letters are looked at
 * @param {string} word
 * @returns {boolean}
 */
export function mayBegin(beginning, word) {
  const [first, second, third] = word;
  const [here, next] = beginning;
  return here === first || next === first || next === second || (here === second && next === third);
}

/**
 * How many letters must be changed, added, removed or swapped with their neighbour (optimal string alignment).
 * @param {string[]} one
 * @param {string[]} other
 * @returns {number}
 */
export function editDistance(one, other) {
  /** @type {number[][]} */
  const rows = [Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      row[j] = Math.min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (same ? 0 : 1));
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (isSwap) row[j] = Math.min(row[j], rows[i - 2][j - 2] + 1);
    }
    rows.push(row);
  }
  return rows[one.length][other.length];
}
