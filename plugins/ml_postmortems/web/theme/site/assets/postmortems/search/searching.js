// @ts-check
/** Answers a query with what a page needs to show: hits, counts by facet, and what else to try. The twin of `searching.py`. */

import { folded, lengthOf, stem, tokens } from "./analysis.js";
import { constants } from "./constants.js";
import { Documents } from "./documents.js";
import { Engine, ordered } from "./engine.js";
import { Found } from "./found.js";
import { bothReadings, parseQuery } from "./query-parser.js";
import { WRITTEN_WORD, unpunctuated } from "./query-words.js";
import { answering } from "./questions.js";
import { isEmpty, queryText, textParts, withoutStopWords } from "./query.js";
import { Ranker } from "./ranking.js";
import { Shards } from "./shards.js";
import { wantedBy } from "./snippets.js";
import { nearestWord } from "./spelling.js";

/** Roughly a fact in a query: its text is not searched for. */
const FACT = /[A-Za-z-]+:[^\s:/]\S*/g;
/** Facets whose terms keep the order of the vocabulary; those of others are listed by their counts. */
const FACETS_IN_ORDER = ["severity", "has", "year", "status"];

/** @typedef {import("./query.js").QueryNode} QueryNode */
/** @typedef {import("./documents.js").Test} Test */
/** @typedef {import("./ranking.js").Ranking} Ranking */
/** @typedef {import("./found.js").FacetCounts} FacetCounts */
/** @typedef {import("./found.js").Hit} Hit */
/** @typedef {import("./found.js").PageHit} PageHit */
/** @typedef {{query: string, filters?: Map<string, string[]>, sort?: string, isTyping?: boolean}} Request */

/** The search of one site. */
export class Search {
  /**
   * @param {string} base the address of the search page's folder
   * @param {Engine} records
   * @param {Engine} pages
   * @param {any} vocabulary
   * @param {any} documents
   */
  constructor(base, records, pages, vocabulary, documents) {
    this.base = base;
    this.records = records;
    this.pages = pages;
    /** @type {Map<string, {title: string, names: Map<string, string>}>} */
    this.facets = new Map(
      vocabulary.facets.map((/** @type {any} */ [key, title, terms]) => [key, { title, names: new Map(terms) }]),
    );
    /** @type {import("./fields.js").Values} */
    this.values = new Map(vocabulary.values.map((/** @type {any} */ [name, known]) => [name, new Map(known)]));
    /** @type {import("./questions.js").AnswerPage[]} */
    this.answerPages = vocabulary.answers.map((/** @type {any} */ [url, title, about, askedBy]) => ({ url, title, about, askedBy }));
    /** @type {string[]} */
    this.shown = vocabulary.shown.flatMap((/** @type {string} */ key) => (key === "cause" ? ["family", key] : [key]));
    this.documents = new Documents(records, documents, this.values);
    this.ranker = new Ranker(records, this.documents);
  }

  /**
   * @param {string} base the address of the search page's folder
   * @param {{get?: import("./shards.js").Fetch, query?: string, manifest?: any}} [first] the first query, and the manifest
   *   if it is known
   * @returns {Promise<Search>}
   */
  static async open(base, { get, query = "", manifest } = {}) {
    const shards = await Shards.open(base, get, manifest);
    const records = new Engine(shards, "records");
    const pages = new Engine(shards, "pages");
    for (const { term } of tokens(query.replace(FACT, " "))) for (const engine of [records, pages]) engine.prefetch(term);
    const [vocabulary, documents] = await Promise.all([
      shards.file("vocabulary.json"),
      shards.file("records/documents.json"),
    ]);
    return new Search(base, records, pages, vocabulary, documents);
  }

  /**
   * The address of a page of the site.
   * @param {string} url from the top of the site
   * @returns {URL}
   */
  address(url) {
    return new URL(`../${url}`, this.base);
  }

  /**
   * Whether there is a term of a facet.
   * @param {string} key
   * @param {string} term
   * @returns {boolean}
   */
  knows(key, term) {
    return this.values.get(key)?.has(folded(term)) ?? false;
  }

  /**
   * The pages that answer a query as a plain question.
   * @param {string} query
   */
  answers(query) {
    return answering(query, this.answerPages);
  }

