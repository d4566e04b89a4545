// @ts-check
/** What the tests call of the search, over files on disk in Deno and over the wire in a browser. */

import { tokens } from "./analysis.js";
import { parseQuery } from "./query-parser.js";
import { Search } from "./searching.js";
import { highlighted, passage } from "./snippets.js";

/** @type {import("./shards.js").Fetch} */
async function fromDisk(address) {
  const { readFile } = await import("node:fs/promises");
  try {
    return new Response(new Uint8Array(await readFile(address)));
  } catch {
    return new Response("", { status: 404 });
  }
}

/**
 * Each query's records with their scores.
 * @param {string} base
 * @param {string[]} queries
 * @param {boolean} isTyping
 */
export async function rank(base, queries, isTyping) {
  const search = await Search.open(base, base.startsWith("file:") ? { get: fromDisk } : {});
  const answers = [];
  for (const query of queries) {
    const found = await search.run({ query, isTyping, sort: "relevance" });
    const { problems, isPartial, prefix, missing, suggestion, order, near, ranking, facets } = found;
    const lacks = await Promise.all((isPartial ? order : near).slice(0, 10).map(async (number) => [number, found.lacks(await search.hit(number))]));
    const hits = order.map((number) => [number, ranking.scores.get(number)]);
    const counts = facets.map(({ key, terms }) => [key, Object.fromEntries(terms.map(({ key, count }) => [key, count]))]);
    answers.push({ problems: problems.length, isPartial, prefix, missing, suggestion, hits, near, lacks, counts });
  }
  return answers;
}

/**
 * What the page shows of the first hits of each query: the record, the marked title, the field and the marked passage.
 * @param {string} base
 * @param {string[]} queries
 */
export async function explained(base, queries) {
  const search = await Search.open(base, base.startsWith("file:") ? { get: fromDisk } : {});
  const answers = [];
  for (const query of queries) {
    const found = await search.run({ query });
    const shown = [...found.order.slice(0, 10), ...found.near].map(async (number) => {
      const hit = await search.hit(number);
      const explanation = found.explainByShortFields(hit) ?? found.explainByLongFields(hit, await search.text(hit));
      const [title, pieces] = [found.highlighted(hit.title), explanation.pieces].map(pairs);
      return [hit.id, title, explanation.field ?? null, pieces];
    });
    answers.push(await Promise.all(shown));
  }
  return answers;
}

/** @param {import("./snippets.js").Piece[]} pieces */
function pairs(pieces) {
  return pieces.map(({ text, isMatch }) => [text, isMatch]);
}

/**
 * How many records a query finds at once, and asked together with another while the terms are on their way.
 * @param {string} base
 * @param {string} query
 * @param {string} other
 */
export async function raced(base, query, other) {
  const read = base.startsWith("file:") ? fromDisk : (/** @type {URL} */ address, /** @type {RequestCache} */ cache) => fetch(address, { cache });
  const alone = await (await Search.open(base, { get: read })).run({ query });
  /** @type {() => void} */
  let arrive = () => undefined;
  /** @type {Promise<void>} */
  const arrived = new Promise((resolve) => (arrive = resolve));
  const search = await Search.open(base, {
    get: async (address, cache) => {
      if (address.pathname.includes("/terms/")) await arrived;
      return read(address, cache);
    },
  });
  const asked = [query, other].map((each) => search.run({ query: each }));
  await new Promise((resolve) => setTimeout(resolve, 100));
  arrive();
  const [together] = await Promise.all(asked);
  return [alone.order.length, together.order.length];
}

/**
 * The terms of a text, and what is marked where they are found.
 * @param {string} text
 */
export function analysed(text) {
  const normal = text.normalize("NFC");
  return tokens(text).map(({ term, word, position, start, end, isCompound, isPart }) => [
    term, word, position, normal.slice(start, end), isCompound, isPart,
  ]);
}

/**
 * @param {string} text
 * @param {[string, [string, string][]][]} values
 * @param {boolean} isTyping
 */
export function parsed(text, values, isTyping) {
  return parseQuery(text, new Map(values.map(([name, known]) => [name, new Map(known)])), isTyping);
}

/**
 * A text with its marks, whole and in short.
 * @param {string} text
 * @param {string[]} terms
 */
export function marked(text, terms) {
  const isWanted = (/** @type {import("./analysis.js").Token} */ { term }) => terms.includes(term);
  return [highlighted(text, isWanted), passage(text, isWanted)].map(pairs);
}
