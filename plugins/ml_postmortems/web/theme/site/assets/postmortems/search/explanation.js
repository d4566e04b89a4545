// @ts-check
/** Why a record was found, as a field and a passage: the twin of `explanation.py`, which says by which rules. */

import { constants } from "./constants.js";
import { countWanted, highlighted, passage } from "./snippets.js";

/** @typedef {import("./snippets.js").IsWanted} IsWanted */
/** @typedef {Record<string, string>} Text the text of a record, by field */
/** @typedef {{field: string | undefined, pieces: import("./snippets.js").Piece[]}} Explanation */

/**
 * Rules 1 and 2; nothing where the long fields are needed.
 * @param {string} title
 * @param {Text} text
 * @param {IsWanted} isWanted
 * @param {boolean} hasWords whether the query asks for text
 * @returns {Explanation | undefined}
 */
export function explainByShortFields(title, text, isWanted, hasWords) {
  const best = bestField(text, constants.SHORT_FIELDS, isWanted);
  if (best || (hasWords && !countWanted(title, isWanted))) return best;
  return beginning(text, isWanted);
}

/**
 * Rules 3 to 6.
 * @param {Text} text the long fields, and the summary
 * @param {IsWanted} isWanted
 * @returns {Explanation}
 */
export function explainByLongFields(text, isWanted) {
  const best = bestField(text, constants.LONG_FIELDS, isWanted) ?? filedUnder(text.filed_under, isWanted);
  if (best) return best;
  for (const field of constants.LIST_FIELDS) {
    const lines = text[field].split("\n").filter((line) => countWanted(line, isWanted));
    if (lines.length) return { field, pieces: passage(lines.join(", "), isWanted) };
  }
  return beginning(text, isWanted);
}

/**
 * The names of terms that were asked for; else the term with the most wanted words, with its definition.
 * @param {string} text
 * @param {IsWanted} isWanted
 * @returns {Explanation | undefined}
 */
function filedUnder(text, isWanted) {
  const lines = text.split("\n").map((line) => line.split("\t"));
  const names = lines.map(([name]) => name).filter((name) => countWanted(name, isWanted));
  if (names.length) return { field: "filed_under", pieces: highlighted(names.join(", "), isWanted) };
  const counts = lines.map(([, ...definition]) => countWanted(definition.join("\t"), isWanted));
  const most = Math.max(...counts);
  if (!most) return undefined;
  const [name, ...definition] = lines[counts.indexOf(most)];
  const pieces = [{ text: `${name}: `, isMatch: false }, ...passage(definition.join("\t").trim(), isWanted)];
  return { field: "filed_under", pieces };
}

/**
 * @param {Text} text
 * @param {string[]} fields
 * @param {IsWanted} isWanted
 * @returns {Explanation | undefined}
 */
function bestField(text, fields, isWanted) {
  const counts = fields.map((field) => countWanted(text[field], isWanted));
  const most = Math.max(...counts);
  const field = fields[counts.indexOf(most)];
  return most ? { field, pieces: passage(text[field], isWanted) } : undefined;
}

/**
 * @param {Text} text
 * @param {IsWanted} isWanted
 * @returns {Explanation}
 */
function beginning(text, isWanted) {
  return { field: undefined, pieces: passage(text.summary, isWanted) };
}
