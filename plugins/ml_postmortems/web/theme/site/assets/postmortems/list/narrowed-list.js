// A long list, such as that of actions: narrowed by what its form offers, and sorted by any column.
// Without this script the whole list stands there in its own order, on as many pages as it takes.

import { furtherPages, readFurtherPages } from "./further-pages.js";

/** @type {HTMLFormElement | null} */
const form = document.querySelector("[data-filter]");

function groupsHere() {
  return [...document.querySelectorAll("[data-group]")].filter((each) => each instanceof HTMLElement);
}

/**
 * The rows that can be narrowed and sorted: all but headings of groups.
 *
 * @param {Element} place
 * @returns {HTMLTableRowElement[]}
 */
function rowsOf(place) {
  return [...place.querySelectorAll("tbody tr:not(.pm-group)")].filter((row) => row instanceof HTMLTableRowElement);
}

/**
 * @param {Element | null} place
 * @param {string} text
 */
function write(place, text) {
  if (place) {
    place.textContent = text;
  }
}

/**
 * What is chosen: attributes of rows, each with the word that they must hold.
 *
 * @param {HTMLFormElement} form
 * @returns {[string, string][]}
 */
function chosen(form) {
  return [...new FormData(form)].flatMap(([name, value]) =>
    typeof value === "string" && value ? [[name, value]] : [],
  );
}

/**
 * Whether a row is one of those asked for: by an attribute, or by words of its text.
 *
 * @param {HTMLTableRowElement} row
 * @param {string} name
 * @param {string} value
 */
