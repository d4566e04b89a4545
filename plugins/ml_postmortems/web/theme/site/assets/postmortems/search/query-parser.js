// @ts-check
/** Reads the query language: the twin of `query_parser.py`, which says what the language is. */

import { folded, lengthOf } from "./analysis.js";
import { constants } from "./constants.js";
import { fieldNames, fieldValue, isField, nearestField, proposedValues } from "./fields.js";
import { flattened, isEmpty } from "./query.js";
import { Problems } from "./query-problems.js";
import { WRITTEN_WORD, canBePrefix, unpunctuated, withoutEnd } from "./query-words.js";

const LEXEME = /\s*(?:(?<minus>-(?=[^\s-]))?(?:(?<open>\()|(?<name>[A-Za-z][A-Za-z-]*):(?=[^\s:/()])|(?=[^\s)]))|(?<close>\)))/y;
const QUOTED = /"([^"]*)("|$)/y;
const WORD_HERE = new RegExp(WRITTEN_WORD, "y");
const CLOSING = /\s*\)/y;
/** Characters that are a space in Python or in JavaScript only. */
const ODD_SPACE = /[\x1c-\x1f\x85\ufeff]/g;

/** @typedef {import("./fields.js").Values} Values */
/** @typedef {import("./query.js").QueryNode} QueryNode */
/** @typedef {import("./query-problems.js").Problem} Problem */
/**
 * @typedef {object} Query a query as it was understood
 * @property {QueryNode} node
 * @property {Problem[]} problems
 * @property {string} corrected the query with every problem corrected; empty where only its author can tell how
 * @property {string} prefix the last word, where it also stands for the words that begin with it
 */

/**
 * Read a query.
 * @param {string} text
 * @param {Values} values the fields of the language
 * @param {boolean} [isTyping]
 * @returns {Query}
 */
export function parseQuery(text, values, isTyping = false) {
  return new Reader(text.replace(ODD_SPACE, " "), values, isTyping).read();
}

/**
 * The query as it is written, and with its last word as a prefix if it can be one.
 * @param {string} text
 * @param {Values} values
 * @returns {[Query, Query]}
 */
export function bothReadings(text, values) {
  const [written, prefixed] = [parseQuery(text, values), parseQuery(text, values, true)];
  return [written, prefixed.prefix ? prefixed : written];
}

