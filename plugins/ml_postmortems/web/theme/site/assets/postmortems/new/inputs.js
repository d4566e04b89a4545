// @ts-check
/** The inputs of the form: what they hold, and what the schema of records has against it. */

import { clean } from "./draft.js";

/** @typedef {import("./yaml-text.js").Value} Value */
/** @typedef {{[key: string]: Value}} Fields */

/**
 * What an input holds, as it was typed; of buttons of which one can be chosen, the chosen one.
 * @param {HTMLElement} input
 * @returns {string}
 */
export function typedIn(input) {
  if (input instanceof HTMLFieldSetElement) return buttons(input).find((each) => each.checked)?.value ?? "";
  return /** @type {HTMLInputElement} */ (input).value;
}

/**
 * @param {HTMLElement} input
 * @param {string} text
 */
export function type(input, text) {
  if (input instanceof HTMLFieldSetElement) for (const each of buttons(input)) each.checked = each.value === (text || input.dataset.default);
  else /** @type {HTMLInputElement} */ (input).value = text;
}

/** @param {HTMLElement} input where the focus goes */
export function focusOn(input) {
  (input instanceof HTMLFieldSetElement ? buttons(input)[0] : input).focus();
}

/** @param {HTMLElement} group */
function buttons(group) {
  return [...group.querySelectorAll("input")];
}

/**
 * The inputs of a question, row by row; a question without rows is one row.
 * @param {HTMLElement} question
 * @returns {HTMLElement[][]}
 */
export function rowsOf(question) {
  const rows = [...question.querySelectorAll(".pm-new__row")];
  const isOne = !question.querySelector("template");
  return (isOne ? [question] : rows).map((row) => /** @type {HTMLElement[]} */ ([...row.querySelectorAll("[data-path]")]));
}

/**
 * Whether an input takes several words.
 * @param {HTMLElement} input
 */
function takesMany({ dataset }) {
  return dataset.words !== undefined || dataset.many !== undefined;
}

/**
 * A value under keys, the outermost first.
 * @param {string[]} keys
 * @param {Value} value
 * @returns {Fields}
 */
function within(keys, value) {
  return /** @type {Fields} */ (keys.reduceRight((inner, key) => ({ [key]: inner }), /** @type {unknown} */ (value)));
}

/**
 * The answers of all questions: several of them may give parts of one field.
 * @param {Fields[]} answers
 * @returns {Fields}
 */
export function merged(answers) {
  /** @type {Fields} */
  const whole = {};
  for (const [key, value] of answers.flatMap(Object.entries)) {
    const isPart = Object(value) === value && !Array.isArray(value) && key in whole;
    whole[key] = isPart ? { .../** @type {object} */ (whole[key]), ...value } : value;
  }
  return whole;
}

/**
 * Whether a time of one of the forms that records take has a day of the calendar and a time of the clock.
 * @param {string} text
 */
function isOnCalendar(text) {
  const [, year, month = "01", day = "01"] = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?/.exec(text) ?? [];
  const [, hour = "0", minute = "0", second = "0"] = /[T ](\d\d?):(\d\d)(?::(\d\d))?/i.exec(text) ?? [];
  const [, hours = "0", minutes = "0"] = /[+-](\d\d):(\d\d)$/.exec(text) ?? [];
  const offset = 60 * Number(hours) + Number(minutes);
  const found = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const isDay = found.getUTCMonth() === Number(month) - 1 && found.getUTCDate() === Number(day);
  return isDay && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60 && offset <= 14 * 60;
}

/** One question of the form, as its markup describes it. */
export class Question {
  /**
   * @param {HTMLElement} element
   * @param {string} forbidden characters that no file may hold
   */
  constructor(element, forbidden) {
    this.element = element;
    this.forbidden = forbidden;
    this.mostItems = Number(element.dataset.mostItems ?? 0);
    this.hasRows = element.querySelector("template") !== null;
    this.hasParts = element.querySelector("fieldset:not([role])") !== null;
  }