function fits(row, name, value) {
  if (name !== "words") {
    return (row.dataset[name] ?? "").split(" ").includes(value);
  }
  const text = (row.textContent ?? "").toLowerCase();
  return value.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

/**
 * Numbers that count rows, such as `data-count="team:ranking state:overdue"`, with what they say of the whole list.
 *
 * @type {[HTMLElement, string][]}
 */
const counts = [...document.querySelectorAll("[data-count]")].flatMap((each) =>
  each instanceof HTMLElement ? [/** @type {[HTMLElement, string]} */ ([each, each.textContent ?? ""])] : [],
);

/**
 * @param {HTMLTableRowElement[]} rows
 * @param {boolean} isNarrowed
 */
function recount(rows, isNarrowed) {
  for (const [place, whole] of counts) {
    const wanted = (place.dataset.count ?? "").split(" ").map((each) => each.split(":"));
    const isCounted = (/** @type {HTMLTableRowElement} */ row) =>
      !row.hidden && wanted.every(([name, value]) => fits(row, name, value));
    place.textContent = isNarrowed ? `${rows.filter(isCounted).length}` : whole;
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {string} [missing] what is said where rows of other pages are not here
 */
function narrow(form, missing = "") {
  const wanted = chosen(form);
  const groups = groupsHere();
  const rows = groups.flatMap(rowsOf);
  for (const row of rows) {
    row.hidden = !wanted.every(([name, value]) => fits(row, name, value));
  }
  for (const group of groups) {
    const shown = rowsOf(group).filter((row) => !row.hidden).length;
    const total = group.dataset.total ?? "";
    group.hidden = shown === 0;
    write(group.querySelector(".pm-count"), wanted.length ? `${shown} of ${total}` : total);
  }
  for (const heading of document.querySelectorAll("tr.pm-group")) {
    const body = heading.parentElement;
    if (heading instanceof HTMLTableRowElement && body) {
      const left = rowsOf(body).filter((row) => !row.hidden).length;
      heading.hidden = left === 0;
      write(heading.querySelector(".pm-count"), `${left}`);
    }
  }
  recount(rows, wanted.length > 0);
  const shown = rows.filter((row) => !row.hidden).length;
  const nothing = document.querySelector("[data-none]");
  if (nothing instanceof HTMLElement) {
    nothing.hidden = shown > 0;
  }
  write(form.querySelector("[role=status]"), wanted.length ? `${shown} of ${rows.length} on this page${missing}` : "");
}

/**
 * Narrow what is here at once, and the whole list as soon as its other pages are read.
 *
 * @param {HTMLFormElement} form
 */
async function narrowAll(form) {
  const left = furtherPages();
  const isAsked = chosen(form).length > 0 && left > 0;
  narrow(form, isAsked ? `; ${left} more ${left === 1 ? "page is" : "pages are"} being read` : "");
  if (isAsked) {
    const isWhole = await bringRest();
    narrow(form, isWhole ? "" : "; the other pages could not be read");
  }
}

/** Whether every row of the list is here now. */
async function bringRest() {
  try {
    await readFurtherPages();
  } catch {
    return false;
  }
  offerSorting();
  return true;
}

/**
 * What the address asks for and the form does not offer fits nothing, so it becomes a choice of its own.
 *
 * @param {HTMLFormElement} form
 */
function chooseByAddress(form) {
  for (const [name, value] of new URLSearchParams(location.search)) {
    const select = form.elements.namedItem(name);
    if (select instanceof HTMLSelectElement) {
      if (![...select.options].some((option) => option.value === value)) {
        select.add(new Option(value, value));
      }
      select.value = value;
    } else if (select instanceof HTMLInputElement) {
      select.value = value;
    }
  }
}

/** @param {HTMLFormElement} form */
function rememberInAddress(form) {
  const query = new URLSearchParams(chosen(form)).toString();
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
}

/**
 * @param {HTMLTableRowElement} row
 * @param {number} column
 */
function sortKey(row, column) {
  const cell = row.cells[column];
  return cell.dataset.sort ?? (cell.textContent ?? "").trim();
}

/**
 * Sort the rows of a table, those of further pages too; its groups come apart.
 *
 * @param {HTMLTableCellElement} heading
 */
async function sortBy(heading) {
  if (furtherPages()) {
    await bringRest();
    if (form) {
      narrow(form);
    }
  }
  const table = heading.closest("table");
  const body = table?.tBodies[0];
  if (!table || !body) {
    return;
  }
  const isRising = heading.getAttribute("aria-sort") !== "ascending";
  for (const each of heading.parentElement?.children ?? []) {
    each.removeAttribute("aria-sort");
  }
  heading.setAttribute("aria-sort", isRising ? "ascending" : "descending");
  const compared = rowsOf(table).map((row) => ({ key: sortKey(row, heading.cellIndex), row }));
  compared.sort((one, other) => {
    if (!one.key || !other.key) {
      return Number(!one.key) - Number(!other.key); // what has none comes last, whichever way
    }
    return one.key.localeCompare(other.key, "en", { numeric: true }) * (isRising ? 1 : -1);
  });
  body.append(...compared.map(({ row }) => row));
  table.querySelectorAll("tr.pm-group").forEach((each) => each.remove()); // one order over all groups
}

/**
 * What sorts a table where a narrow window hides its headings: a choice of the columns, and a button that turns it round.
 *
 * @param {HTMLTableElement} table
 * @param {HTMLTableCellElement[]} headings
 */
function addSortChoice(table, headings) {
  const place = document.createElement("p");
  place.className = "pm-sort";
  const said = document.createElement("span");
  const select = document.createElement("select");
  const turn = document.createElement("button");
  select.append(new Option("as listed", "", true), ...headings.map((each, i) => new Option((each.textContent ?? "").trim(), `${i}`)));
  turn.type = "button";
  turn.textContent = "Reverse order";
  turn.disabled = true;
  select.addEventListener("change", async () => {
    const heading = headings[Number(select.value)];
    turn.disabled = !select.value;
    if (select.value) {
      heading.removeAttribute("aria-sort");
      await sortBy(heading);
      if (rowsOf(table).some((row) => /^\d+$/.test(sortKey(row, heading.cellIndex)))) {
        await sortBy(heading); // of numbers the largest first
      }
    }
  });
  turn.addEventListener("click", () => sortBy(headings[Number(select.value)]));
  said.textContent = "Sort by";
  said.ariaHidden = "true";
  select.ariaLabel = "Sort by";
  place.append(said, select, turn);
  (table.closest(".pm-scroll") ?? table).before(place);
}

/** Give the tables that have no buttons yet something to sort by. */
function offerSorting() {
  for (const table of document.querySelectorAll("[data-group] table:not(:has(thead button))")) {
    const headings = [...table.querySelectorAll("thead th:not([colspan])")].filter(
      (each) => each instanceof HTMLTableCellElement,
    );
    if (table instanceof HTMLTableElement && headings.length && rowsOf(table).length > 1) {
      addSortChoice(table, headings);
      for (const heading of headings) {
        const button = document.createElement("button");
        button.type = "button";
        button.append(...heading.childNodes);
        button.addEventListener("click", () => sortBy(heading));
        heading.append(button);
      }
    }
  }
}

offerSorting();
if (form) {
  form.hidden = false;
  chooseByAddress(form);
  narrowAll(form);
  form.addEventListener("input", () => {
    rememberInAddress(form);
    narrowAll(form);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () =>
    setTimeout(() => {
      narrow(form);
      rememberInAddress(form);
    }),
  );
}
