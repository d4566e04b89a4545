// @ts-check
/** The query language: the same as `search/query.py`, which says what it is. */

import { folded, lengthOf } from "./analysis.js";
import { nearest } from "./spelling.js";

export const LONGEST = 256;
const MOST_TERMS = 32;
const DEEPEST = 8;
const MOST_PROPOSALS = 3;
const MOST_LISTED = 16;
/** Letters up to which only one change is forgiven in a name of the language. */
const SHORT_NAME = 4;
const SHORTEST_PREFIX = 2;
const DATE_FIELDS = ["since", "until"];

const LEXEME = /\s*(?:(?<minus>-(?=[^\s-]))?(?:(?<open>\()|(?<name>[A-Za-z][A-Za-z-]*):(?=[^\s:/()])|(?=[^\s)]))|(?<close>\)))/y;
const QUOTED = /"([^"]*)("|$)/y;
const BARE = /[^\s()"]+/y;
/** Every word as it is written in a query, with what is joined to it. */
export const BARES = new RegExp(BARE, "g");
const CLOSING = /\s*\)/y;
const DATE = /^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$/;
const RECORD_ID = /^pm-\d{4}-\d{4}$/;
const PUNCTUATION = /[.,;:!?…]+$/;
/** What only Python or only JavaScript takes for a space. */
const ODD_SPACE = /[\x1c-\x1f\x85\ufeff]/g;
const PREFIX = /^[\p{L}\p{N}]+(?:[-_./+'’][\p{L}\p{N}]+)*$/u;

/**
 * @typedef {{kind: "words", text: string}
 *   | {kind: "phrase", text: string}
 *   | {kind: "prefix", start: string}
 *   | {kind: "fact", name: string, value: string}
 *   | {kind: "not", of: QueryNode}
 *   | {kind: "and", of: QueryNode[]}
 *   | {kind: "or", of: QueryNode[]}} QueryNode
 */
/** @typedef {{condition: string, found: string, fix: string}} Problem */
/** @typedef {{node: QueryNode, problems: Problem[], mended: string, begun: string}} Query */
/** @typedef {Map<string, Map<string, string>>} Values the values of each name, from their folded form to their own */

/**
 * Read a query.
 * @param {string} text
 * @param {Values} values
 * @param {boolean} [isTyping]
 * @returns {Query}
 */
export function parseQuery(text, values, isTyping = false) {
  return new Reader(text.replace(ODD_SPACE, " "), values, isTyping).read();
}

class Reader {
  #at = 0;
  #start = 0;
  #begunWord = "";
  #terms = 0;
  #depth = 0;
  /** @type {Map<string, Problem>} */
  #problems = new Map();
  /** @type {[number, number, string][]} what to write in place of which part of the query */
  #mends = [];
  #isBeyondMending = false;

  /**
   * @param {string} text
   * @param {Values} values
   * @param {boolean} isTyping
   */
  constructor(text, values, isTyping) {
    this.text = text;
    this.values = values;
    this.isTyping = isTyping;
  }

  /** @returns {Query} */
  read() {
    if (lengthOf(this.text) > LONGEST) {
      this.#report(`the query must have at most ${LONGEST} characters`, String(lengthOf(this.text)), "leave the least telling words out");
      this.text = [...this.text].slice(0, LONGEST).join("");
    }
    let node = this.#any();
    while (this.#at < this.text.trimEnd().length) {
      this.#at = this.text.indexOf(")", this.#at);
      this.#report("each ) must close a (", "one too many", "remove it", [this.#at, this.#at + 1, " "]);
      this.#at += 1;
      node = all([node, this.#any()]);
    }
    return { node: simple(node), problems: [...this.#problems.values()], mended: this.#mended(), begun: this.#begunWord };
  }

  /** @returns {string} */
  #mended() {
    if (this.#isBeyondMending) return "";
    const mends = this.#mends.sort((a, b) => b[0] - a[0] || b[1] - a[1] || (a[2] < b[2] ? 1 : -1));
    const text = mends.reduce((text, [start, end, instead]) => text.slice(0, start) + instead + text.slice(end), this.text);
    return mends.length && lengthOf(text) <= LONGEST ? text.replace(/\s+/g, " ").trim() : "";
  }

  /** @returns {QueryNode} */
  #any() {
    const ways = [this.#all()];
    while (this.#takes("OR")) ways.push(this.#all());
    const filled = ways.filter((way) => !isEmpty(way));
    if (filled.length === 1) return filled[0];
    return filled.length ? { kind: "or", of: filled } : all([]);
  }

  /** @returns {QueryNode} */
  #all() {
    /** @type {QueryNode[]} */
    const items = [];
    for (;;) {
      if (this.#takes("AND")) continue;
      if (this.#sees("OR") >= 0) break;
      const lexeme = this.#match(LEXEME);
      if (!lexeme || lexeme.groups?.close) break;
      const name = lexeme.groups?.name;
      this.#at += lexeme[0].length;
      this.#start = this.#at - (name ? name.length + 1 : 0);
      const item = lexeme.groups?.open ? this.#group() : this.#term(name);
      if (item) items.push(lexeme.groups?.minus ? { kind: "not", of: item } : item);
    }
    return items.length === 1 ? items[0] : all(items);
  }

  /** @returns {QueryNode | undefined} */
  #group() {
    this.#depth += 1;
    if (this.#depth > DEEPEST) {
      this.#report(`parentheses must be at most ${DEEPEST} deep`, "more", "say it with fewer");
      this.#at = this.text.length;
      return undefined;
    }
    const inner = this.#any();
    this.#depth -= 1;
    const closing = this.#match(CLOSING);
    if (closing) this.#at += closing[0].length;
    else if (!this.isTyping) this.#report("each ( must be closed", "an open one", "add )", [this.text.length, this.text.length, ")"]);
    return isEmpty(inner) ? undefined : inner;
  }

  /**
   * @param {string | undefined} name
   * @returns {QueryNode | undefined}
   */
  #term(name) {
    this.#terms += 1;
    if (this.#terms > MOST_TERMS) {
      this.#report(`the query must have at most ${MOST_TERMS} terms`, "more", "leave the least telling ones out");
      this.#at = this.text.length;
      return undefined;
    }
    const quoted = this.#match(QUOTED);
    if (quoted) {
      this.#at += quoted[0].length;
      return this.#quoted(name, quoted[1], !quoted[2]);
    }
    const written = /** @type {RegExpExecArray} */ (this.#match(BARE))[0];
    this.#at += written.length;
    const word = unpunctuated(written);
    if (name) return this.#fact(name, word);
    if (word.endsWith("*")) return this.#prefix(word);
    if (written === `${word}:` && this.#isName(word)) {
      const fix = "write the value right behind the colon, or leave the colon out";
      this.#unlessUnfinished("a field must have a value", written, fix, `${word} `);
      return this.#isUnfinished() ? undefined : { kind: "words", text: word };
    }
    return this.#isUnfinished() && word === written ? this.#begun(word) : { kind: "words", text: word };
  }

  /**
   * @param {string | undefined} name
   * @param {string} text
   * @param {boolean} isOpen
   * @returns {QueryNode | undefined}
   */
  #quoted(name, text, isOpen) {
    const isBegun = isOpen && this.isTyping;
    /** @type {QueryNode | undefined} */
    const node = name ? this.#fact(name, text) : isBegun ? this.#begunPhrase(text) : { kind: "phrase", text };
    if (isOpen && !this.isTyping) {
      const isMended = name !== undefined && node?.kind !== "fact"; // as a whole, with its quotes
      this.#report("each quote must be closed", "an open one", 'add "', [this.#at, this.#at, isMended ? "" : '"']);
    }
    return node;
  }

  /**
   * What a word stands for that may go on.
   * @param {string} text
   * @returns {QueryNode}
   */
  #begun(text) {
    /** @type {QueryNode} */
    const words = { kind: "words", text };
    if (!canBegin(text)) return words;
    this.#begunWord = text;
    return { kind: "or", of: [words, { kind: "prefix", start: folded(text) }] };
  }

  /**
   * What words stand for of which the last may go on.
   * @param {string} text
   * @returns {QueryNode}
   */
  #begunPhrase(text) {
    const last = /** @type {string} */ (text.split(/\s/).at(-1));
    /** @type {QueryNode} */
    const before = { kind: "phrase", text: text.slice(0, text.length - last.length) };
    return last ? all([before, this.#begun(last)]) : before;
  }

  /**
   * @param {string} text
   * @returns {boolean}
   */
  #isName(text) {
    const name = text.toLowerCase();
    return this.values.has(name) || DATE_FIELDS.includes(name) || name === "id";
  }

  /**
   * @param {string} text
   * @returns {QueryNode}
   */
  #prefix(text) {
    const start = text.replace(/\*+$/, "");
    if (canBegin(start)) return { kind: "prefix", start: folded(start) };
    const condition = `* must follow at least ${SHORTEST_PREFIX} letters of one word`;
    const bare = text.replace(/[*.,;:!?…]+$/, "");
    this.#unlessUnfinished(condition, text, "write more of the word, or leave * out", bare);
    return { kind: "words", text: start };
  }

  /**
   * @param {string} given
   * @param {string} value
   * @returns {QueryNode | undefined}
   */
  #fact(given, value) {
    const name = given.toLowerCase();
    if (!this.#isName(name)) return this.#unknownField(name, value);
    const own = this.#value(name, value);
    if (own !== undefined) return { kind: "fact", name, value: own };
    const known = this.values.get(name);
    if (known) return this.#reportUnknown(name, value, known);
    const [what, example] = name === "id" ? ["an id", "PM-2025-0001"] : ["a date", "2025, 2025-03 or 2025-03-18"];
    return this.#unlessUnfinished(`${name} must be ${what}`, value, `write it like ${example}`);
  }

  /**
   * A value as the language has it; nothing where it is none of this name.
   * @param {string} name
   * @param {string} value
   * @returns {string | undefined}
   */
  #value(name, value) {
    const known = this.values.get(name);
    if (known) return known.get(folded(value));
    return (name === "id" ? RECORD_ID.test(value.toLowerCase()) : isDate(value)) ? value.toUpperCase() : undefined;
  }

  /**
   * @param {string} name
   * @param {string} value
   * @param {Map<string, string>} known
   */
  #reportUnknown(name, value, known) {
    const near = nearest(folded(value), [...known.keys()].map((each) => [each, 1]));
    const meant = near === undefined ? withPart(folded(value), known) : [known.get(near)];
    const proposals = meant.map((each) => `${name}:${each}`);
    const terms = [...new Set(known.values())];
    const others = terms.length && terms.length <= MOST_LISTED ? `use ${terms.join(", ")}` : `the index lists all ${terms.length}`;
    const fix = meant.length ? `did you mean ${proposals.map((each) => `\`${each}\``).join(" or ")}?` : others;
    return this.#unlessUnfinished(`${name} must be a known one`, value, fix, proposals[0]);
  }

  /**
   * What stands before a colon and is no field, as in a message: text, unless a field is meant.
   * @param {string} name
   * @param {string} value
   * @returns {QueryNode | undefined}
   */
  #unknownField(name, value) {
    const names = [...this.values.keys(), ...DATE_FIELDS, "id"].sort();
    const near = nearest(name, names.map((each) => [each, 1]), SHORT_NAME);
    const condition = "what stands before a colon must be a field";
    if (near !== undefined) {
      const own = this.#value(near, value);
      const instead = own ? `${near}:${own}` : "";
      return this.#unlessUnfinished(condition, name, `did you mean \`${near}:\`?`, instead);
    }
    this.#unlessUnfinished(condition, name, `put it in quotes to find it as text, or use ${names.join(", ")}`, `"${name}:${value}"`);
    return this.#isUnfinished() ? undefined : { kind: "words", text: `${name}:${value}` };
  }

  /**
   * Report a term, unless it may only be unfinished.
   * @param {string} condition
   * @param {string} found
   * @param {string} fix
   * @param {string} [instead] what to write in its place
   * @returns {undefined}
   */
  #unlessUnfinished(condition, found, fix, instead = "") {
    if (this.#isUnfinished()) return;
    this.#report(condition, `\`${found}\``, fix, instead === "" ? undefined : [this.#start, this.#at, instead]);
  }

  #isUnfinished() {
    return this.isTyping && this.#at >= this.text.length;
  }

  /**
   * @param {string} condition
   * @param {string} found
   * @param {string} fix
   * @param {[number, number, string]} [mend]
   */
  #report(condition, found, fix, mend) {
    this.#problems.set(`${condition}: found ${found}; ${fix}`, { condition, found, fix });
    if (mend) this.#mends.push(mend);
    else this.#isBeyondMending = true;
  }

  /**
   * @param {RegExp} pattern sticky
   * @returns {RegExpExecArray | null}
   */
  #match(pattern) {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.text);
  }

  /**
   * How far an operator reaches from here, or -1.
   * @param {string} word
   * @returns {number}
   */
  #sees(word) {
    return this.#match(new RegExp(`\\s*${word}(?=\\s|$|\\()`, "y"))?.[0].length ?? -1;
  }

  /**
   * @param {string} word
   * @returns {boolean}
   */
  #takes(word) {
    const length = this.#sees(word);
    if (length >= 0) this.#at += length;
    return length >= 0;
  }
}

