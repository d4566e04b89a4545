// @ts-check
/** The file of a draft, put together from the answers and from the parts that `authoring/drafting/draft_template.py` found. */

import { mappingToYaml } from "./yaml-text.js";

/** @typedef {import("./yaml-text.js").Value} Value */
/** @typedef {{[key: string]: Value}} Fields */
/**
 * @typedef {object} Template
 * @property {string} id
 * @property {string[]} order
 * @property {Fields} fixed
 * @property {{text: string, field: string | null, is_heading: boolean}[]} paragraphs
 * @property {string[]} bodies
 * @property {[number[], number][]} variants
 * @property {Record<string, number>} cases
 * @property {Record<string, number>} numbers
 * @property {string} folder
 * @property {string} forbidden
 */

const SLUG_LENGTH = 50;
const SLUG_WORDS = 7;

/**
 * A text in one line, without what no file may hold: the reader of records sees it the same.
 * @param {string} text
 * @param {string} forbidden a class of regular expressions
 * @returns {string}
 */
export function clean(text, forbidden) {
  const shown = text.replace(/[\s\x1c-\x1f\x85]+/gu, " ").replace(new RegExp(`${forbidden}|\\p{Cs}`, "gu"), "");
  return shown.replace(/ {2,}/g, " ").trim();
}

/**
 * The file of a draft: where it belongs, and what is in it.
 * @param {Template} template
 * @param {Fields} answers by name of field, those that every draft needs among them
 * @param {string} year
 * @returns {{path: string, text: string}}
 */
export function draftFile(template, answers, year) {
  const id = `PM-${year}-${String(template.numbers[year] ?? 1).padStart(4, "0")}`;
  /** @type {Fields} */
  const given = { ...template.fixed, id, ...answers };
  const fields = Object.fromEntries(template.order.filter((key) => key in given).map((key) => [key, given[key]]));
  const [indices, body] = template.variants[template.cases[`${given.origin} ${given.severity} ${given.kind}`]];
  const asked = indices.map((index) => template.paragraphs[index]).filter(({ field }) => !field || !(field in given));
  const kept = asked.filter((each, place) => !each.is_heading || asked[place + 1]?.field);
  const comments = kept.map(({ text }) => text.replaceAll(template.id, () => id)).join("\n");
  return {
    path: `${template.folder}/${year}/${id}-${slug(String(given.title))}.md`,
    text: `---\n${mappingToYaml(fields)}${comments}\n---\n${template.bodies[body]}`,
  };
}

/**
 * The first words of a title as a file name has them.
 * @param {string} title
 * @returns {string}
 */
export function slug(title) {
  const plain = title.normalize("NFKD").replace(/[^\x00-\x7f]/g, "").toLowerCase().replaceAll("'", "");
  const words = (plain.match(/[a-z0-9]+/g) ?? []).slice(0, SLUG_WORDS);
  while (words.length > 1 && words.join("-").length > SLUG_LENGTH) words.pop();
  return words.join("-").slice(0, SLUG_LENGTH).replace(/^-+|-+$/g, "") || "record";
}
