// @ts-check
/** The form for a new postmortem: it says what is wrong as it is typed, keeps what is typed, and makes the file. */

import { find } from "../search/dom.js";
import { draftFile } from "./draft.js";
import { newFile } from "./forge.js";
import { Question, focusOn, merged, rowsOf, type, typedIn } from "./inputs.js";
import { keepAnswers, keptAnswers } from "./kept-answers.js";

/** Milliseconds without a letter after which typing counts as paused. */
const PAUSE = 600;

/** @typedef {import("./kept-answers.js").Typed} Typed */

class NewPage {
  /** @type {Set<HTMLElement>} inputs that somebody has left or paused in, whose findings are shown */
  #visited = new Set();
  #isAsked = false;
  /** Whether a finger or a button of the mouse is down: what appears then would move the target of the click away. */
  #isPressed = false;
  /** @type {HTMLElement | undefined} the input whose finding was announced last */
  #announced;
  /** @type {Set<HTMLElement>} inputs that were left by pressing on something else */
  #left = new Set();
  #timer = 0;
  #rows = 0;
  /** @type {Typed | undefined} what was there before the form was cleared */
  #cleared;

  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    /** @type {import("./draft.js").Template} */
    this.template = JSON.parse(form.dataset.template ?? "");
    const elements = /** @type {HTMLElement[]} */ ([...form.querySelectorAll("[data-question]")]);
    this.questions = elements.map((each) => new Question(each, this.template.forbidden));
    this.year = /** @type {HTMLInputElement} */ (find("[data-year]", form));
    this.file = /** @type {HTMLTextAreaElement} */ (find(".pm-new__file textarea", form));
    this.said = find(".pm-new__said", form);
    this.clear = find("[data-clear]", form);
    this.#listen();
    this.#fill(keptAnswers());
    form.hidden = false;
  }

  #listen() {
    const on = (/** @type {string} */ selector, /** @type {() => void} */ act) => this.form.querySelector(selector)?.addEventListener("click", act);
    on("[data-copy]", () => this.#copy());
    on("[data-download]", () => this.#download());
    this.clear.addEventListener("click", () => this.#clear());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#open();
    });
    this.form.addEventListener("click", (event) => this.#changeRows(event));
    this.form.addEventListener("input", (event) => this.#type(event));
    this.form.addEventListener("change", (event) => this.#visit(event));
    this.form.addEventListener("focusout", (event) => this.#visit(event));
    document.addEventListener("pointerdown", () => (this.#isPressed = true), true);
    for (const name of ["pointerup", "pointercancel"]) {
      document.addEventListener(name, () => window.setTimeout(() => this.#release(), 50), true);
    }
  }

  /** @param {Event} event */
  #input(event) {
    const input = event.target instanceof Element ? event.target.closest("[data-path], [data-year]") : null;
    return /** @type {HTMLElement | null} */ (input);
  }

  /** @param {Event} event */
  #type(event) {
    const input = this.#input(event);
    if (!input) return;
    this.#forgetCleared();
    this.#keep();
    this.#update();
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#see(input), PAUSE);
  }

  /** @param {Event} event */
  #visit(event) {
    const input = this.#input(event);
    if (!input || (event.type !== "change" && !typedIn(input))) return;
    if (this.#isPressed) this.#left.add(input);
    else this.#see(input);
  }

  #release() {
    this.#isPressed = false;
    this.#left.forEach((input) => this.#see(input));
    this.#left.clear();
  }

  /**
   * Show what is wrong with an input, and say it if it is new.
   * @param {HTMLElement} input
   */
  #see(input) {
    const before = input.dataset.finding ?? "";
    this.#visited.add(input);
    this.#update();
    const { finding = "", label = "" } = input.dataset;
    if (finding && finding !== before) this.#say(`${label}: ${finding}`, input);
  }

  /**
   * @param {string} text
   * @param {HTMLElement} [about] the input whose finding it is, which is no longer said once it is mended
   */
  #say(text, about) {
    this.said.textContent = text;
    this.#announced = about;
  }

  /** Everything that is wrong, by input. */
  #findings() {
    const found = new Map(this.questions.flatMap((question) => [...question.findings()]));
    const { first, last } = this.year.dataset;
    const year = this.year.value.trim();
    if (!/^\d{4}$/.test(year) || year < String(first) || year > String(last)) {
      found.set(this.year, `Write four digits, from ${first} to ${last}.`);
    }
    return found;
  }

  /** Show the findings that are due, the questions that are asked for this origin, and the file. */
  #update() {
    const origin = typedIn(find("[data-path=origin]", this.form));
    for (const { element } of this.questions) {
      element.hidden = Boolean(origin) && !element.dataset.origins?.split(" ").includes(origin);
    }
    const found = this.#findings();
    const inputs = /** @type {HTMLElement[]} */ ([...this.form.querySelectorAll("[data-path], [data-year]")]);
    for (const input of inputs) {
      const finding = this.#isAsked || this.#visited.has(input) ? (found.get(input) ?? "") : "";
      const place = find(`[id="${input.id}-finding"]`, this.form);
      place.hidden = !finding;
      place.textContent = input.dataset.finding = finding;
      if (finding) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
    if (this.#announced && !found.has(this.#announced)) this.#say("");
    const names = [...new Set([...found.keys()].map((input) => input.dataset.label))];
    const file = found.size ? undefined : this.#file();
    find("[data-place]", this.form).textContent = file ? `The draft is complete: ${file.path}` : `To do first: ${names.join(", ")}.`;
    this.file.value = file?.text ?? "";
  }

  #file() {
    const answers = merged(this.questions.map((question) => question.fields()));
    return draftFile(this.template, answers, this.year.value.trim());
  }

  /** The file, if nothing is wrong; else lead to what is. */
  #finished() {
    this.#isAsked = true;
    this.#update();
    const found = this.#findings();
    if (!found.size) return this.#file();
    const inputs = [...this.form.querySelectorAll("[data-path], [data-year]")];
    const first = /** @type {HTMLElement} */ (inputs.find((input) => found.has(/** @type {HTMLElement} */ (input))));
    focusOn(first);
    this.#say(`${found.size === 1 ? "One answer needs" : `${found.size} answers need`} another look. The first: ${first.dataset.label}.`, first);
    return undefined;
  }

  #open() {
    const file = this.#finished();
    const page = this.form.dataset.newFile;
    if (!file || !page) return;
    const { address, hasText } = newFile(page, file.path, file.text);
    if (hasText) this.#say("The forge opens in a new tab, with the draft in it.");
    else this.#toClipboard(file.text, "The draft is copied, because it does not fit into an address. Paste it into the page that opens.");
    window.open(address, "_blank", "noopener");
  }

  #copy() {
    const file = this.#finished();
    if (file) this.#toClipboard(file.text, `The file is copied. Save it as ${file.path}`);
  }

  /**
   * @param {string} text
   * @param {string} done what is said then
   */
  async #toClipboard(text, done) {
    try {
      await navigator.clipboard.writeText(text);
      this.#say(done);
    } catch {
      find("details.pm-new__file", this.form).setAttribute("open", "");
      this.file.focus();
      this.file.select();
      this.#say("This browser does not let a page copy. The file is selected below: copy it by hand.");
    }
  }

  #download() {
    const file = this.#finished();
    if (!file) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([file.text], { type: "text/markdown" }));
    link.download = file.path.split("/").pop() ?? "";
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    this.#say(`The file is downloaded. It belongs to ${file.path}`);
  }

  /** What is typed, without empty answers. */
  #typed() {
    /** @type {Typed} */
    const typed = {};
    for (const { element, hasRows } of this.questions) {
      const rows = rowsOf(element).map((row) => row.map((input) => [input.dataset.path ?? "", typedIn(input)]).filter(([, text]) => text));
      if (hasRows) typed[element.dataset.question ?? ""] = rows.filter((row) => row.length).map((row) => Object.fromEntries(row));
      else Object.assign(typed, Object.fromEntries(rows.flat()));
    }
    typed.year = this.year.value;
    return typed;
  }

  #keep() {
    if (!keepAnswers(this.#typed())) {
      find("[data-kept]", this.form).textContent = "This browser keeps nothing of what you type, and it is sent nowhere: copy or download the file before you leave the page.";
    }
  }

  /**
   * Fill in what was kept; what is no text, or of no input, is left out.
   * @param {Typed} typed
   */
  #fill(typed) {
    const fill = (/** @type {HTMLElement} */ input, /** @type {unknown} */ text) => type(input, typeof text === "string" ? text : "");
    for (const question of this.questions) {
      const { element, hasRows, mostItems } = question;
      const kept = typed[element.dataset.question ?? ""];
      const rows = hasRows && Array.isArray(kept) ? kept.slice(0, mostItems) : [];
      element.querySelectorAll(".pm-new__row").forEach((row) => row.remove());
      rows.forEach(() => this.#addRow(element));
      rowsOf(element).forEach((row, place) => {
        for (const input of row) fill(input, Object(hasRows ? rows[place] : typed)[input.dataset.path ?? ""]);
      });
    }
    fill(this.year, typed.year ?? String(new Date().getFullYear()));
    this.#visited.clear();
    this.#isAsked = false;
    this.#update();
  }

  /** Empty the form, or take that back. */
  #clear() {
    const before = this.#cleared;
    this.#forgetCleared();
    if (before) {
      this.#fill(before);
      this.#keep();
      this.#say("What you had typed is back.");
      return;
    }
    this.#cleared = this.#typed();
    this.#fill({});
    keepAnswers({});
    this.clear.textContent = "Take the clearing back";
    this.#say("The form is empty, and nothing is kept.");
  }

  #forgetCleared() {
    this.#cleared = undefined;
    this.clear.textContent = "Clear the form";
  }

  /** @param {Event} event */
  #changeRows(event) {
    const button = event.target instanceof HTMLButtonElement ? event.target : undefined;
    const question = /** @type {HTMLElement | null | undefined} */ (button?.closest("[data-question]"));
    if (!button || !question) return;
    if (button.dataset.add !== undefined) {
      const place = this.#addRow(question);
      focusOn(rowsOf(question)[place][0]);
    } else {
      button.closest(".pm-new__row")?.remove();
      this.#number(question);
      /** @type {HTMLElement} */ (find("[data-add]", question)).focus();
    }
    this.#keep();
    this.#update();
  }

  /**
   * @param {HTMLElement} question
   * @returns {number} the place of the new row
   */
  #addRow(question) {
    const template = /** @type {HTMLTemplateElement} */ (question.querySelector("template"));
    const row = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    const number = ++this.#rows;
    for (const name of ["id", "for", "aria-describedby"]) {
      for (const each of row.querySelectorAll(`[${name}]`)) each.setAttribute(name, (each.getAttribute(name) ?? "").replaceAll("ROW", String(number)));
    }
    find(".pm-new__rows", question).append(row);
    return this.#number(question);
  }

  /** @param {HTMLElement} question */
  #number(question) {
    const legends = question.querySelectorAll(".pm-new__row > legend");
    legends.forEach((legend, place) => (legend.textContent = `No. ${place + 1}`));
    return legends.length - 1;
  }
}

new NewPage(/** @type {HTMLFormElement} */ (find("[data-pm-new]")));
