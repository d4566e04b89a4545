// @ts-check
/** Elements made of data: text stays text whatever it holds. */

/** Milliseconds without a letter after which typing counts as paused: then missing words and errors are reported. */
export const PAUSE = 300;
/** Milliseconds after which a search says that it is running. */
export const PATIENCE = 500;

/**
 * An element with its attributes and what is in it. An attribute that is false or undefined is left out, one that is true
 * is empty; a handler is `onclick` and so on, given as a function.
 * @param {string} name
 * @param {Record<string, string | number | boolean | undefined | ((event: any) => void)>} attributes
 * @param {...(Node | string | false | undefined)} children
 * @returns {HTMLElement}
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children.filter((child) => child !== false && child !== undefined));
  return made;
}

/**
 * Text with its matches marked. The dots where it was cut stay on the line of the word beside them.
 * @param {import("./snippets.js").Piece[]} pieces
 * @returns {Node[]}
 */
export function marked(pieces) {
  return pieces.map(({ text, isMatch }) => {
    if (isMatch) return element("mark", {}, text);
    return document.createTextNode(/^(?:… | …)$/.test(text) ? text.replace(" ", "\u00a0") : text);
  });
}

/**
 * Redraw something and keep the focus: on the element that took the place of the focused one, or else on one near it.
 * @param {HTMLElement} root
 * @param {HTMLElement} near
 * @param {() => void} draw
 */
export function keepingFocus(root, near, draw) {
  const before = document.activeElement;
  draw();
  if (!(before instanceof HTMLElement) || (before.isConnected && !before.closest("[hidden]"))) return;
  const isSame = (/** @type {HTMLElement} */ each) =>
    before.id ? each.id === before.id : before instanceof HTMLAnchorElement && each.getAttribute("href") === before.getAttribute("href");
  const same = [...root.querySelectorAll(before.localName)].find((each) => each instanceof HTMLElement && isSame(each));
  /** @type {HTMLElement} */ (same ?? near).focus();
}

/**
 * Why something cannot be read, and how to write it.
 * @param {import("./query-problems.js").Problem} problem
 * @returns {string}
 */
export function reason({ condition, found, fix }) {
  return `${condition} (found ${found}): ${fix}`;
}

/**
 * The element of the page that a selector names; it must be there.
 * @param {string} selector
 * @param {ParentNode} [within]
 * @returns {HTMLElement}
 */
export function find(selector, within = document) {
  const found = within.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`the page has no ${selector}`);
  return found;
}

/**
 * `1 record`, `2 records`, `1,200 records`.
 * @param {number} number
 * @param {string} noun
 * @returns {string}
 */
export function counted(number, noun) {
  return `${grouped(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/**
 * `1,200`. The first call of toLocaleString makes the browser read its tables, which takes longer than a whole search.
 * @param {number} number a whole one
 * @returns {string}
 */
export function grouped(number) {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/**
 * Whether the focus is in a field for text, so that keys belong to it.
 * @param {EventTarget | null} target
 * @returns {boolean}
 */
export function isWriting(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(?:input|textarea|select)$/i.test(target.tagName));
}
