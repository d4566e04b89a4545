// @ts-check
/** The search page: its state is the address, so that it can be shared, reloaded and gone back to. */

import { PATIENCE, PAUSE, element, find, keepingFocus, reason } from "./dom.js";
import { SORTS, readState, writeState } from "./page-state.js";
import { Results } from "./results.js";
import { Search } from "./searching.js";
import { Replaced } from "./shards.js";

const STEP = 10;
const MOST_PAGES = 5;

/** @typedef {import("./page-state.js").State} State */
/** @typedef {import("./results.js").Answer} Answer */

class SearchPage {
  /** @type {Promise<Search> | undefined} */
  #search;
  #asked = 0;
  /** Runs from each letter to the pause. */
  #timer = 0;
  #patience = 0;
  #limit = STEP;
  /** What the address asks, as this page writes it, and as it is written. */
  #written = "";
  #place = "";
  /** Whether the query is typed and not finished by Enter, so that what cannot be read yet is no error. */
  #isTyping = false;
  /** Whether what is typed next begins a step of the history. */
  #isStep = true;
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
    this.input.addEventListener("change", () => this.#write());
    this.sort.addEventListener("change", () => this.#change({ sort: this.sort.value }));
    this.results.more.addEventListener("click", () => this.#showMore());
    window.addEventListener("popstate", () => window.location.search !== this.#place && this.restore());
    window.addEventListener("pagehide", () => this.#leave());
    window.addEventListener("online", () => this.#hasFailed && this.#show());
    this.root.addEventListener("keydown", (event) => this.#key(event));
    if (window.matchMedia("(max-width: 59.9375em)").matches) this.results.filters.removeAttribute("open");
  }

  /** Whoever comes here wants to write, unless a keyboard on the screen would cover what was found. */
  begin() {
    if (document.activeElement === document.body && window.matchMedia("(hover: hover) and (pointer: fine)").matches) {
      this.input.focus({ preventScroll: true });
    }
  }

  /** Show what the address says. */
  restore() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#isTyping = false;
    this.#isStep = true;
    this.state = readState(window.location.search);
    this.input.value = this.state.query;
    this.#note();
    this.results.ways.hidden = this.#written !== "";
    const { limit = STEP, scroll = 0 } = window.history.state ?? {};
    this.#limit = limit;
    const { state } = this;
    return this.#show().then(() => scroll && this.#shown?.state === state && window.scrollTo(0, scroll));
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

  /** Somebody stops typing: say what was held back. */
  #pause() {
    this.#timer = 0;
    this.#write();
    if (this.#withheld) this.#render(this.#withheld);
    else if (this.#shown?.state === this.state) this.#settle(this.#shown);
  }

  /** Put what was typed into the address, as one step of the history however long it took. */
  #write() {
    if (writeState(this.state) === this.#written) return;
    const isStep = this.#isStep && this.#written;
    this.#step(isStep ? "pushState" : "replaceState");
    this.#isStep = false;
  }

  /** @param {"pushState" | "replaceState"} how */
  #step(how) {
    const address = new URL(window.location.href);
    address.search = writeState(this.state);
    if (how === "pushState") this.#remember();
    window.history[how](null, "", address);
    this.#note();
  }

  /** Note what the address says, and name the step of the history. */
  #note() {
    this.#written = writeState(this.state);
    this.#place = window.location.search;
    const query = this.state.query.trim();
    document.title = query ? `${query} - ${this.title}` : this.title;
  }

  /**
   * Keep the scroll position, and more, with this step of the history, for going back to it.
   * @param {{limit?: number}} [more]
   */
  #remember(more) {
    window.history.replaceState({ ...window.history.state, ...more, scroll: window.scrollY }, "");
  }

  /** @param {Partial<State>} changes each is a step in the history */
  #change(changes) {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#write();
    this.state = { ...this.state, ...changes };
    this.#limit = STEP;
    this.#isStep = true;
    this.#step(writeState(this.state) === this.#written ? "replaceState" : "pushState");
    return this.#show();
  }

  #leave() {
    this.#write();
    this.#remember();
  }

  /**
   * @param {boolean} [isAgain] whether this is the second attempt, after the site was published anew
   * @returns {Promise<void>}
   */
  async #show(isAgain = false) {
    const asked = ++this.#asked;
    this.#withheld = undefined;
    this.#patience ||= window.setTimeout(() => this.results.wait(), PATIENCE);
    try {
      const search = await this.#engine();
      if (asked !== this.#asked) return;
      this.#forget(search);
      const { state } = this;
      const found = await search.run({ ...state, isTyping: this.#isTyping });
      if (asked !== this.#asked) return;
      const [hits, near, terms, pages] = await Promise.all([
        Promise.all(found.order.slice(0, this.#limit).map((document) => search.hit(document))),
        Promise.all(found.near.map((document) => search.hit(document))),
        Promise.all(found.terms.slice(0, MOST_PAGES).map((document) => search.page(document))),
        Promise.all(found.pages.slice(0, MOST_PAGES).map((document) => search.page(document))),
      ]);
      if (asked !== this.#asked) return;
      const answers = search.answers(state.query);
      const answer = { search, found, answers, hits, near, terms, pages, state };
      const isPositive = found.order.length > 0 && !found.isPartial && !found.problems.length && (!found.isAll || !state.query);
      if (this.#timer && !isPositive) this.#withhold(answer);
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

  /**
   * Other parameters of the address are none of the search.
   * @param {Search} search
   */
  #forget(search) {
    const isWritten = writeState(this.state) === this.#written;
    for (const key of this.state.filters.keys()) if (!search.values.has(key)) this.state.filters.delete(key);
    if (isWritten) this.#written = writeState(this.state);
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
    this.#shown = answer;
    this.sort.value = this.state.sort || (answer.found.hasWords ? "relevance" : "newest");
    /** @type {HTMLOptionElement} */ (this.sort.options[0]).disabled = !answer.found.hasWords;
    keepingFocus(this.root, this.results.status, () => {
      this.results.render(answer);
      if (!this.#timer) this.#settle(answer);
    });
  }

  /** @param {Answer} answer that something is not there or cannot be read, while it may only be unfinished */
  #withhold(answer) {
    this.#finish();
    this.#withheld = answer;
  }

  /**
   * Say what waits until nobody types.
   * @param {Answer} answer
   */
  #settle(answer) {
    const { problems, corrected } = answer.found;
    const isWrong = problems.length > 0 && !this.#isTyping;
    this.problem.hidden = !problems.length;
    this.problem.classList.toggle("pm-search__problem--hint", !isWrong);
    this.problem.replaceChildren(
      ...problems.map((problem) => sentence(isWrong ? reason(problem) : `not clear: ${reason(problem)}`)),
      ...(corrected ? [element("button", { type: "button", class: "pm-search__link", onclick: () => this.#ask(corrected) }, `Search for ${corrected}`)] : []),
    );
    this.input.setAttribute("aria-invalid", String(isWrong));
    this.results.settle(answer, this.problem.hidden ? undefined : this.problem);
  }

  /** @param {unknown} error */
  #fail(error) {
    this.#finish();
    this.#hasFailed = true;
    this.problem.hidden = true;
    this.input.setAttribute("aria-invalid", "false");
    const message = error instanceof Error ? error.message : String(error);
    keepingFocus(this.root, this.results.status, () => this.results.fail(message, this.#shown));
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
    this.#remember({ limit: this.#limit });
    await this.#show();
    const isThere = [this.results.more, this.results.status].some((each) => each === document.activeElement);
    if (isThere) this.results.links()[shown]?.focus();
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
}

/**
 * A text as a line of its own; what stands in backquotes is code.
 * @param {string} text
 */
function sentence(text) {
  const pieces = (text[0].toUpperCase() + text.slice(1)).split("`");
  return element("span", { class: "pm-search__reason" }, ...pieces.map((piece, at) => (at % 2 ? element("code", {}, piece) : piece)));
}

const root = document.querySelector("[data-pm-search]");
if (root instanceof HTMLElement) {
  const page = new SearchPage(root);
  void page.restore();
  page.begin();
}