  /**
   * One record as it is listed.
   * @param {number} number
   * @returns {Promise<Hit>}
   */
  async hit(number) {
    return { ...(await this.records.file(`hits/${number}.json`)), number };
  }

  /**
   * The longer fields of a record.
   * @param {Hit} hit
   * @returns {Promise<Record<string, string>>}
   */
  text(hit) {
    return this.records.file(`texts/${hit.number}.json`);
  }

  /**
   * @param {number} number
   * @returns {Promise<PageHit>}
   */
  async page(number) {
    const { text, ...page } = await this.pages.file(`hits/${number}.json`);
    return { ...page, text: text.body };
  }

  /**
   * Whether a page is that of a cause, a control, a team or a model.
   * @param {number} page
   * @returns {boolean}
   */
  isTerm(page) {
    return page < (this.pages.about.terms ?? 0);
  }

  /**
   * Answer a query by its first reading that any record matches: as it is written, then with its last word as a prefix;
   * else with partial matches. What cannot be read is left out.
   * @param {Request} request
   * @returns {Promise<Found>}
   */
  async run({ query, filters = new Map(), sort = "", isTyping = false }) {
    const [written, prefixed] = bothReadings(query, this.values);
    const node = withoutStopWords(written.node);
    const wider = prefixed === written ? node : withoutStopWords(prefixed.node);
    if (isTyping && wider !== node) this.#prefetch(wider);
    const known = [...filters].filter(([key]) => this.values.has(key));
    const testing = this.#tests(known);
    const exactPages = this.#pages(node);
    for (const each of [testing, exactPages]) each.catch(() => undefined); // both are awaited below, unless something else fails
    const ranking = await this.ranker.rank([node, wider], {
      showsAll: known.some(([key]) => key === "status"),
      isChosen: testing.then((tests) => (/** @type {number} */ document) => tests.every(([, test]) => test(document))),
    });

    let pages = await exactPages;
    let pagesNode = node;
    const isExact = ranking.node === node && !ranking.isPartial && [...ranking.scores.keys()].some(ranking.isListed);
    if (!pages.length && !isExact && wider !== node) {
      pages = await this.#pages(wider);
      pagesNode = wider;
    }
    const hasWords = textParts(ranking.node).length > 0;
    const asksForNothing = isEmpty(node) && query.trim() !== "" && !known.length && !written.problems.length;
    const { problems, corrected } = isTyping ? parseQuery(withEndedTerm(query), this.values, true) : written;
    return new Found(this, {
      ranking,
      problems,
      corrected,
      prefix: ranking.node === node ? "" : prefixed.prefix,
      isAll: isEmpty(node),
      asksForNothing,
      hasWords,
      order: asksForNothing ? [] : await this.#sorted(ranking.order, sort || (hasWords ? "relevance" : "newest")),
      facets: asksForNothing ? [] : await this.#counts(ranking, await testing),
      missing: [...new Set(ranking.missing.map(queryText))],
      suggestion: await this.#suggestion(query, ranking.missing),
      pages,
      isWanted: wantedBy(ranking.node),
      isWantedOnPages: wantedBy(pagesNode),
    });
  }

