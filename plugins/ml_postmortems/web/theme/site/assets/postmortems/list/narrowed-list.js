// A long list, such as that of actions: narrowed by what its form offers, and sorted by any column.
// Without this script the whole list stands there in its own order.

const form = document.querySelector("[data-filter]");
const groups = [...document.querySelectorAll("[data-group]")];
const rows = groups.flatMap((group) => [...group.querySelectorAll("tbody tr")]);

function fits(row, wanted) {
  return wanted.every(([name, value]) => row.dataset[name].split(" ").includes(value));
}

function chosen() {
  return [...new FormData(form)].filter(([, value]) => value);
}

function narrow() {
  const wanted = chosen();
  for (const row of rows) {
    row.hidden = !fits(row, wanted);
  }
  for (const group of groups) {
    const shown = group.querySelectorAll("tbody tr:not([hidden])").length;
    const { total } = group.dataset;
    group.hidden = shown === 0;
    group.querySelector(".pm-count").textContent = wanted.length ? `${shown} of ${total}` : total;
  }
  const shown = rows.filter((row) => !row.hidden).length;
  document.querySelector("[data-none]").hidden = shown > 0;
  form.querySelector("[role=status]").textContent = wanted.length
    ? `${shown} of ${rows.length} on this page`
    : "";
}

// What the address asks for and the form does not offer fits nothing, so it becomes a choice of its own.
function chooseByAddress() {
  for (const [name, value] of new URLSearchParams(location.search)) {
    const select = form.elements.namedItem(name);
    if (select instanceof HTMLSelectElement) {
      if (![...select.options].some((option) => option.value === value)) {
        select.add(new Option(value, value));
      }
      select.value = value;
    }
  }
}

function rememberInAddress() {
  const query = new URLSearchParams(chosen()).toString();
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
}

function sortKey(row, column) {
  const cell = row.cells[column];
  return cell.dataset.sort ?? cell.textContent.trim();
}

function sortBy(heading) {
  const table = heading.closest("table");
  const isRising = heading.getAttribute("aria-sort") !== "ascending";
  for (const each of heading.parentElement.cells) {
    each.removeAttribute("aria-sort");
  }
  heading.setAttribute("aria-sort", isRising ? "ascending" : "descending");
  const body = table.tBodies[0];
  const compared = [...body.rows].map((row) => [sortKey(row, heading.cellIndex), row]);
  compared.sort(([one], [other]) => {
    if (!one || !other) {
      return Number(!one) - Number(!other); // what has none comes last, whichever way
    }
    return one.localeCompare(other, "en", { numeric: true }) * (isRising ? 1 : -1);
  });
  body.append(...compared.map(([, row]) => row));
}

for (const heading of document.querySelectorAll("[data-group] thead th")) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...heading.childNodes);
  button.addEventListener("click", () => sortBy(heading));
  heading.append(button);
}

if (form) {
  form.hidden = false;
  chooseByAddress();
  narrow();
  form.addEventListener("change", () => {
    narrow();
    rememberInAddress();
  });
  form.addEventListener("reset", () =>
    setTimeout(() => {
      narrow();
      rememberInAddress();
    }),
  );
}
