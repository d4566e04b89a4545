// @ts-check
/** What the search page shows of an answer: how many, what else to try, counts to narrow by, and the hits. */

import { counted, element, find, grouped, marked } from "./dom.js";

/** What is said before a passage; a passage of the summary needs no name. */
const FIELD_NAMES = new Map([
  ["lessons", "In the lessons: "],
  ["causes", "In the causes: "],
  ["actions", "In the actions: "],
  ["body", "In the account: "],
  ["names", "In its facts: "],
  ["synonyms", "In other words: "],
  ["filed_under", "Filed under "],
]);
const NOTHING_ASKED = "Name a word of the incident, or a fact such as severity:SEV1.";
const TERMS_SHOWN = 6;
const MOST_LISTED = 3;

/** @typedef {import("./found.js").Hit} Hit */
/** @typedef {import("./page-state.js").State} State */
/**
 * @typedef {object} Answer
 * @property {import("./searching.js").Search} search
 * @property {import("./found.js").Found} found
 * @property {import("./questions.js").AnswerPage[]} answers the pages that answer it as a plain question
 * @property {Hit[]} hits
 * @property {Hit[]} near
 * @property {import("./found.js").PageHit[]} terms
 * @property {import("./found.js").PageHit[]} pages
 * @property {State} state what was asked
 */
/**
 * @typedef {object} Actions what can be clicked
 * @property {(query: string) => void} ask
 * @property {(key: string, value: string) => void} toggle a filter
 * @property {() => void} clear all filters
 * @property {() => void} retry
 */

/** The part of the page below the form. */
export class Results {
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
  /** @type {Set<string>} facets that are shown with all their terms */
  #whole = new Set();

  /**
   * @param {HTMLElement} root
   * @param {Actions} actions
   */
  constructor(root, actions) {
    this.actions = actions;
    this.status = find(".pm-search__status", root);
    this.announced = find("[role=status]", root);
    this.found = find(".pm-search__found", root);
    this.ways = find(".pm-search__ways", root);
    this.sort = find(".pm-search__sort", root);
    this.filters = find(".pm-search__filters", root);
    this.facets = find(".pm-search__facets", root);
    this.notes = find(".pm-search__notes", root);
    this.answers = find(".pm-search__answers", root);
    this.list = find(".pm-search__list", root);
    this.columns = find(".pm-search__columns", root);
    this.more = find(".pm-search__more", root);
    this.near = find(".pm-search__near", root);
    this.terms = find(".pm-search__terms", root);
    this.pages = find(".pm-search__pages", root);
  }

  /** Say that an answer takes a while; what is shown is still that of the question before. */
  wait() {
    this.found.hidden = false;
    this.columns.setAttribute("aria-busy", "true");
    this.status.textContent = "Searching…";
    this.announce();
  }

