// @ts-check
/** Values to front matter as `reading/yaml_text.py` writes it: plain where that is safe, folded where it is long, else quoted. */

/** @typedef {{[key: string]: string | number | string[]}} Block */
/** @typedef {string | number | string[] | Block | Block[]} Value */

const WIDTH = 110;
const PLAIN = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}_ .,;()/+%&@=’–×-]*[\p{L}\p{N}_.)%])?|https?:\/\/[\p{L}\p{N}_./?=&%+~@-]+)$/u;
const INSTANT = /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?$/;
const WORD = /^[A-Za-z0-9@][\w./@-]*$/;
/** What YAML reads as something else than text. */
const MEANS_SOMETHING = /^(?:null|true|false|yes|no|on|off|y|n|[\d.,+-][\d_.,:e+-]*|0[box][0-9a-f_]*)$/i;
/** What must not stand in a file as it is; emoji are joined by a character that people do not see either. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * A mapping as YAML, its keys in the order given.
 * @param {{[key: string]: Value}} mapping
 * @returns {string}
 */
export function mappingToYaml(mapping) {
  return mappingLines(mapping, 0).map((line) => `${line}\n`).join("");
}

/**
 * One value on one line, quoted only where it has to be.
 * @param {string | number} value
 * @returns {string}
 */
export function scalarToYaml(value) {
  if (typeof value === "number" || INSTANT.test(value)) return String(value);
  if (PLAIN.test(value) && !MEANS_SOMETHING.test(value)) return value;
  return JSON.stringify(value).replace(UNPRINTABLE, escaped);
}

/** @param {string} character */
function escaped(character) {
  const code = /** @type {number} */ (character.codePointAt(0));
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}

/**
 * @param {{[key: string]: Value}} mapping
 * @param {number} depth
 * @returns {string[]}
 */
function mappingLines(mapping, depth) {
  return Object.entries(mapping).flatMap(([key, value]) => entryLines(key, value, depth));
}

/**
 * @param {string} key
 * @param {Value} value
 * @param {number} depth
 * @returns {string[]}
 */
function entryLines(key, value, depth) {
  if (typeof value === "number") return [`${key}: ${value}`];
  if (typeof value === "string") return textLines(key, value, depth);
  if (!Array.isArray(value)) return [`${key}:`, ...mappingLines(value, depth + 1).map((line) => `  ${line}`)];
  const words = value.filter((item) => typeof item === "string" && WORD.test(item));
  const line = `${key}: [${words.map((word) => scalarToYaml(/** @type {string} */ (word))).join(", ")}]`;
  if (words.length === value.length && line.length <= WIDTH) return [line];
  return [`${key}:`, ...value.flatMap((item) => itemLines(item, depth + 2)).map((each) => `  ${each}`)];
}

/**
 * @param {string | Block} item
 * @param {number} depth
 * @returns {string[]}
 */
function itemLines(item, depth) {
  if (typeof item !== "object") return [`- ${scalarToYaml(item)}`];
  const [first, ...rest] = mappingLines(item, depth);
  return [`- ${first}`, ...rest.map((line) => `  ${line}`)];
}

/**
 * `key: text`, or a folded block where that would be long; a fold keeps single spaces between words only.
 * @param {string} key
 * @param {string} text
 * @param {number} depth
 * @returns {string[]}
 */
function textLines(key, text, depth) {
  const canFold = text === text.trim().split(/\s+/).join(" ") && text.search(UNPRINTABLE) < 0;
  if ([...text].length <= WIDTH - 20 || !canFold) return [`${key}: ${scalarToYaml(text)}`];
  return [`${key}: >-`, ...wrapped(text, WIDTH - 2 * (depth + 1)).map((line) => `  ${line}`)];
}

/**
 * Words in lines of at most so many characters; a longer word has a line of its own.
 * @param {string} text
 * @param {number} width
 * @returns {string[]}
 */
function wrapped(text, width) {
  /** @type {string[]} */
  const lines = [];
  let room = 0;
  for (const word of text.split(" ")) {
    const length = [...word].length;
    if (lines.length && length + 1 <= room) {
      lines[lines.length - 1] += ` ${word}`;
      room -= length + 1;
    } else {
      lines.push(word);
      room = width - length;
    }
  }
  return lines;
}
