// @ts-check
/** The part of a text that shows why it was found. */

import { tokens } from "./analysis.js";

const LENGTH = 220;

/** @typedef {{text: string, isMatch: boolean}} Piece */
/** @typedef {(term: string, word: string) => boolean} IsWanted whether a token was asked for */

/**
 * Where the wanted words stand in a text.
 * @param {string} text
 * @param {IsWanted} isWanted
 * @returns {{start: number, end: number, term: string}[]}
 */
export function matches(text, isWanted) {
  /** @type {{start: number, end: number, term: string}[]} */
  const found = [];
  for (const { term, word, start, end } of tokens(text)) {
    if (!isWanted(term, word)) continue;
    const last = found.at(-1);
    if (last && start < last.end) last.end = Math.max(last.end, end);
    else found.push({ start, end, term });
  }
  return found;
}

/**
 * A text in pieces, the wanted words apart.
 * @param {string} text
 * @param {IsWanted} isWanted
 * @returns {Piece[]}
 */
export function highlighted(text, isWanted) {
  return cut(text, matches(text, isWanted), 0, text.length);
}

/**
 * The passage with the most different wanted words, and among those the first, with dots where text was left out.
 * @param {string} text
 * @param {IsWanted} isWanted
 * @returns {Piece[]}
 */
export function passage(text, isWanted) {
  const found = matches(text, isWanted);
  let from = 0;
  let most = 0;
  found.forEach(({ start }, first) => {
    const within = new Set();
    for (let at = first; at < found.length && found[at].end <= start + LENGTH * 0.8; at++) within.add(found[at].term);
    if (within.size > most) {
      most = within.size;
      from = start;
    }
  });
  const start = wordStart(text, Math.max(0, from - LENGTH * 0.2));
  const end = wordEnd(text, start + LENGTH);
  const pieces = cut(text, found, start, end);
  if (start > 0) pieces.unshift({ text: "…\u00a0", isMatch: false });
  if (end < text.length) pieces.push({ text: "\u00a0…", isMatch: false });
  return pieces;
}

/**
 * @param {string} text
 * @param {{start: number, end: number}[]} found
 * @param {number} from
 * @param {number} to
 * @returns {Piece[]}
 */
function cut(text, found, from, to) {
  /** @type {Piece[]} */
  const pieces = [];
  let at = from;
  for (const { start, end } of found) {
    if (start < at || end > to) continue;
    if (start > at) pieces.push({ text: text.slice(at, start), isMatch: false });
    pieces.push({ text: text.slice(start, end), isMatch: true });
    at = end;
  }
  if (at < to) pieces.push({ text: text.slice(at, to), isMatch: false });
  return pieces;
}

/**
 * @param {string} text
 * @param {number} near
 * @returns {number}
 */
function wordStart(text, near) {
  if (near <= 0) return 0;
  const space = text.indexOf(" ", near);
  return space < 0 || space > near + 30 ? Math.floor(near) : space + 1;
}

/**
 * @param {string} text
 * @param {number} near
 * @returns {number}
 */
function wordEnd(text, near) {
  if (near >= text.length) return text.length;
  const space = text.lastIndexOf(" ", near);
  return space < near - 30 ? Math.floor(near) : space;
}