  /** @param {Answer} answer */
  render(answer) {
    const { search, found, answers, hits, near, terms, pages } = answer;
    this.columns.removeAttribute("aria-busy");
    this.found.hidden = false;
    this.ways.hidden = found.order.length > 0;
    this.sort.hidden = found.order.length < 2;
    this.status.textContent = statusOf(answer, false);
    this.notes.replaceChildren(...this.#notes(answer));
    this.#renderFacets(answer);
    this.answers.hidden = !answers.length;
    find("ul", this.answers).replaceChildren(...answers.map((page) => this.#answer(search, page)));
    this.#seen.disconnect();
    this.list.replaceChildren(...hits.map((hit) => this.#item(search, found, hit)));
    const left = found.order.length - hits.length;
    this.more.hidden = left <= 0;
    this.more.textContent = `Show more (${grouped(left)} left)`;
    this.near.hidden = !near.length;
    find("ol", this.near).replaceChildren(...near.map((hit) => this.#item(search, found, hit)));
    for (const [section, listed] of /** @type {[HTMLElement, typeof pages][]} */ ([[this.terms, terms], [this.pages, pages]])) {
      section.hidden = !listed.length;
      find("ul", section).replaceChildren(...listed.map((page) => this.#page(search, found, page)));
    }
  }

  /**
   * Say what waits until nobody types.
   * @param {Answer} answer
   * @param {HTMLElement} [problem] what cannot be read
   */
  settle(answer, problem) {
    this.status.textContent = statusOf(answer, true);
    this.announce(problem);
  }

  /**
   * Say what went wrong. What is shown stays, as the answer to another question.
   * @param {string} message
   * @param {Answer | undefined} shown
   */
  fail(message, shown) {
    if (shown) this.render(shown);
    else this.ways.hidden = false;
    this.columns.removeAttribute("aria-busy");
    this.found.hidden = false;
    this.status.textContent = message;
    const before = shown?.state.query.trim();
    const what = shown && (before ? `what was found for “${before}”` : "what was shown before");
    this.notes.replaceChildren(
      element("p", { class: "pm-search__note" }, element("button", { type: "button", class: "pm-search__button", onclick: () => this.actions.retry() }, "Try again")),
      ...(what ? [element("p", { class: "pm-search__note" }, `Below is ${what}. What was fetched before can still be searched.`)] : []),
    );
    this.announce();
  }

  /**
   * Say to who cannot see it what is shown now, unless that was said already.
   * @param {HTMLElement} [problem] why
   */
  announce(problem) {
    const said = [this.status, problem].map((each) => each?.textContent).join(" ").trim();
    if (this.announced.textContent !== said) this.announced.textContent = said;
  }

  /** @returns {HTMLElement[]} the titles of everything that was found, in order */
  links() {
    return [...this.found.querySelectorAll(".pm-records__title")].filter((each) => each instanceof HTMLElement);
  }

  /** @param {Answer} answer */
  #notes({ found, state }) {
    /** @type {HTMLElement[]} */
    const notes = [];
    const chosen = [...state.filters].flatMap(([key, values]) => values.map((value) => /** @type {[string, string]} */ ([key, value])));
    if (chosen.length) {
      notes.push(
        element(
          "ul",
          { class: "pm-search__chosen", "aria-label": "Chosen filters" },
          ...chosen.map(([key, value]) => {
            const name = found.nameOf(key, value);
            return element("li", {}, this.#chip(name, `Remove the filter ${name}`, () => this.actions.toggle(key, value)));
          }),
          element("li", {}, element("button", { type: "button", class: "pm-search__clear", onclick: () => this.actions.clear() }, "Clear all")),
        ),
      );
    }
    if (found.suggestion) notes.push(element("p", { class: "pm-search__note" }, "Did you mean ", this.#link(found.suggestion, () => this.actions.ask(found.suggestion)), "?"));
    if (!found.order.length) notes.push(this.#help(found, chosen));
    return notes;
  }

  /**
   * What to do when nothing was found.
   * @param {import("./found.js").Found} found
   * @param {[string, string][]} chosen
   */
  #help(found, chosen) {
    const unknown = chosen.filter(([key, value]) => !found.search.knows(key, value));
    if (found.asksForNothing) return element("ul", { class: "pm-search__help-list" }, element("li", {}, NOTHING_ASKED));
    const ways = unknown.map(([key, value]) => element("li", {}, `There is no ${key} “${value}”.`));
    if (chosen.length) ways.push(element("li", {}, this.#link("Search without the filters", () => this.actions.clear())));
    if (found.missing.length) ways.push(element("li", {}, `No record contains ${listed(found.missing)}; try another word for it.`));
    ways.push(element("li", {}, "Describe what was seen, in few words: the symptom, the component, the error."));
    return element("ul", { class: "pm-search__help-list" }, ...ways);
  }

  /**
   * @param {string} text
   * @param {() => void} act
   */
  #link(text, act) {
    return element("button", { type: "button", class: "pm-search__link", onclick: act }, text);
  }

  /**
   * @param {string} text
   * @param {string} label
   * @param {() => void} act
   */
  #chip(text, label, act) {
    return element("button", { type: "button", class: "pm-search__chip", "aria-label": label, onclick: act }, text, element("span", { "aria-hidden": "true" }, " ×"));
  }

  /** @param {Answer} answer */
  #renderFacets({ found, state }) {
    const facets = found.facets.filter(({ terms }) => terms.length > 0);
    this.filters.hidden = !facets.length;
    this.facets.replaceChildren(...facets.map((facet) => this.#facet(facet, state.filters.get(facet.key) ?? [])));
  }

  /**
   * @param {import("./found.js").FacetCounts} facet
   * @param {string[]} chosen
   * @returns {HTMLElement}
   */
  #facet(facet, chosen) {
    const { key, title, terms } = facet;
    const isWhole = this.#whole.has(key) || terms.length <= TERMS_SHOWN + 1;
    const shown = terms.filter((term, at) => isWhole || at < TERMS_SHOWN || chosen.includes(term.key));
    const first = terms.find((term) => !shown.includes(term));
    const drawn = element(
      "fieldset",
      { class: "pm-search__facet" },
      element("legend", {}, title),
      ...shown.map((term) => {
        const id = idOf(key, term.key);
        return element(
          "label",
          { class: "pm-search__term", for: id },
          element("input", { type: "checkbox", id, checked: chosen.includes(term.key), onchange: () => this.actions.toggle(key, term.key) }),
          element("span", { class: "pm-search__name" }, term.name),
          element("span", { class: "pm-count" }, grouped(term.count)),
        );
      }),
    );
    const unfold = () => {
      this.#whole.add(key);
      drawn.replaceWith(this.#facet(facet, chosen));
      document.getElementById(idOf(key, first?.key ?? ""))?.focus();
    };
    if (!isWhole) drawn.append(this.#link(`All ${terms.length}`, unfold));
    return drawn;
  }

  /**
   * @param {import("./searching.js").Search} search
   * @param {import("./found.js").Found} found
   * @param {Hit} hit
   */
  #item(search, found, hit) {
    const snippet = element("p", { class: "pm-search__snippet" });
    const show = (/** @type {import("./explanation.js").Explanation} */ { field, pieces }) => {
      const name = FIELD_NAMES.get(field ?? "");
      snippet.replaceChildren(...(name ? [element("span", { class: "pm-search__field" }, name)] : []), ...marked(pieces));
    };
    const lacks = found.lacks(hit);
    const explanation = found.explainByShortFields(hit);
    show(explanation ?? found.beginning(hit));
    if (!explanation) {
      const explain = () => search.text(hit).then((text) => show(found.explainByLongFields(hit, text))).catch(() => undefined);
      this.#whenSeen.set(snippet, explain);
      this.#seen.observe(snippet);
    }
    return element(
      "li",
      { class: "pm-records__item" },
      element("a", { class: "pm-records__title", href: search.address(hit.url).href }, ...marked(found.highlighted(hit.title))),
      element(
        "span",
        { class: "pm-records__facts" },
        element("span", { class: `pm-badge pm-badge--${hit.severity.toLowerCase()}` }, hit.level),
        element("span", {}, hit.date),
        element("span", {}, ...marked(found.highlighted(hit.team))),
        hit.cause !== "" && element("span", {}, ...marked(found.highlighted(hit.cause))),
        hit.status !== "published" && element("span", { class: "pm-badge" }, found.nameOf("status", hit.status)),
        hit.kind !== "incident" && element("span", { class: "pm-badge" }, found.nameOf("kind", hit.kind)),
        element("span", { class: "pm-records__id" }, hit.id),
      ),
      snippet,
      lacks.length > 0 && element("p", { class: "pm-search__lacks" }, `Without ${listed(lacks)}`),
    );
  }

  /**
   * @param {import("./searching.js").Search} search
   * @param {import("./questions.js").AnswerPage} page
   */
  #answer(search, { url, title, about }) {
    const link = element("a", { class: "pm-records__title", href: search.address(url).href }, title);
    return element("li", { class: "pm-records__item" }, link, element("p", { class: "pm-search__snippet" }, about));
  }

  /**
   * @param {import("./searching.js").Search} search
   * @param {import("./found.js").Found} found
   * @param {import("./found.js").PageHit} page
   */
  #page(search, found, page) {
    const { title, passage } = found.shownPage(page);
    return element(
      "li",
      { class: "pm-records__item" },
      element("a", { class: "pm-records__title", href: search.address(page.url).href }, ...marked(title)),
      page.group !== page.title && element("span", { class: "pm-records__facts" }, page.group),
      element("p", { class: "pm-search__snippet" }, ...marked(passage)),
    );
  }
}

/**
 * @param {Answer} answer
 * @param {boolean} isSettled whether nobody types: until then the number says enough
 * @returns {string}
 */
function statusOf({ found, state }, isSettled) {
  const count = counted(found.order.length, "record");
  if (found.asksForNothing) return `“${state.query.trim()}” asks for nothing`;
  if (found.isAll && !state.filters.size) return `All ${count}`;
  if (!found.order.length) return found.terms.length || found.pages.length ? "No record matches, but these pages do" : "Nothing matches";
  if (found.prefix && isSettled) return `${count} with words that begin with “${found.prefix}”`;
  if (!found.isPartial) return count;
  return `No record has ${found.missing.length ? listed(found.missing) : "every word"}. ${count} with some of the words, the nearest first`;
}

/**
 * Parts of a query as a list of words, the first few of many; a compound is missing as one word only.
 * @param {string[]} texts
 * @returns {string}
 */
function listed(texts) {
  const isWhole = texts.length <= MOST_LISTED + 1;
  const shown = (isWhole ? texts : texts.slice(0, MOST_LISTED)).map((text) => {
    const isCompound = /[\p{L}\p{N}][-_./+][\p{L}\p{N}]/u.test(text) && !text.startsWith('"');
    return `“${text.replaceAll('"', "")}”${isCompound ? " as one word" : ""}`;
  });
  const all = isWhole ? shown : [...shown, `${texts.length - shown.length} more words`];
  return all.length > 1 ? `${all.slice(0, -1).join(", ")} or ${all.at(-1)}` : all[0];
}

/**
 * @param {string} key
 * @param {string} term
 * @returns {string} the id of a term's box
 */
function idOf(key, term) {
  return `pm-${key}-${encodeURIComponent(term)}`;
}
