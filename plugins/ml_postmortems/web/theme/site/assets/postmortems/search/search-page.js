// @ts-check
/** The search page: its state is the address, so that it can be shared, reloaded and gone back to. */

import { element, find, keepingFocus } from "./dom.js";
import { Results } from "./results.js";
import { Search } from "./search.js";
import { Replaced } from "./shards.js";

const SORTS = new Map([
  ["relevance", "best match"],
  ["newest", "newest"],
  ["oldest", "oldest"],
  ["severity", "severity"],
]);
const STEP = 10;
/** Milliseconds after the last letter: then the address follows, and what is not there is said. */
const PAUSE = 300;
/** Milliseconds after which somebody wonders whether anything happens. */
const PATIENCE = 500;

/** @typedef {import("./results.js").State} State */
/** @typedef {import("./results.js").Answer} Answer */

class SearchPage {
  /** @type {Promise<Search> | undefined} */
  #search;
  #asked = 0;
  /** Runs from each letter to the pause. */
  #timer = 0;
  #patience = 0;
  #limit = STEP;
  /** Whether the query is typed and not finished by Enter, so that what cannot be read yet is no error. */
  #isTyping = false;
  /** Whether what is typed next begins a step of the history. */
  #isStep = true;
  #isAnswered = false;
  #hasFailed = false;
  /** @type {Answer | undefined} the answer that is shown */
  #shown;
  /** @type {Answer | undefined} an answer that is shown after the pause only */
  #withheld;
  /** @type {State} */
  state = { query: "", filters: new Map(), sort: "" };

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.form = /** @type {HTMLFormElement} */ (find("form", root));
    this.input = /** @type {HTMLInputElement} */ (find("input[name=q]", root));
    this.problem = find(".pm-search__problem", root);
    this.sort = /** @type {HTMLSelectElement} */ (find("select", root));
    this.sort.append(...[...SORTS].map(([value, name]) => element("option", { value }, name)));
    this.manifest = root.dataset.manifest && JSON.parse(root.dataset.manifest);
    this.title = document.title;
    this.results = new Results(root, {
      ask: (query) => this.#ask(query),
      toggle: (key, value) => this.#toggle(key, value),
      clear: () => this.#change({ filters: new Map() }),
      retry: () => this.#show(),
    });
    this.#listen();
  }

  #listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#ask(this.input.value);
    });
    this.input.addEventListener("input", () => this.#type());
    this.input.addEventListener("change", () => this.#timer && this.#pause());
    this.sort.addEventListener("change", () => this.#change({ sort: this.sort.value }));
    this.results.more.addEventListener("click", () => this.#showMore());
    window.addEventListener("popstate", () => this.restore());
    window.addEventListener("online", () => this.#hasFailed && this.#show());
    this.root.addEventListener("keydown", (event) => this.#key(event));
    if (window.matchMedia("(max-width: 59.9375em)").matches) this.results.filters.removeAttribute("open");
  }

  /** Show what the address says. */
  restore() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#isTyping = false;
    this.#isStep = true;
    const asked = new URLSearchParams(window.location.search);
    /** @type {Map<string, string[]>} */
    const filters = new Map();
    for (const key of new Set(asked.keys())) {
      if (key !== "q" && key !== "sort") filters.set(key, [...new Set(asked.getAll(key))]);
    }
    const sort = asked.get("sort") ?? "";
    this.state = { query: (asked.get("q") ?? "").slice(0, 256), filters, sort: SORTS.has(sort) ? sort : "" };
    this.input.value = this.state.query;
    this.#limit = window.history.state?.limit ?? STEP;
    this.#entitle();
    return this.#show();
  }

  /** Search for what is typed with each letter. */
  #type() {
    this.#isTyping = true;
    this.state = { ...this.state, query: this.input.value };
    this.#limit = STEP;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#pause(), PAUSE);
    return this.#show();
  }

  /** Somebody stops typing: put it into the address, as one step however long it took, and say what was held back. */
  #pause() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const address = this.#address();
    if (address.href !== window.location.href) {
      if (this.#isStep && window.location.search) window.history.pushState(null, "", address);
      else window.history.replaceState(null, "", address);
      this.#isStep = false;
      this.#entitle();
    }
    if (this.#withheld) this.#render(this.#withheld);
    else if (this.#isAnswered && this.#shown) this.#settle(this.#shown);
  }

  /** @param {Partial<State>} changes each is a step in the history */
  #change(changes) {
    if (this.#timer) this.#pause();
    this.state = { ...this.state, ...changes };
    this.#limit = STEP;
    this.#isStep = true;
    const address = this.#address();
    if (address.href !== window.location.href) window.history.pushState(null, "", address);
    this.#entitle();
    return this.#show();
  }

  /** @returns {URL} the address of what is shown */
  #address() {
    const asked = new URLSearchParams();
    if (this.state.query) asked.set("q", this.state.query);
    for (const [key, values] of this.state.filters) for (const value of values) asked.append(key, value);
    if (this.state.sort) asked.set("sort", this.state.sort);
    const address = new URL(window.location.href);
    address.search = asked.toString();
    return address;
  }

  /** Name the tab, and with it the step of the history. */
  #entitle() {
    const query = this.state.query.trim();
    document.title = query ? `${query} - ${this.title}` : this.title;
  }

  /**
   * @param {boolean} [isAgain] whether this was tried already: the site may have been published anew meanwhile
   * @returns {Promise<void>}
   */
  async #show(isAgain = false) {
    const asked = ++this.#asked;
    this.#withheld = undefined;
    this.#isAnswered = false;
    this.#patience ||= window.setTimeout(() => this.results.wait(), PATIENCE);
    try {
      const search = await this.#engine();
      if (asked !== this.#asked) return;
      this.state.filters.forEach((_, key) => search.values.has(key) || this.state.filters.delete(key));
      const { state } = this;
      const found = await search.run({ ...state, isTyping: this.#isTyping });
      if (asked !== this.#asked) return;
      const [hits, near, pages] = await Promise.all([
        Promise.all(found.order.slice(0, this.#limit).map((document) => search.hit(document))),
        Promise.all(found.near.map((document) => search.hit(document))),
        Promise.all(found.pages.slice(0, 5).map((document) => search.page(document))),
      ]);
      if (asked !== this.#asked) return;
      const answer = { search, found, hits, near, pages, state };
      if (this.#timer && (found.isAny || !found.order.length)) this.#withhold(answer);
      else this.#render(answer);
    } catch (error) {
      if (asked !== this.#asked) return;
      if (error instanceof Replaced && !isAgain) {
        this.#search = this.manifest = undefined;
        return this.#show(true);
      }
      this.#fail(error);
    }
  }

  /** @returns {Promise<Search>} */
  #engine() {
    if (!this.#search) {
      const { manifest } = this;
      const opened = Search.open(new URL("./", window.location.href).href, { query: this.state.query, manifest });
      opened.catch(() => this.#search === opened && (this.#search = undefined));
      this.#search = opened;
    }
    return this.#search;
  }

  /** @param {Answer} answer */
  #render(answer) {
    this.#finish();
    this.#withheld = undefined;
    this.#isAnswered = true;
    this.#shown = answer;
    this.sort.value = this.state.sort || (answer.found.hasWords ? "relevance" : "newest");
    /** @type {HTMLOptionElement} */ (this.sort.options[0]).disabled = !answer.found.hasWords;
    keepingFocus(this.root, this.results.status, () => {
      this.results.render(answer);
      if (!this.#timer) this.#settle(answer);
    });
  }

  /** @param {Answer} answer that words are not there, while they may only be unfinished */
  #withhold(answer) {
    this.#finish();
    this.#withheld = answer;
  }

  /**
   * Say what waits until nobody types.
   * @param {Answer} answer
   */
  #settle({ found }) {
    const isWrong = found.problems.length > 0;
    const problems = isWrong ? found.problems : found.hints;
    this.problem.hidden = !problems.length;
    this.problem.classList.toggle("pm-search__problem--hint", !isWrong);
    this.problem.replaceChildren(...problems.map((problem) => this.#sentence(problem, isWrong)));
    this.input.setAttribute("aria-invalid", String(isWrong));
    this.results.announce(this.problem);
  }

  /** @param {unknown} error */
  #fail(error) {
    this.#finish();
    this.#hasFailed = true;
    this.problem.hidden = true;
    this.input.setAttribute("aria-invalid", "false");
    this.results.fail(error instanceof Error ? error.message : String(error), this.#shown?.state);
  }

  #finish() {
    clearTimeout(this.#patience);
    this.#patience = 0;
    this.#hasFailed = false;
  }

  /**
   * @param {string} key
   * @param {string} value
   */
  #toggle(key, value) {
    const filters = new Map(this.state.filters);
    const values = filters.get(key) ?? [];
    const left = values.includes(value) ? values.filter((each) => each !== value) : [...values, value];
    if (left.length) filters.set(key, left);
    else filters.delete(key);
    return this.#change({ filters });
  }

  /** @param {string} query a finished one */
  #ask(query) {
    this.input.value = query;
    this.#isTyping = false;
    return this.#change({ query });
  }

  async #showMore() {
    const shown = this.results.list.children.length;
    this.#limit += STEP;
    window.history.replaceState({ limit: this.#limit }, "");
    await this.#show();
    /** @type {HTMLElement | null} */ (this.results.list.children[shown]?.querySelector("a"))?.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing) return;
    const links = this.results.links();
    const at = links.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const isInput = document.activeElement === this.input;
    if (event.key === "ArrowDown" && (isInput || at >= 0)) {
      event.preventDefault();
      links[Math.min(at + 1, links.length - 1)]?.focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      event.preventDefault();
      (links[at - 1] ?? this.input).focus();
    } else if (event.key === "Escape" && at >= 0) {
      event.preventDefault();
      this.input.focus();
    } else if (event.key === "Escape" && isInput && this.input.value) {
      event.preventDefault();
      this.#ask("");
    }
  }

  /**
   * A problem as a line of its own, with the query as it may have been meant; what stands in backquotes is code.
   * @param {import("./query.js").Problem} problem
   * @param {boolean} isWrong
   */
  #sentence({ message, instead }, isWrong) {
    const pieces = (isWrong ? message[0].toUpperCase() + message.slice(1) : `Left out: ${message}`).split("`");
    return element(
      "span",
      { class: "pm-search__reason" },
      ...pieces.map((text, at) => (at % 2 ? element("code", {}, text) : text)),
      " ",
      instead !== "" && element("button", { type: "button", class: "pm-search__link", onclick: () => this.#ask(instead.trim()) }, `Search for ${instead.trim()}`),
    );
  }
}

const root = document.querySelector("[data-pm-search]");
if (root instanceof HTMLElement) new SearchPage(root).restore();
