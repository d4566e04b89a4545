// @ts-check
/**
 * The search box in the header of every page: a combobox with the best hits. The engine is fetched when it is first used.
 */

import { PATIENCE, PAUSE, counted, element, find, isWriting, marked, reason } from "./dom.js";

const SHOWN = 6;

/**
 * @typedef {object} Answer
 * @property {string} query
 * @property {import("./searching.js").Search} search
 * @property {import("./found.js").Found} found
 * @property {import("./found.js").Hit[]} hits
 * @property {import("./found.js").PageHit[]} pages
 * @property {import("./questions.js").AnswerPage[]} answers
 */

class HeaderBox {
  /** @type {Promise<import("./searching.js").Search> | undefined} */
  #search;
  /** @type {HTMLElement[]} */
  #options = [];
  #active = -1;
  #asked = 0;
  /** Runs from each letter to the pause. */
  #timer = 0;
  #patience = 0;
  #hasFailed = false;
  /** @type {Answer | undefined} the answer to what is written */
  #answer;

  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.input = /** @type {HTMLInputElement} */ (find("input", form));
    this.popup = find(".pm-box__popup", form);
    this.note = find(".pm-box__note", form);
    this.list = find("[role=listbox]", form);
    this.status = find("[role=status]", form);
    this.input.addEventListener("focus", () => this.#engine().catch(() => undefined));
    this.input.addEventListener("input", () => this.#type());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("click", () => this.popup.hidden && this.#show());
    this.popup.addEventListener("mousedown", (event) => event.preventDefault());
    window.addEventListener("online", () => this.#hasFailed && this.#show());
    form.addEventListener("focusout", (event) => {
      if (!form.contains(/** @type {Node | null} */ (event.relatedTarget))) this.#close();
    });
  }

  #engine() {
    if (!this.#search) {
      const opened = import("./searching.js").then(({ Search }) => Search.open(this.form.action));
      opened.catch(() => this.#search === opened && (this.#search = undefined));
      this.#search = opened;
    }
    return this.#search;
  }

  #type() {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#pause(), PAUSE);
    return this.#show();
  }

  #pause() {
    this.#timer = 0;
    if (this.#answer) this.#fill(this.#answer);
  }

  /**
   * @param {boolean} [isAgain] whether this is the second attempt, after the site was published anew
   * @returns {Promise<void>}
   */
  async #show(isAgain = false) {
    const query = this.input.value.trim();
    const asked = ++this.#asked;
    this.#answer = undefined;
    if (!query) return this.#close();
    this.#patience ||= window.setTimeout(() => this.#wait(), PATIENCE);
    try {
      const search = await this.#engine();
      const found = await search.run({ query, isTyping: true });
      if (asked !== this.#asked) return;
      const hits = await Promise.all(found.order.slice(0, SHOWN).map((document) => search.hit(document)));
      const left = Math.max(0, SHOWN - hits.length);
      const pages = await Promise.all(found.pages.slice(0, left).map((document) => search.page(document)));
      if (asked !== this.#asked) return;
      this.#finish();
      this.#answer = { query, search, found, hits, pages, answers: search.answers(query) };
      const isPositive = !found.isAll && !found.isPartial && !found.problems.length && hits.length > 0;
      if (!this.#timer || isPositive) this.#fill(this.#answer);
    } catch (error) {
      const { Replaced } = await import("./shards.js");
      if (asked !== this.#asked) return;
      if (error instanceof Replaced && !isAgain) {
        this.#search = undefined;
        return this.#show(true);
      }
      this.#finish();
      this.#hasFailed = true;
      const message = error instanceof Error ? error.message : String(error);
      this.#open(message, this.#options.length ? this.#options : [this.#all(query, "Try it on the search page")]);
      this.#say(message);
    }
  }

  #finish() {
    clearTimeout(this.#patience);
    this.#patience = 0;
    this.#hasFailed = false;
  }

  #wait() {
    this.#open("Searching…", this.#options);
    this.#say("Searching…");
  }

  /** @param {Answer} answer */
  #fill({ query, search, found, hits, pages, answers }) {
    const [problem] = found.problems;
    if (found.isAll && !problem) return this.#close();
    const number = counted(found.order.length, "record");
    const isFound = [hits, pages, answers].some(({ length }) => length > 0);
    const note = problem
      ? `Not clear: ${reason(problem).replaceAll("`", "")}`
      : found.isPartial ? `No record has every word; ${number} with some of them` : isFound ? "" : "Nothing found";
    const options = [
      ...answers.map((page) => this.#hit(search, page, [{ text: page.title, isMatch: false }], "Answers this question")),
      ...(found.isAll ? [] : hits).map((hit) => this.#hit(search, hit, found.highlighted(hit.title), `${hit.level} · ${hit.date} · ${hit.team}`)),
      ...pages.map((page) => this.#hit(search, page, found.shownPage(page).title, page.group)),
    ];
    if (found.suggestion) options.unshift(this.#all(found.suggestion, `Did you mean “${found.suggestion}”?`));
    options.push(this.#all(query, isFound ? `All results for “${query}”` : `More ways to look for “${query}”`));
    this.#open(note, options);
    if (!this.#timer) this.#say(note || number);
  }

  /**
   * @param {import("./searching.js").Search} search
   * @param {{url: string}} hit
   * @param {import("./snippets.js").Piece[]} title
   * @param {string} facts
   */
  #hit(search, { url }, title, facts) {
    const name = element("span", { class: "pm-box__title" }, ...marked(title));
    return this.#option(search.address(url), name, element("span", { class: "pm-box__facts" }, facts));
  }

  /**
   * What leads to the search page.
   * @param {string} query
   * @param {string} text
   */
  #all(query, text) {
    const address = new URL(this.form.action);
    address.searchParams.set("q", query);
    return this.#option(address, element("span", { class: "pm-box__all" }, text));
  }

  /**
   * Say it to who cannot see it, unless it was said already.
   * @param {string} text
   */
  #say(text) {
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  /**
   * @param {URL} address
   * @param {...HTMLElement} children
   * @returns {HTMLElement}
   */
  #option(address, ...children) {
    return element(
      "li",
      {
        role: "option",
        class: "pm-box__option",
        "aria-selected": "false",
        "data-address": address.href,
        onclick: (event) => this.#go(address.href, event.ctrlKey || event.metaKey),
      },
      ...children,
    );
  }

  /**
   * @param {string} note
   * @param {HTMLElement[]} options
   */
  #open(note, options) {
    const chosen = this.#options[this.#active]?.dataset.address;
    options.forEach((option, at) => (option.id = `pm-box-${at}`));
    this.#options = options;
    this.list.replaceChildren(...options);
    this.#mark(options.findIndex((option) => option.dataset.address === chosen));
    this.note.textContent = note;
    this.note.hidden = !note;
    this.popup.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  #close() {
    this.#asked++;
    this.#finish();
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#options = [];
    this.#mark(-1);
    this.popup.hidden = true;
    this.list.replaceChildren();
    this.input.setAttribute("aria-expanded", "false");
    this.#say("");
  }

  /** @param {number} at */
  #mark(at) {
    this.#active = at;
    this.#options.forEach((option, each) => option.setAttribute("aria-selected", String(each === at)));
    const option = this.#options[at];
    if (option) {
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing) return;
    const count = this.#options.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!count) return void this.#show();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.#mark(((this.#active + 1 + step + count + 1) % (count + 1)) - 1);
    } else if (event.key === "Enter" && this.#active >= 0) {
      event.preventDefault();
      this.#go(this.#options[this.#active].dataset.address ?? "", event.ctrlKey || event.metaKey);
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (this.popup.hidden) this.input.value = "";
      this.#close();
    }
  }

  /**
   * @param {string} address
   * @param {boolean} elsewhere
   */
  #go(address, elsewhere) {
    if (elsewhere) window.open(address, "_blank", "noopener");
    else window.location.assign(address);
  }
}

const form = document.querySelector("form.pm-box");
if (form instanceof HTMLFormElement) new HeaderBox(form);

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
  const inputs = document.querySelectorAll("[data-pm-search] input[type=search], form.pm-box input");
  const input = [...inputs].find((each) => each.checkVisibility());
  event.preventDefault();
  if (input instanceof HTMLInputElement) {
    input.focus();
    input.select();
  } else if (form instanceof HTMLFormElement) window.location.assign(form.action);
});
