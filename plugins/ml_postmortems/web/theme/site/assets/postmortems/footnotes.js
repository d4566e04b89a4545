// @ts-check
// On paper nobody can follow a link: while a page is printed, links to other sites have numbers, and their addresses
// stand in a list at the end, each once.

const content = document.querySelector(".md-content__inner");

/** @returns {Map<string, HTMLAnchorElement[]>} the visible links to other sites, by address */
function linksOut() {
  /** @type {Map<string, HTMLAnchorElement[]>} */
  const found = new Map();
  for (const link of content?.querySelectorAll("a[href]") ?? []) {
    if (!(link instanceof HTMLAnchorElement) || !/^https?:$/.test(link.protocol)) continue;
    const isOwn = link.origin === location.origin;
    const tellsItself = link.textContent?.trim() === link.href;
    if (isOwn || tellsItself || link.closest("[hidden]")) continue;
    const links = found.get(link.href) ?? [];
    found.set(link.href, [...links, link]);
  }
  return found;
}

function remove() {
  for (const each of document.querySelectorAll("[data-pm-printed]")) each.remove();
}

function add() {
  remove();
  const links = linksOut();
  if (!content || links.size === 0) return;
  const list = document.createElement("ol");
  let number = 0;
  for (const [address, places] of links) {
    number += 1;
    const item = document.createElement("li");
    item.textContent = address;
    list.append(item);
    for (const place of places) {
      const mark = document.createElement("sup");
      mark.textContent = `[${number}]`;
      mark.className = "pm-printed__mark";
      mark.dataset.pmPrinted = "";
      place.after(mark);
    }
  }
  const heading = document.createElement("h2");
  heading.textContent = "Addresses";
  const section = document.createElement("section");
  section.className = "pm-printed";
  section.dataset.pmPrinted = "";
  section.append(heading, list);
  content.append(section);
}

addEventListener("beforeprint", add);
addEventListener("afterprint", remove);
