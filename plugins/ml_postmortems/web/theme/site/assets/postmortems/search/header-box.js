// @ts-check
/**
 * The search box in the header of every page: a combobox with the best hits. The engine is fetched when it is first used.
 */

import { counted, element, find, isWriting, marked } from "./dom.js";

const SHOWN = 6;

class HeaderBox {
  /** @type {Promise<import("./search.js").Search> | undefined} */
  #search;
  /** @type {HTMLElement[]} */
  #options = [];
  #active = -1;
  #asked = 0;

  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.input = /** @type {HTMLInputElement} */ (find("input", form));
    this.list = find("[role=listbox]", form);
    this.status = find("[role=status]", form);
    this.input.addEventListener("focus", () => this.#engine().catch(() => undefined));
    this.input.addEventListener("input", () => this.#show());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    form.addEventListener("focusout", (event) => {
      if (!form.contains(/** @type {Node | null} */ (event.relatedTarget))) this.#close();
    });
  }

  #engine() {
    this.#search ??= import("./search.js").then(({ Search }) => Search.open(this.form.action));
    this.#search.catch(() => (this.#search = undefined));
    return this.#search;
  }

  /**
   * @param {boolean} [isAgain] whether this was tried already: the site may have been published anew meanwhile
   * @returns {Promise<void>}
   */
  async #show(isAgain = false) {
    const query = this.input.value.trim();
    const asked = ++this.#asked;
    if (!query) return this.#close();
    try {
      const search = await this.#engine();
      const found = await search.run({ query, isTyping: true });
      if (asked !== this.#asked) return;
      const hits = await Promise.all(found.order.slice(0, SHOWN).map((document) => search.hit(document)));
      const left = Math.max(0, SHOWN - hits.length);
      const pages = await Promise.all(found.pages.slice(0, left).map((document) => search.page(document)));
      if (asked !== this.#asked) return;
      this.#fill(query, found, hits, pages, search);
    } catch (error) {
      if (asked !== this.#asked) return;
      this.#search = undefined;
      if (!isAgain) return this.#show(true);
      const message = error instanceof Error ? error.message : String(error);
      this.#open([this.#option(this.#page(query), element("span", { class: "pm-box__note" }, message))]);
      this.status.textContent = message;
    }
  }

  /**
   * @param {string} query
   * @param {import("./search.js").Found} found
   * @param {import("./search.js").Hit[]} hits
   * @param {import("./search.js").PageHit[]} pages
   * @param {import("./search.js").Search} search
   */
  #fill(query, found, hits, pages, search) {
    const options = [
      ...hits.map((hit) =>
        this.#option(
          search.address(hit.url),
          element("span", { class: "pm-box__title" }, ...marked(found.highlighted(hit.title))),
          element("span", { class: "pm-box__facts" }, `${hit.severity} · ${hit.date} · ${hit.team}`),
        ),
      ),
      ...pages.map((page) =>
        this.#option(
          search.address(page.url),
          element("span", { class: "pm-box__title" }, ...marked(found.highlighted(page.title))),
          element("span", { class: "pm-box__facts" }, page.group),
        ),
      ),
    ];
    const total = found.order.length;
    const isFound = total > 0 || found.pages.length > 0;
    const rest = isFound ? `All results for “${query}”` : `Nothing found. More ways to look for “${query}”`;
    options.push(this.#option(this.#page(query), element("span", { class: "pm-box__all" }, rest)));
    this.#open(options);
    const number = counted(total, "record");
    this.status.textContent = found.isAny ? `No record has every word; ${number} with some of them` : number;
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
        onmousedown: (event) => event.preventDefault(),
        onclick: (event) => this.#go(address.href, event.ctrlKey || event.metaKey),
      },
      ...children,
    );
  }

  /**
   * The search page with a query.
   * @param {string} query
   * @returns {URL}
   */
  #page(query) {
    const address = new URL(this.form.action);
    address.searchParams.set("q", query);
    return address;
  }

  /** @param {HTMLElement[]} options */
  #open(options) {
    options.forEach((option, at) => (option.id = `pm-box-${at}`));
    this.#options = options;
    this.#mark(-1);
    this.list.replaceChildren(...options);
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  #close() {
    this.#asked++;
    this.#options = [];
    this.#mark(-1);
    this.list.hidden = true;
    this.list.replaceChildren();
    this.input.setAttribute("aria-expanded", "false");
    this.status.textContent = "";
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
      if (this.list.hidden) this.input.value = "";
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
  if (input instanceof HTMLInputElement) {
    event.preventDefault();
    input.focus();
    input.select();
  }
});