/**
 * A word without the punctuation behind it.
 * @param {string} written
 * @returns {string}
 */
export function unpunctuated(written) {
  return written.replace(PUNCTUATION, "") || written;
}

/**
 * @param {QueryNode[]} of
 * @returns {QueryNode}
 */
function all(of) {
  return { kind: "and", of };
}

/**
 * @param {QueryNode} node
 * @returns {boolean}
 */
export function isEmpty(node) {
  return node.kind === "and" && !node.of.length;
}

/**
 * The first of the values that have a word among theirs, as `concept-drift` has `drift`.
 * @param {string} part
 * @param {Map<string, string>} known
 * @returns {string[]}
 */
function withPart(part, known) {
  const having = [...known].filter(([each]) => each.split(/[-_/.]/).includes(part));
  return [...new Set(having.map(([, value]) => value))].slice(0, MOST_PROPOSALS);
}

/**
 * Whether it is a year, a month or a day that there is.
 * @param {string} text
 * @returns {boolean}
 */
function isDate(text) {
  if (!DATE.test(text)) return false;
  const [year, month = 1, day = 1] = text.split("-").map(Number);
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day <= days;
}

/**
 * @param {string} text
 * @returns {boolean}
 */
function canBegin(text) {
  return lengthOf(text) >= SHORTEST_PREFIX && PREFIX.test(text);
}

/**
 * The same with ands in ands and ors in ors laid together.
 * @param {QueryNode} node
 * @returns {QueryNode}
 */
function simple(node) {
  if (node.kind === "not") return { kind: "not", of: simple(node.of) };
  if (node.kind !== "and" && node.kind !== "or") return node;
  const { kind } = node;
  const of = node.of.map(simple).flatMap((part) => (part.kind === kind ? part.of : [part]));
  return of.length === 1 ? of[0] : { kind, of };
}