class Reader {
  #at = 0;
  #start = 0;
  #prefixWord = "";
  #terms = 0;
  #depth = 0;
  #problems = new Problems();

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
    const { LONGEST_QUERY } = constants;
    if (lengthOf(this.text) > LONGEST_QUERY) {
      this.#problems.report(`the query must have at most ${LONGEST_QUERY} characters`, String(lengthOf(this.text)), "leave the least telling words out");
      this.text = [...this.text].slice(0, LONGEST_QUERY).join("");
    }
    let node = this.#alternatives();
    while (this.#at < this.text.trimEnd().length) {
      this.#at = this.text.indexOf(")", this.#at);
      this.#problems.report("each ) must close a (", "one too many", "remove it", [this.#at, this.#at + 1, " "]);
      this.#at += 1;
      node = all([node, this.#alternatives()]);
    }
    return { node: flattened(node), problems: this.#problems.found, corrected: this.#problems.corrected(this.text), prefix: this.#prefixWord };
  }

  /** @returns {QueryNode} */
  #alternatives() {
    const parts = [this.#conjunction()];
    while (this.#takesOperator("OR")) parts.push(this.#conjunction());
    const filled = parts.filter((part) => !isEmpty(part));
    if (filled.length === 1) return filled[0];
    return filled.length ? { kind: "or", of: filled } : all([]);
  }

  /** @returns {QueryNode} */
  #conjunction() {
    /** @type {QueryNode[]} */
    const items = [];
    for (;;) {
      if (this.#takesOperator("AND")) continue;
      if (this.#seesOperator("OR") >= 0) break;
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
    const { DEEPEST_GROUP } = constants;
    this.#depth += 1;
    if (this.#depth > DEEPEST_GROUP) {
      this.#problems.report(`parentheses must be at most ${DEEPEST_GROUP} deep`, "more", "say it with fewer");
      this.#at = this.text.length;
      return undefined;
    }
    const inner = this.#alternatives();
    this.#depth -= 1;
    const closing = this.#match(CLOSING);
    if (closing) this.#at += closing[0].length;
    else if (!this.isTyping) this.#problems.report("each ( must be closed", "an open one", "add )", [this.text.length, this.text.length, ")"]);
    return isEmpty(inner) ? undefined : inner;
  }

  /**
   * @param {string | undefined} name
   * @returns {QueryNode | undefined}
   */
  #term(name) {
    const { MOST_TERMS } = constants;
    this.#terms += 1;
    if (this.#terms > MOST_TERMS) {
      this.#problems.report(`the query must have at most ${MOST_TERMS} terms`, "more", "leave the least telling ones out");
      this.#at = this.text.length;
      return undefined;
    }
    const quoted = this.#match(QUOTED);
    if (quoted) {
      this.#at += quoted[0].length;
      return this.#quoted(name, quoted[1], !quoted[2]);
    }
    const written = /** @type {RegExpExecArray} */ (this.#match(WORD_HERE))[0];
    this.#at += written.length;
    const word = unpunctuated(written);
    if (name) return this.#fact(name, word);
    if (word.endsWith("*")) return this.#prefix(word);
    if (written === `${word}:` && isField(word.toLowerCase(), this.values)) {
      const fix = "write the value right behind the colon, or leave the colon out";
      this.#reportFinished("a field must have a value", written, fix, `${word} `);
      return this.#isUnfinished() ? undefined : { kind: "words", text: word };
    }
    return this.#isUnfinished() && word === written ? this.#lastWord(word) : { kind: "words", text: word };
  }

  /**
   * @param {string | undefined} name
   * @param {string} text
   * @param {boolean} isOpen
   * @returns {QueryNode | undefined}
   */
  #quoted(name, text, isOpen) {
    const isUnfinished = isOpen && this.isTyping;
    /** @type {QueryNode | undefined} */
    const node = name ? this.#fact(name, text) : isUnfinished ? this.#openPhrase(text) : { kind: "phrase", text };
    if (isOpen && !this.isTyping) {
      const isReplaced = name !== undefined && node?.kind !== "fact"; // as a whole, with its quotes
      this.#problems.report("each quote must be closed", "an open one", 'add "', [this.#at, this.#at, isReplaced ? "" : '"']);
    }
    return node;
  }

  /**
   * A word that may be unfinished: itself, or the words that begin with it.
   * @param {string} text
   * @returns {QueryNode}
   */
  #lastWord(text) {
    /** @type {QueryNode} */
    const words = { kind: "words", text };
    if (!canBePrefix(text)) return words;
    this.#prefixWord = text;
    return { kind: "or", of: [words, { kind: "prefix", start: folded(text) }] };
  }

  /**
   * A phrase whose quote is open, so that its last word may be unfinished.
   * @param {string} text
   * @returns {QueryNode}
   */
  #openPhrase(text) {
    const last = /** @type {string} */ (text.split(/\s/).at(-1));
    /** @type {QueryNode} */
    const before = { kind: "phrase", text: text.slice(0, text.length - last.length) };
    return last ? all([before, this.#lastWord(last)]) : before;
  }

  /**
   * @param {string} text
   * @returns {QueryNode}
   */
  #prefix(text) {
    const { PUNCTUATION, SHORTEST_PREFIX } = constants;
    const start = withoutEnd(text, "*");
    if (canBePrefix(start)) return { kind: "prefix", start: folded(start) };
    const condition = `* must follow at least ${SHORTEST_PREFIX} letters of one word`;
    const word = withoutEnd(text, `*${PUNCTUATION}`);
    this.#reportFinished(condition, text, "write more of the word, or leave * out", word);
    return { kind: "words", text: start };
  }

  /**
   * @param {string} given
   * @param {string} text
   * @returns {QueryNode | undefined}
   */
  #fact(given, text) {
    const name = given.toLowerCase();
    if (!isField(name, this.values)) return this.#unknownField(name, text);
    const value = fieldValue(name, text, this.values);
    if (value !== undefined) return { kind: "fact", name, value };
    const known = this.values.get(name);
    if (known) return this.#reportUnknownValue(name, text, known);
    const [what, example] = name === "id" ? ["an id", "PM-2025-0001"] : ["a date", "2025, 2025-03 or 2025-03-18"];
    return this.#reportFinished(`${name} must be ${what}`, text, `write it like ${example}`);
  }

  /**
   * @param {string} name
   * @param {string} text
   * @param {Map<string, string>} known
   */
  #reportUnknownValue(name, text, known) {
    const proposals = proposedValues(text, known).map((each) => `${name}:${each}`);
    const terms = [...new Set(known.values())];
    const isShort = terms.length > 0 && terms.length <= constants.MOST_LISTED_VALUES;
    const others = isShort ? `use ${terms.join(", ")}` : `the index lists all ${terms.length}`;
    const fix = proposals.length ? `did you mean ${proposals.map((each) => `\`${each}\``).join(" or ")}?` : others;
    return this.#reportFinished(`${name} must be a known one`, text, fix, proposals[0]);
  }

  /**
   * Text before a colon that is no field, as in a message: a misspelt field, or text to find.
   * @param {string} name
   * @param {string} text
   * @returns {QueryNode | undefined}
   */
  #unknownField(name, text) {
    const near = nearestField(name, this.values);
    const condition = "what stands before a colon must be a field";
    if (near !== undefined) {
      const value = fieldValue(near, text, this.values);
      const instead = value ? `${near}:${value}` : "";
      return this.#reportFinished(condition, name, `did you mean \`${near}:\`?`, instead);
    }
    const fix = `put it in quotes to find it as text, or use ${fieldNames(this.values).join(", ")}`;
    this.#reportFinished(condition, name, fix, `"${name}:${text}"`);
    return this.#isUnfinished() ? undefined : { kind: "words", text: `${name}:${text}` };
  }

  /**
   * Report a term, unless it may only be unfinished.
   * @param {string} condition
   * @param {string} found
   * @param {string} fix
   * @param {string} [instead] the text to put in its place
   * @returns {undefined}
   */
  #reportFinished(condition, found, fix, instead = "") {
    if (this.#isUnfinished()) return;
    this.#problems.report(condition, `\`${found}\``, fix, instead === "" ? undefined : [this.#start, this.#at, instead]);
  }

  #isUnfinished() {
    return this.isTyping && this.#at >= this.text.length;
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
  #seesOperator(word) {
    return this.#match(new RegExp(`\\s*${word}(?=\\s|$|\\()`, "y"))?.[0].length ?? -1;
  }

  /**
   * @param {string} word
   * @returns {boolean}
   */
  #takesOperator(word) {
    const length = this.#seesOperator(word);
    if (length >= 0) this.#at += length;
    return length >= 0;
  }
}

/**
 * @param {QueryNode[]} of
 * @returns {QueryNode}
 */
function all(of) {
  return { kind: "and", of };
}
