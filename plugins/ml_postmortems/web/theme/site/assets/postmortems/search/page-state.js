// @ts-check
/** The state of the search page as the query string of its address, and back. */

/** @typedef {{query: string, filters: Map<string, string[]>, sort: string}} State */

/** The orders of hits, with what the page calls them. */
export const SORTS = new Map([
  ["relevance", "best match"],
  ["newest", "newest"],
  ["oldest", "oldest"],
  ["severity", "severity"],
]);

/**
 * The state that a query string describes. Every parameter but `q` and `sort` is taken for a filter.
 * @param {string} search
 * @returns {State}
 */
export function readState(search) {
  const parameters = new URLSearchParams(search);
  /** @type {Map<string, string[]>} */
  const filters = new Map();
  for (const key of new Set(parameters.keys())) {
    if (key !== "q" && key !== "sort") filters.set(key, [...new Set(parameters.getAll(key))]);
  }
  const sort = parameters.get("sort") ?? "";
  return { query: parameters.get("q") ?? "", filters, sort: SORTS.has(sort) ? sort : "" };
}

/**
 * The query string of a state.
 * @param {State} state
 * @returns {string}
 */
export function writeState({ query, filters, sort }) {
  const parameters = new URLSearchParams();
  if (query) parameters.set("q", query);
  for (const [key, values] of filters) for (const value of values) parameters.append(key, value);
  if (sort) parameters.set("sort", sort);
  return parameters.toString();
}
