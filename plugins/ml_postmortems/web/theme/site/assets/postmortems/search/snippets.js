// @ts-check
/** The passage of a text that shows why it was found: the twin of `snippets.py`. */

import { tokens } from "./analysis.js";
import { constants } from "./constants.js";
import { textParts } from "./query.js";

/** @typedef {import("./analysis.js").Token} Token */
/** @typedef {{text: string, isMatch: boolean}} Piece a part of a text, and whether it was asked for */
/** @typedef {(token: Token) => boolean} IsWanted */
/** @typedef {{start: number, end: number, term: string}} Match */

/**
 * Tells the tokens that a query asks for: its terms, and words that begin with its prefixes.
 * @param {import("./query.js").QueryNode} node
 * @returns {IsWanted}
 */
export function wantedBy(node) {
  const parts = textParts(node);
  const terms = new Set(parts.flatMap((part) => (part.kind === "prefix" ? [] : tokens(part.text).map(({ term }) => term))));
  const starts = parts.flatMap((part) => (part.kind === "prefix" ? [part.start] : []));
  return ({ term, word }) => terms.has(term) || starts.some((start) => word.startsWith(start));
}

/**
 * How many different wanted terms a text has.
 * @param {string} text
 * @param {IsWanted} isWanted
 * @returns {number}
 */
export function countWanted(text, isWanted) {
  return new Set(tokens(text).filter(isWanted).map(({ term }) => term)).size;
}

/**
 * The whole text in pieces, with each wanted word as a piece of its own.
 * @param {string} text
 * @param {IsWanted} isWanted
 * @returns {Piece[]}
 */
export function highlighted(text, isWanted) {
  const letters = lettersOf(text);
  return cut(letters, matches(text, isWanted), 0, letters.length);
}

/**
 * The first passage with the most different wanted words, with dots where text was left out.
 * @param {string} text
 * @param {IsWanted} isWanted
 * @returns {Piece[]}
 */
export function passage(text, isWanted) {
  const letters = lettersOf(text);
  const found = matches(text, isWanted);
  const start = wordStart(letters, bestStart(found) - constants.PASSAGE_LEAD);
  const end = wordEnd(letters, start + constants.PASSAGE_LENGTH);
  const pieces = cut(letters, found, start, end);
  if (start > 0) pieces.unshift({ text: "… ", isMatch: false });
  if (end < letters.length) pieces.push({ text: " …", isMatch: false });
  return pieces;
}

/**
 * The letters of a text (code points, as Python counts them), in its normal form.
 * @param {string} text
 * @returns {string[]}
 */
function lettersOf(text) {
  return [...text.normalize("NFC")];
}

/**
 * Where the wanted words stand in a text, in letters.
 * @param {string} text
 * @param {IsWanted} isWanted
 * @returns {Match[]}
 */
function matches(text, isWanted) {
  /** @type {Match[]} */
  const found = [];
  for (const { term, start, end } of tokens(text).filter(isWanted)) {
    const last = found.at(-1);
    if (last && start < last.end) last.end = Math.max(last.end, end); // a word of a compound that is marked as a whole
    else found.push({ start, end, term });
  }
  const normal = text.normalize("NFC");
  if (!/[\ud800-\udbff]/.test(normal)) return found;
  const letterAt = (/** @type {number} */ at) => [...normal.slice(0, at)].length;
  return found.map(({ start, end, term }) => ({ start: letterAt(start), end: letterAt(end), term }));
}

/**
 * @param {Match[]} found
 * @returns {number}
 */
function bestStart(found) {
  let best = 0;
  let most = 0;
  found.forEach(({ start }, first) => {
    const within = new Set();
    for (let at = first; at < found.length && found[at].end <= start + constants.PASSAGE_REACH; at++) within.add(found[at].term);
    if (within.size > most) {
      most = within.size;
      best = start;
    }
  });
  return best;
}

/**
 * @param {string[]} letters
 * @param {Match[]} found
 * @param {number} from
 * @param {number} to
 * @returns {Piece[]}
 */
function cut(letters, found, from, to) {
  /** @type {Piece[]} */
  const pieces = [];
  const add = (/** @type {number} */ start, /** @type {number} */ end, /** @type {boolean} */ isMatch) =>
    pieces.push({ text: letters.slice(start, end).join(""), isMatch });
  let at = from;
  for (const { start, end } of found) {
    if (start < at || end > to) continue;
    if (start > at) add(at, start, false);
    add(start, end, true);
    at = end;
  }
  if (at < to) add(at, to, false);
  return pieces;
}

/**
 * @param {string[]} letters
 * @param {number} near
 * @returns {number}
 */
function wordStart(letters, near) {
  if (near <= 0) return 0;
  const space = letters.indexOf(" ", near);
  return space < 0 || space > near + constants.LONGEST_UNCUT_WORD ? near : space + 1;
}

/**
 * @param {string[]} letters
 * @param {number} near
 * @returns {number}
 */
function wordEnd(letters, near) {
  if (near >= letters.length) return letters.length;
  const space = letters.lastIndexOf(" ", near);
  return space < near - constants.LONGEST_UNCUT_WORD ? near : space;
}