  /**
   * Begin to fetch what a query needs: while somebody types, its last word is rarely complete.
   * @param {QueryNode} node
   */
  #prefetch(node) {
    const engines = this.#isForPages(node) ? [this.records, this.pages] : [this.records];
    const fetched = this.ranker.plan(node).then((plan) => Promise.all(engines.map((engine) => engine.fetch(plan))));
    fetched.catch(() => undefined); // the query itself fetches again
  }

  /**
   * @param {[string, string[]][]} filters
   * @returns {Promise<[string, Test][]>}
   */
  #tests(filters) {
    return Promise.all(filters.map(async ([key, values]) => /** @type {[string, Test]} */ ([key, await this.documents.test(key, values)])));
  }

  /**
   * @param {number[]} order the best first
   * @param {string} sort
   * @returns {Promise<number[]>}
   */
  async #sorted(order, sort) {
    if (sort === "newest") return [...order].sort((a, b) => a - b);
    if (sort === "oldest") return [...order].sort((a, b) => b - a);
    if (sort !== "severity") return order;
    const severity = await this.documents.column("severity");
    return [...order].sort((a, b) => (severity(a)[0] < severity(b)[0] ? -1 : severity(a)[0] > severity(b)[0] ? 1 : 0));
  }

  /**
   * How many hits each term of each shown facet has, with the filters of the other facets.
   * @param {Ranking} ranking
   * @param {[string, Test][]} tests
   * @returns {Promise<FacetCounts[]>}
   */
  #counts({ scores, isListed }, tests) {
    const all = [...tests, /** @type {[string, Test]} */ (["status", isListed])];
    return Promise.all(
      this.shown.map(async (key) => {
        const column = await this.documents.column(key);
        /** @type {Map<string, number>} */
        const counts = new Map();
        for (const number of scores.keys()) {
          if (!all.every(([name, test]) => name === key || test(number))) continue;
          for (const term of column(number)) counts.set(term, (counts.get(term) ?? 0) + 1);
        }
        const { title, names } = this.facets.get(key) ?? { title: key, names: new Map() };
        const terms = [...names]
          .map(([term, name]) => ({ key: term, name, count: counts.get(term) ?? 0 }))
          .filter(({ count }) => count > 0);
        if (!FACETS_IN_ORDER.includes(key)) terms.sort((a, b) => b.count - a.count);
        return { key, title, terms };
      }),
    );
  }

  /**
   * The query with better spelling of each word that no record has; empty where no word is near.
   * @param {string} query
   * @param {QueryNode[]} missing
   * @returns {Promise<string>}
   */
  async #suggestion(query, missing) {
    /** @type {Map<string, string>} */
    const betterWords = new Map();
    for (const part of missing.flatMap(textParts)) {
      for (const written of part.kind === "prefix" ? [] : part.text.split(/\s+/)) {
        const better = await this.#respelt(written);
        if (better !== undefined) betterWords.set(written, better);
      }
    }
    const better = query.replace(WRITTEN_WORD, (text) => {
      const written = unpunctuated(text);
      return (betterWords.get(written) ?? written) + text.slice(written.length);
    });
    return better === query ? "" : better;
  }

  /**
   * A known word like this one; nothing where this one is English or known to a record or the taxonomy. Words that begin
   * with other letters are asked only where none with the same two letters is like it.
   * @param {string} written
   * @returns {Promise<string | undefined>}
   */
  async #respelt(written) {
    const word = folded(written);
    if (!/^\p{L}+$/u.test(word) || lengthOf(word) < constants.SHORTEST_MISSPELT) return undefined;
    if (!(await this.ranker.isMissing({ kind: "words", text: written }))) return undefined;
    const known = await this.records.words(word);
    if (known.some(([each]) => each === word)) return undefined; // a word of the taxonomy
    const near = nearestWord(word, inRecords(known)) ?? nearestWord(word, inRecords(await this.records.wordsBegunWrong(word)));
    return near === undefined || (await this.#isEnglish(word)) ? undefined : near;
  }

  /**
   * @param {string} word
   * @returns {Promise<boolean>}
   */
  async #isEnglish(word) {
    if (!/^[a-z]/.test(word)) return false;
    return constants.OWN_STEMS.has(word) || (await this.records.shards.file(`english/${word[0]}.json`)).includes(stem(word));
  }

  /**
   * @param {QueryNode} node
   * @returns {Promise<number[]>}
   */
  async #pages(node) {
    return this.#isForPages(node) ? ordered(await this.pages.scores(await this.ranker.plan(node))) : [];
  }

  /**
   * Whether pages can be an answer.
   * @param {QueryNode} node
   */
  #isForPages(node) {
    return textParts(node).length > 0 && !hasFacts(node) && this.pages.about.documents > 0;
  }
}

/**
 * @param {[string, number][]} words
 * @returns {[string, number][]} without those that only the taxonomy has
 */
function inRecords(words) {
  return words.filter(([, often]) => often);
}

/**
 * @param {QueryNode} node
 * @returns {boolean}
 */
function hasFacts(node) {
  if (node.kind === "and" || node.kind === "or") return node.of.some(hasFacts);
  return node.kind === "not" ? hasFacts(node.of) : node.kind === "fact";
}

/**
 * A query whose last term is finished, unless it is too long for that; what is open stays open.
 * @param {string} query
 * @returns {string}
 */
function withEndedTerm(query) {
  return lengthOf(query) < constants.LONGEST_QUERY ? `${query} ` : query;
}
