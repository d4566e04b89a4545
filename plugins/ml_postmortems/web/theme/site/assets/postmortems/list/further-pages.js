// The further pages of a long list: their rows come into the first page when somebody narrows or sorts the list.
// Without this script each page stands by itself.

/** @type {HTMLElement | null} */
const nav = document.querySelector("[data-pages]");
/** @type {Promise<void> | undefined} */
let reading;

/** How many further pages are not on this one. */
export function furtherPages() {
  return nav && !nav.hidden ? Number(nav.dataset.pages) - 1 : 0;
}

/**
 * Bring the rows of all further pages here, in their order; once, however often it is called.
 *
 * Rejects where a page cannot be read, such as from a disk; the next call tries again.
 */
export function readFurtherPages() {
  reading ??= furtherPages()
    ? bringAll(nav).catch((error) => {
        reading = undefined;
        throw error;
      })
    : Promise.resolve();
  return reading;
}

/** @param {HTMLElement | null} nav */
async function bringAll(nav) {
  const addresses = Array.from({ length: furtherPages() }, (_, i) => new URL(`${i + 2}/`, location.href).href);
  const pages = await Promise.all(addresses.map(readPage)); // all of them before the first, so that none is missing
  pages.forEach(bring);
  if (nav) {
    nav.hidden = true;
  }
}

/** @param {string} address */
async function readPage(address) {
  const response = await fetch(address);
  if (!response.ok) {
    throw new Error(`${address}: ${response.status}`);
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const link of page.querySelectorAll("[data-group] a[href]")) {
    link.setAttribute("href", new URL(link.getAttribute("href") ?? "", address).href);
  }
  return page;
}

/** @param {Document} page */
function bring(page) {
  for (const group of page.querySelectorAll("[data-group]")) {
    const key = group.getAttribute("data-group");
    const own = key ? document.querySelector(`[data-group="${CSS.escape(key)}"] table`) : null;
    if (own instanceof HTMLTableElement) {
      group.querySelectorAll("tbody").forEach((body) => bringRows(own, body));
    } else {
      document.querySelector(`[data-stands-for="${CSS.escape(key ?? "")}"]`)?.remove();
      [...document.querySelectorAll("[data-group]:not([data-group=''])")].at(-1)?.after(document.adoptNode(group));
    }
  }
}

/**
 * Rows go on below the heading under which the page before ended.
 *
 * @param {HTMLTableElement} table
 * @param {HTMLTableSectionElement} body
 */
function bringRows(table, body) {
  const last = table.tBodies[table.tBodies.length - 1];
  const heading = body.querySelector("tr.pm-group");
  const lastHeading = last.querySelector("tr.pm-group");
  if (heading && heading.textContent?.trim() !== lastHeading?.textContent?.trim()) {
    table.append(document.adoptNode(body));
  } else {
    heading?.remove();
    last.append(...[...body.rows].map((row) => document.adoptNode(row)));
  }
}