  /** @param {HTMLElement} input */
  #value(input) {
    const text = clean(typedIn(input), this.forbidden);
    const list = input instanceof HTMLInputElement ? input.list : null;
    const same = (/** @type {string | null} */ each) => each?.toLowerCase() === text.toLowerCase();
    return [...(list?.options ?? [])].find(({ value, textContent }) => same(value) || same(textContent))?.value ?? text;
  }

  /** @param {string} text */
  #items(text) {
    return text.split(",").map((each) => each.trim()).filter(Boolean);
  }

  /**
   * The field that the answer becomes, as in the front matter; none where nothing is said.
   * @returns {Fields}
   */
  fields() {
    if (this.element.hidden) return {};
    const rows = rowsOf(this.element);
    const path = rows[0]?.[0]?.dataset.path ?? "";
    const keys = path.split(".");
    if (this.hasParts) {
      const items = rows.map((row) => this.#parts(row)).filter((each) => Object.keys(each).length);
      const letter = this.element.dataset.idLetter;
      const named = letter ? items.map((item, place) => ({ id: `${letter}${place + 1}`, ...item })) : items;
      return items.length ? within(keys.slice(0, -1), this.hasRows ? named : named[0]) : {};
    }
    const text = this.#value(rows[0][0]);
    if (!text) return {};
    const value = this.mostItems ? this.#items(text) : text;
    return Array.isArray(value) && !value.length ? {} : within(keys, value);
  }

  /**
   * @param {HTMLElement[]} row
   * @returns {import("./yaml-text.js").Block}
   */
  #parts(row) {
    const said = row.map((input) => {
      const text = this.#value(input);
      return [String(input.dataset.path).split(".").pop(), takesMany(input) ? this.#items(text) : text];
    });
    return Object.fromEntries(said.filter(([, value]) => value?.length));
  }

  /**
   * What is wrong, by input.
   * @returns {Map<HTMLElement, string>}
   */
  findings() {
    /** @type {Map<HTMLElement, string>} */
    const found = new Map();
    if (this.element.hidden) return found;
    /** @type {string[]} */
    const seen = [];
    for (const row of rowsOf(this.element)) {
      const said = JSON.stringify(this.#parts(row));
      const isBlank = said === "{}";
      for (const input of row) {
        const finding = this.#finding(input, this.hasParts && isBlank);
        if (finding) found.set(input, finding);
      }
      if (!isBlank && this.hasRows && seen.includes(said)) found.set(row[0], "This is said above already. Remove one of the two.");
      seen.push(said);
    }
    return found;
  }

  /**
   * @param {HTMLElement} input
   * @param {boolean} isOptional
   * @returns {string}
   */
  #finding(input, isOptional) {
    const text = this.#value(input);
    const { most = "", needed } = input.dataset;
    if (!text) {
      if (needed === undefined || isOptional) return "";
      return this.hasParts ? "Say this too, or leave the other inputs of this question empty." : "A draft needs it.";
    }
    const list = input instanceof HTMLInputElement ? input.list : null;
    if (list && ![...list.options].some(({ value }) => value === text)) {
      return `Choose one of the list: “${text.slice(0, 60)}” is not in it.`;
    }
    const { pattern, fault = "", words, time } = input.dataset;
    const items = (this.mostItems && !this.hasRows) || takesMany(input) ? this.#items(text) : [text];
    if (pattern && !items.every((each) => new RegExp(pattern, "u").test(each))) return fault;
    if (time !== undefined && !isOnCalendar(text)) return "There is no such day or time.";
    const unknown = words === undefined ? undefined : this.#items(text).find((each) => !words.split(" ").includes(each));
    if (unknown) return `“${unknown.slice(0, 60)}” is none of these words.`;
    const known = (/** @type {string} */ each) => (input.dataset.ignoresCase === undefined ? each : each.replace(/^@+/, "").toLowerCase());
    const mostItems = Number(input.dataset.mostItems ?? this.mostItems);
    if (mostItems && items.length > mostItems) return `At most ${mostItems}: leave out ${items.length - mostItems}.`;
    if (new Set(items.map(known)).size < items.length) return "One of them is there twice. Take it out.";
    const longest = Math.max(0, ...items.map((each) => [...each].length));
    if (most && longest > Number(most)) return `At most ${most} characters: shorten it by ${longest - Number(most)}.`;
    return "";
  }
}
