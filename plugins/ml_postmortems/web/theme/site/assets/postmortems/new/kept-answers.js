// @ts-check
/** What was typed, kept in this browser: nothing of it goes anywhere else. */

/** @typedef {Record<string, string | Record<string, string>[]>} Typed by path of an input, or by name of a question with rows */

/** Other sites of the same host have keys of their own. */
const KEY = `postmortems new 1 ${window.location.pathname}`;

/** @returns {Typed} what was kept, if it is in order; nothing in a browser that keeps nothing */
export function keptAnswers() {
  try {
    const kept = JSON.parse(window.localStorage.getItem(KEY) ?? "{}");
    return typeof kept === "object" && kept !== null && !Array.isArray(kept) ? kept : {};
  } catch {
    return {};
  }
}

/**
 * Keep what is typed, or forget it where that is nothing.
 * @param {Typed} typed
 * @returns {boolean} whether this browser keeps it
 */
export function keepAnswers(typed) {
  try {
    if (Object.keys(typed).length) window.localStorage.setItem(KEY, JSON.stringify(typed));
    else window.localStorage.removeItem(KEY);
    return true;
  } catch {
    return false;
  }
}
