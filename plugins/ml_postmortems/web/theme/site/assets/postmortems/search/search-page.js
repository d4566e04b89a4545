// @ts-check
/** The search page: its state is the address, so that it can be shared, reloaded and gone back to. */

import { counted, element, find, grouped, marked } from "./dom.js";
import { Search } from "./search.js";
import { Replaced } from "./shards.js";

const SORTS = new Map([
  ["relevance", "best match"],
  ["newest", "newest"],
  ["oldest", "oldest"],
  ["severity", "severity"],
]);
const FIELDS = new Map([
  ["lessons", "In the lessons: "],
  ["causes", "In the causes: "],
  ["actions", "In the actions: "],
  ["body", "In the account: "],
]);
const STEP = 10;
const TERMS_SHOWN = 6;
/** Milliseconds after which what was typed is put into the address; browsers allow about three changes a second. */
const PAUSE = 300;

/** @typedef {{query: string, filters: Map<string, string[]>, sort: string}} State */

class SearchPage {
  /** @type {Promise<Search> | undefined} */
  #search;
  #asked = 0;
  #timer = 0;
  #limit = STEP;
  /** @type {Set<string>} */
  #whole = new Set();
  /** @type {WeakMap<Element, () => void>} */
  #whenSeen = new WeakMap();
  /** The longer fields are many times the size of the rest, so those of hits that nobody scrolls to are not fetched. */
  #seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      this.#seen.unobserve(target);
      this.#whenSeen.get(target)?.();
    }
  });
  /** Whether the query is typed and not finished by Enter: its last word may go on, also when filters change. */
  #isTyping = false;
  /** @type {State} */
  state = { query: "", filters: new Map(), sort: "" };

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.form = /** @type {HTMLFormElement} */ (find("form", root));
    this.input = /** @type {HTMLInputElement} */ (find("input[name=q]", root));
    this.problem = find(".pm-search__problem", root);
    this.status = find(".pm-search__status", root);
    this.found = find(".pm-search__found", root);
    this.ways = find(".pm-search__ways", root);
    this.filters = find(".pm-search__filters", root);
    this.facets = find(".pm-search__facets", root);
    this.notes = find(".pm-search__notes", root);
    this.list = find(".pm-search__list", root);
    this.more = find(".pm-search__more", root);
    this.near = find(".pm-search__near", root);
    this.pages = find(".pm-search__pages", root);
    this.help = find(".pm-search__help", root);
    this.sort = /** @type {HTMLSelectElement} */ (find("select", root));
    this.sort.append(...[...SORTS].map(([value, name]) => element("option", { value }, name)));
    this.#listen();
  }

  #listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#isTyping = false;
      this.#change({ query: this.input.value });
    });
    this.input.addEventListener("input", () => this.#type());
    this.input.addEventListener("change", () => this.#settle());
    this.sort.addEventListener("change", () => this.#change({ sort: this.sort.value }));
    this.more.addEventListener("click", () => this.#showMore());
    window.addEventListener("popstate", () => this.restore());
    this.root.addEventListener("keydown", (event) => this.#key(event));
    if (window.matchMedia("(max-width: 59.9375em)").matches) this.filters.removeAttribute("open");
  }

  /** Show what the address says. */
  restore() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#isTyping = false;
    const asked = new URLSearchParams(window.location.search);
    /** @type {Map<string, string[]>} */
    const filters = new Map();
    for (const key of new Set(asked.keys())) {
      if (key !== "q" && key !== "sort") filters.set(key, [...new Set(asked.getAll(key))]);
    }
    const sort = asked.get("sort") ?? "";
    this.state = { query: (asked.get("q") ?? "").slice(0, 256), filters, sort: SORTS.has(sort) ? sort : "" };
    this.input.value = this.state.query;
    this.#limit = STEP;
    return this.#show();
  }

  /** Search for what is typed with each letter; the address follows without a step in the history. */
  #type() {
    this.#isTyping = true;
    this.state = { ...this.state, query: this.input.value };
    this.#limit = STEP;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#settle(), PAUSE);
    return this.#show();
  }

  /** @param {Partial<State>} changes each is a step in the history */
  #change(changes) {
    if (this.#timer) this.#settle();
    this.state = { ...this.state, ...changes };
    this.#limit = STEP;
    const address = this.#address();
    if (address.href !== window.location.href) window.history.pushState(null, "", address);
    return this.#show();
  }

  /** Put what was typed into the address. */
  #settle() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    window.history.replaceState(null, "", this.#address());
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

  /** @returns {Promise<void>} */
  async #show() {
    const asked = ++this.#asked;
    try {
      this.#search ??= Search.open(new URL("./", window.location.href).href, {
        query: this.state.query,
        manifest: this.#hasReopened ? undefined : this.#manifest(),
      });
      const search = await this.#search;
      const found = this.#isTyping ? await search.run({ ...this.state, isTyping: true }) : await this.#answer(search);
      if (asked !== this.#asked) return;
      const [hits, near, pages] = await Promise.all([
        Promise.all(found.order.slice(0, this.#limit).map((document) => search.hit(document))),
        Promise.all(found.near.map((document) => search.hit(document))),
        Promise.all(found.pages.slice(0, 5).map((document) => search.page(document))),
      ]);
      if (asked === this.#asked) this.#render(search, found, hits, near, pages);
    } catch (error) {
      if (asked !== this.#asked) return;
      this.#search = undefined;
      if (error instanceof Replaced && !this.#hasReopened) {
        this.#hasReopened = true;
        return this.#show();
      }
      this.#fail(error);
    }
  }
  #hasReopened = false;

  /** @returns {any} the manifest as it was when this page was published, if the page has one */
  #manifest() {
    return this.root.dataset.manifest && JSON.parse(this.root.dataset.manifest);
  }

  /**
   * A finished query as it is; where that finds nothing and the last word is the beginning of one, what was shown before
   * it was finished.
   * @param {Search} search
   */
  async #answer(search) {
    const found = await search.run(this.state);
    if (found.problems.length || (found.order.length && !found.isAny)) return found;
    const begun = await search.run({ ...this.state, isTyping: true });
    const word = this.state.query.trim().split(/\s+/).at(-1) ?? "";
    if (!begun.order.length || begun.isAny || /^\(*-/.test(word) || [...word].length < 2) return found;
    begun.begun = word;
    return begun;
  }

  /** @param {unknown} error */
  #fail(error) {
    this.ways.hidden = false;
    this.found.hidden = false;
    this.list.replaceChildren();
    this.near.hidden = true;
    this.pages.hidden = true;
    this.more.hidden = true;
    const message = error instanceof Error ? error.message : String(error);
    this.status.textContent = message;
    this.notes.replaceChildren(
      element(
        "p",
        { class: "pm-search__note" },
        "What was fetched before can still be searched. ",
        element("button", { type: "button", class: "pm-search__button", onclick: () => this.#show() }, "Try again"),
      ),
    );
  }

  /**
   * @param {Search} search
   * @param {import("./search.js").Found} found
   * @param {import("./search.js").Hit[]} hits
   * @param {import("./search.js").Hit[]} near
   * @param {import("./search.js").PageHit[]} pages
   */
  #render(search, found, hits, near, pages) {
    const isEmpty = !this.state.query.trim() && !this.state.filters.size;
    this.found.hidden = false;
    this.ways.hidden = true;
    this.problem.hidden = !found.problems.length;
    this.problem.replaceChildren(...found.problems.flatMap((problem) => sentence(problem)));
    this.help.toggleAttribute("open", this.help.hasAttribute("open") || found.problems.length > 0);
    this.input.setAttribute("aria-invalid", String(found.problems.length > 0));
    this.sort.value = this.state.sort || (found.hasWords ? "relevance" : "newest");
    /** @type {HTMLOptionElement} */ (this.sort.options[0]).disabled = !found.hasWords;
    this.status.textContent = this.#statusOf(found, isEmpty);
    this.#seen.disconnect();
    this.#renderNotes(found);
    this.#renderFacets(found);
    const at = this.#links().indexOf(/** @type {HTMLElement} */ (document.activeElement));
    this.list.replaceChildren(...hits.map((hit) => this.#item(search, found, hit)));
    this.more.hidden = found.order.length <= hits.length;
    this.near.hidden = !near.length;
    find("ol", this.near).replaceChildren(...near.map((hit) => this.#item(search, found, hit)));
    this.pages.hidden = !pages.length;
    find("ul", this.pages).replaceChildren(
      ...pages.map((page) =>
        element(
          "li",
          { class: "pm-records__item" },
          element("a", { class: "pm-records__title", href: search.address(page.url).href }, ...marked(found.highlighted(page.title))),
          page.group !== page.title && element("span", { class: "pm-records__facts" }, page.group),
          element("p", { class: "pm-search__snippet" }, ...marked(found.passage(page.text))),
        ),
      ),
    );
    if (at >= 0) (this.#links()[at] ?? this.input).focus();
  }

  /**
   * @param {import("./search.js").Found} found
   * @param {boolean} isEmpty
   * @returns {string}
   */
  #statusOf(found, isEmpty) {
    const total = found.order.length;
    if (found.problems.length) return "The query cannot be read as it is.";
    if (isEmpty) return `All ${counted(total, "record")}`;
    if (!total) return found.pages.length ? "No record matches, but these pages do" : "Nothing matches";
    if (!found.isAny) return counted(total, "record");
    const lack = found.missing.length ? found.missing.map((word) => `“${word}”`).join(" or ") : "every word";
    return `No record has ${lack}. ${counted(total, "record")} with some of the words`;
  }

  /** @param {import("./search.js").Found} found */
  #renderNotes(found) {
    /** @type {HTMLElement[]} */
    const notes = [];
    const chosen = [...this.state.filters].flatMap(([key, values]) => values.map((value) => /** @type {[string, string]} */ ([key, value])));
    if (chosen.length) {
      notes.push(
        element(
          "ul",
          { class: "pm-search__chosen", "aria-label": "Chosen filters" },
          ...chosen.map(([key, value]) => {
            const name = found.nameOf(key, value);
            return element("li", {}, this.#chip(name, `Remove the filter ${name}`, () => this.#toggle(key, value)));
          }),
          element("li", {}, element("button", { type: "button", class: "pm-search__clear", onclick: () => this.#clear() }, "Clear all")),
        ),
      );
    }
    if (found.begun) {
      notes.push(element("p", { class: "pm-search__note" }, `No record has “${found.begun}”; these have words that begin like it.`));
    }
    if (found.suggestion) {
      const suggestion = found.suggestion;
      notes.push(
        element(
          "p",
          { class: "pm-search__note" },
          "Did you mean ",
          element("button", { type: "button", class: "pm-search__link", onclick: () => this.#ask(suggestion) }, suggestion),
          "?",
        ),
      );
    }
    if (!found.problems.length && !found.order.length) notes.push(...this.#helpOf(found, chosen.length > 0));
    this.notes.replaceChildren(...notes);
  }

  /**
   * What to do when nothing was found.
   * @param {import("./search.js").Found} found
   * @param {boolean} isNarrowed
   */
  #helpOf(found, isNarrowed) {
    const ways = [];
    if (isNarrowed) ways.push(element("li", {}, element("button", { type: "button", class: "pm-search__link", onclick: () => this.#clear() }, "Search without the filters")));
    if (found.missing.length) ways.push(element("li", {}, `No record contains ${found.missing.map((word) => `“${word}”`).join(", ")}; try another word for it.`));
    ways.push(element("li", {}, "Describe what was seen, in few words: the symptom, the component, the error."));
    return [element("ul", { class: "pm-search__help-list" }, ...ways)];
  }

  /**
   * @param {string} text
   * @param {string} label
   * @param {() => void} act
   */
  #chip(text, label, act) {
    return element("button", { type: "button", class: "pm-search__chip", "aria-label": label, onclick: act }, text, element("span", { "aria-hidden": "true" }, " ×"));
  }

  /** @param {import("./search.js").Found} found */
  #renderFacets(found) {
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.id : "";
    const facets = found.facets.filter(({ terms }) => terms.length > 0);
    this.filters.hidden = !facets.length;
    this.facets.replaceChildren(...facets.map((facet) => this.#facet(facet)));
    if (focused && focused !== document.activeElement?.id) document.getElementById(focused)?.focus();
  }

  /** @param {import("./search.js").FacetCounts} facet */
  #facet({ key, title, terms }) {
    const chosen = this.state.filters.get(key) ?? [];
    const isWhole = this.#whole.has(key) || terms.length <= TERMS_SHOWN + 1;
    const shown = terms.filter((term, at) => isWhole || at < TERMS_SHOWN || chosen.includes(term.key));
    return element(
      "fieldset",
      { class: "pm-search__facet" },
      element("legend", {}, title),
      ...shown.map((term) => {
        const id = `pm-${key}-${term.key}`.replace(/[^\w-]/g, "-");
        return element(
          "label",
          { class: "pm-search__term", for: id },
          element("input", { type: "checkbox", id, checked: chosen.includes(term.key), onchange: () => this.#toggle(key, term.key) }),
          element("span", { class: "pm-search__name" }, term.name),
          element("span", { class: "pm-count" }, grouped(term.count)),
        );
      }),
      !isWhole &&
        element("button", { type: "button", class: "pm-search__link", id: `pm-all-${key}`, onclick: () => this.#unfold(key) }, `All ${terms.length}`),
    );
  }

  /** @param {string} key */
  #unfold(key) {
    this.#whole.add(key);
    return this.#show();
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

  #clear() {
    return this.#change({ filters: new Map() });
  }

  /** @param {string} query */
  #ask(query) {
    this.input.value = query;
    this.#isTyping = false;
    return this.#change({ query });
  }

  async #showMore() {
    const shown = this.list.children.length;
    this.#limit += STEP;
    await this.#show();
    /** @type {HTMLElement | null} */ (this.list.children[shown]?.querySelector("a"))?.focus();
  }

  /**
   * @param {Search} search
   * @param {import("./search.js").Found} found
   * @param {import("./search.js").Hit} hit
   */
  #item(search, found, hit) {
    const snippet = element("p", { class: "pm-search__snippet" });
    const show = (/** @type {import("./search.js").Snippet} */ { field, pieces }) =>
      snippet.replaceChildren(...(field ? [element("span", { class: "pm-search__field" }, FIELDS.get(field) ?? "")] : []), ...marked(pieces));
    const first = found.snippet(hit);
    show(first);
    if (!first.isWhole) {
      const deepen = () => search.text(hit).then((text) => show(found.deeperSnippet(hit, text))).catch(() => undefined);
      this.#whenSeen.set(snippet, deepen);
      this.#seen.observe(snippet);
    }
    return element(
      "li",
      { class: "pm-records__item" },
      element("a", { class: "pm-records__title", href: search.address(hit.url).href }, ...marked(found.highlighted(hit.title))),
      element(
        "span",
        { class: "pm-records__facts" },
        element("span", { class: `pm-badge pm-badge--${hit.severity.toLowerCase()}` }, hit.severity),
        element("span", {}, hit.date),
        element("span", {}, hit.team),
        hit.cause !== "" && element("span", {}, hit.cause),
        hit.status !== "published" && element("span", { class: "pm-badge" }, found.nameOf("status", hit.status)),
        hit.kind !== "incident" && element("span", { class: "pm-badge" }, found.nameOf("kind", hit.kind)),
        element("span", { class: "pm-records__id" }, hit.id),
      ),
      snippet,
    );
  }

  /** @returns {HTMLElement[]} the titles of everything that was found, in order */
  #links() {
    return [...this.found.querySelectorAll(".pm-records__title")].filter((each) => each instanceof HTMLElement);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing) return;
    const links = this.#links();
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
 * A message as a line of its own; what stands in backquotes is code.
 * @param {string} message
 * @returns {Node[]}
 */
function sentence(message) {
  const pieces = (message[0].toUpperCase() + message.slice(1)).split("`");
  return [...pieces.map((text, at) => (at % 2 ? element("code", {}, text) : document.createTextNode(text))), element("br")];
}

const root = document.querySelector("[data-pm-search]");
if (root instanceof HTMLElement) new SearchPage(root).restore();
