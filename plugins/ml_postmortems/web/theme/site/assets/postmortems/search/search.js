// @ts-check
/** Answers a query as `search/ranking.py` does, and says what a page needs to show: hits, counts, and what else to try. */

import { folded, lengthOf, tokens } from "./analysis.js";
import { Index, millionths, ranked } from "./engine.js";
import { BARES, LONGEST, isEmpty, parseQuery, unpunctuated } from "./query.js";
import { Shards } from "./shards.js";
import { highlighted, matches, passage } from "./snippets.js";
import { nearest } from "./spelling.js";

/** Where fewer records have everything, those are shown too that have some of it, as many at most. */
const FEW = 5;
/** The share of the best score below which nothing is shown that has some of it. */
const FAINT = 0.25;
const UNCOUNTED = ["withdrawn", "superseded"];
/** A fact in a query, about: what it names is no word of a text. */
const FACT = /[A-Za-z-]+:[^\s:/]\S*/g;
const SHORT_FIELDS = ["summary", "lessons"];
const LONG_FIELDS = ["causes", "actions", "body"];

/** @typedef {import("./query.js").QueryNode} QueryNode */
/** @typedef {import("./engine.js").Node} Node */
/** @typedef {(document: number) => string[]} Column the terms of a document in one facet */
/** @typedef {{query: string, filters?: Map<string, string[]>, sort?: string, isTyping?: boolean}} Request */
/** @typedef {{key: string, name: string, count: number}} TermCount */
/** @typedef {{key: string, title: string, terms: TermCount[]}} FacetCounts */
/**
 * @typedef {{url: string, title: string, date: string, severity: string, team: string, cause: string, status: string,
 *   kind: string, id: string, number: number, text: Record<string, string>}} Hit
 */
/** @typedef {{url: string, title: string, group: string, text: string}} PageHit */
/** @typedef {{pieces: import("./snippets.js").Piece[], field: string, isWhole: boolean}} Snippet */

/** @typedef {{part: QueryNode, scores: import("./engine.js").Scores}} Part of a query, with the records that have it */

/** The search of one site. */
export class Search {
  /** @type {Map<string, Promise<Column>>} */
  #columns = new Map();

  /**
   * @param {string} base the address of the search page's folder
   * @param {Index} records
   * @param {Index} pages
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
    /** @type {import("./query.js").Values} */
    this.values = new Map(vocabulary.values.map((/** @type {any} */ [name, known]) => [name, new Map(known)]));
    /** @type {string[]} */
    this.shown = vocabulary.shown.flatMap((/** @type {string} */ key) => (key === "cause" ? ["family", key] : [key]));
    /** @type {string[]} */
    this.days = documents.days;
    for (const [key, column] of documents.facets) this.#columns.set(key, Promise.resolve(columnOf(column)));
  }

  /**
   * @param {string} base the address of the search page's folder
   * @param {{get?: import("./shards.js").Fetch, query?: string, manifest?: any}} [first] the query that will be asked
   *   first, and the manifest where it is there already
   * @returns {Promise<Search>}
   */
  static async open(base, { get, query = "", manifest } = {}) {
    const shards = await Shards.open(base, get, manifest);
    const records = new Index(shards, "records");
    const pages = new Index(shards, "pages");
    for (const { term } of tokens(query.replace(FACT, " "))) for (const index of [records, pages]) index.expect(term);
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
   * What a query finds as it is written; where no record has everything, with its last word as the beginning of others; and
   * else what has some of it. What cannot be read is left out.
   * @param {Request} request
   * @returns {Promise<Found>}
   */
  async run({ query, filters = new Map(), sort = "", isTyping = false }) {
    const written = parseQuery(query, this.values);
    const node = telling(written.node);
    const typed = parseQuery(query, this.values, true);
    const wider = typed.begun ? telling(typed.node) : node;
    if (isTyping && wider !== node) this.#expect(wider);
    const wanted = [...filters].filter(([key]) => this.values.has(key));
    const showsAll = asksForUncounted(node) || wanted.some(([key]) => key === "status");
    const isCounted = await this.#isCounted(showsAll);
    const exactPages = this.#pages(node);
    exactPages.catch(() => undefined); // it is awaited below, unless something else fails before

    const finds = (/** @type {import("./engine.js").Scores} */ scores) => [...scores.keys()].some(isCounted);
    const { answered, scores, isAny, isExact, missing, parts } = await this.#answer(node, wider, finds);
    let pages = await exactPages;
    let shown = answered;
    if (!pages.length && !isExact && wider !== node) {
      pages = await this.#pages(wider);
      if (pages.length) shown = wider;
    }

    const tests = await Promise.all(wanted.map(async ([key, values]) => /** @type {const} */ ([key, await this.#test(key, values)])));
    if (!showsAll) tests.push(["status", isCounted]);
    const numbers = [...scores.keys()].filter((number) => tests.every(([, test]) => test(number)));
    const hasWords = texts(node).length > 0;
    const isFew = !isAny && numbers.length > 0 && numbers.length < FEW;
    const beside = isFew ? await this.#some(answered) : { scores: new Map(), parts };
    const rest = [...beside.scores].filter(([number]) => !scores.has(number) && tests.every(([, test]) => test(number)));
    const { problems, mended } = isTyping ? parseQuery(ended(query), this.values, true) : written;
    return new Found(this, {
      problems,
      mended,
      begun: answered === node ? "" : typed.begun,
      isAny,
      isAll: isEmpty(node),
      hasWords,
      scores,
      order: this.#sorted(numbers, scores, sort || (hasWords ? "relevance" : "newest"), await this.#column("severity")),
      near: ranked(new Map(rest)).slice(0, FEW),
      parts: beside.parts.filter(({ scores }) => scores.size),
      facets: await this.#counts(scores, tests),
      missing: [...new Set(missing.map(textOf))],
      suggestion: await this.#suggestion(query, missing),
      pages,
      terms: wantedBy(shown),
    });
  }

  /**
   * Begin to fetch what a query needs: while somebody types, its last word is hardly ever at its end.
   * @param {QueryNode} node
   */
  #expect(node) {
    const indexes = this.#isOfPages(node) ? [this.records, this.pages] : [this.records];
    const fetched = this.#asked(node).then((asked) => Promise.all(indexes.map((index) => index.fetch(asked))));
    fetched.catch(() => undefined); // who needs it asks again
  }

  /**
   * The reading of a query that any record has everything of, and what it finds; else what has some of it.
   * @param {QueryNode} node as it is written
   * @param {QueryNode} wider with its last word as the beginning of others, or the same
   * @param {(scores: import("./engine.js").Scores) => boolean} finds
   * @returns {Promise<{answered: QueryNode, scores: import("./engine.js").Scores, isAny: boolean, isExact: boolean,
   *   missing: QueryNode[], parts: Part[]}>}
   */
  async #answer(node, wider, finds) {
    const scores = await this.#scores(node);
    const exact = { answered: node, scores, isAny: false, isExact: true, missing: [], parts: [] };
    if (finds(scores)) return exact;
    const more = wider === node ? scores : await this.#scores(wider);
    if (finds(more)) return { ...exact, answered: wider, scores: more, isExact: false };
    const some = await this.#some(node);
    const isAny = finds(some.scores);
    return { ...some, answered: node, scores: isAny ? some.scores : scores, isAny, isExact: false };
  }

  /**
   * What has some of the text that a query asks for, and what has each part of it; nothing for a single word. What is
   * faint beside the best is left out, whatever facets were chosen, so that counts say what a click leaves.
   * @param {QueryNode} node
   * @returns {Promise<{scores: import("./engine.js").Scores, parts: Part[], missing: QueryNode[]}>}
   */
  async #some(node) {
    const asked = await this.#eachScored(conjuncts(node).filter(isText));
    const loose = await Promise.all(asked.map((each) => (each.scores.size ? [each] : this.#eachScored(wordsOf(each.part)))));
    const parts = loose.flat();
    const missing = asked.filter(({ scores }) => !scores.size).map(({ part }) => part);
    if (parts.length < 2) return { scores: new Map(), parts: [], missing };
    const others = conjuncts(node).filter((part) => !isText(part));
    const scores = await this.#scores({ kind: "and", of: [{ kind: "or", of: parts.map(({ part }) => part) }, ...others] });
    const isCounted = await this.#isCounted(asksForUncounted(node));
    const counted = [...scores].filter(([number]) => isCounted(number));
    const least = FAINT * counted.reduce((most, [, score]) => Math.max(most, millionths(score)), 0);
    return { scores: new Map([...scores].filter(([, score]) => millionths(score) >= least)), parts, missing };
  }

  /**
   * Whether a record is shown: what is withdrawn or superseded only if all are.
   * @param {boolean} showsAll
   * @returns {Promise<(number: number) => boolean>}
   */
  async #isCounted(showsAll) {
    const status = await this.#column("status");
    return (number) => showsAll || !UNCOUNTED.includes(status(number)[0]);
  }

  /**
   * @param {QueryNode[]} parts
   * @returns {Promise<Part[]>}
   */
  #eachScored(parts) {
    return Promise.all(parts.map(async (part) => ({ part, scores: await this.#scores(part) })));
  }

  /**
   * @param {QueryNode} node
   * @returns {Promise<import("./engine.js").Scores>}
   */
  async #scores(node) {
    return this.records.scores(await this.#asked(node));
  }

  /**
   * A query in the terms of the index.
   * @param {QueryNode} node
   * @returns {Promise<Node>}
   */
  async #asked(node) {
    switch (node.kind) {
      case "words":
        return { kind: "and", of: joined(node.text).map(tokenNode) };
      case "phrase":
        return phraseNode(tokens(node.text).filter(({ isCompound }) => !isCompound));
      case "prefix":
        return { kind: "prefix", prefix: node.start };
      case "fact":
        return { kind: "documents", documents: await this.#test(node.name, [node.value]) };
      case "not":
        return { kind: "not", of: await this.#asked(node.of) };
      default:
        return { kind: node.kind, of: await Promise.all(node.of.map((part) => this.#asked(part))) };
    }
  }

  /**
   * Whether a document has one of the values.
   * @param {string} name
   * @param {string[]} values
   * @returns {Promise<(document: number) => boolean>}
   */
  async #test(name, values) {
    if (name === "since") return (document) => values.some((value) => filled(this.days[document], "01") >= filled(value, "01"));
    if (name === "until") return (document) => values.some((value) => filled(this.days[document], "01") <= filled(value, "99"));
    const own = values.map((value) => this.values.get(name)?.get(folded(value)) ?? value);
    const column = await this.#column(name);
    if (name !== "cause") return (document) => column(document).some((term) => own.includes(term));
    return (document) => column(document).some((leaf) => own.includes(leaf) || own.includes(familyOf(leaf)));
  }

  /**
   * @param {string} name
   * @returns {Promise<Column>}
   */
  #column(name) {
    const known = this.#columns.get(name);
    if (known) return known;
    const column =
      name === "family"
        ? this.#column("cause").then((causes) => {
            const lists = this.days.map((_, document) => [...new Set(causes(document).map(familyOf))]);
            return (/** @type {number} */ document) => lists[document];
          })
        : this.records.file(`facets/${name}.json`).then(columnOf);
    this.#columns.set(name, column);
    column.catch(() => this.#columns.delete(name));
    return column;
  }

  /**
   * @param {number[]} numbers
   * @param {import("./engine.js").Scores} scores
   * @param {string} sort
   * @param {Column} severity
   * @returns {number[]}
   */
  #sorted(numbers, scores, sort, severity) {
    if (sort === "newest") return numbers.sort((a, b) => a - b);
    if (sort === "oldest") return numbers.sort((a, b) => b - a);
    const best = ranked(new Map(numbers.map((number) => [number, scores.get(number) ?? 0])));
    if (sort !== "severity") return best;
    return best.sort((a, b) => (severity(a)[0] < severity(b)[0] ? -1 : severity(a)[0] > severity(b)[0] ? 1 : 0));
  }

  /**
   * How many hits each term of each shown facet has, if the filters of the other facets hold.
   * @param {import("./engine.js").Scores} scores
   * @param {(readonly [string, (document: number) => boolean])[]} tests
   * @returns {Promise<FacetCounts[]>}
   */
  #counts(scores, tests) {
    return Promise.all(
      this.shown.map(async (key) => {
        const column = await this.#column(key);
        /** @type {Map<string, number>} */
        const counts = new Map();
        for (const number of scores.keys()) {
          if (!tests.every(([name, test]) => name === key || test(number))) continue;
          for (const term of column(number)) counts.set(term, (counts.get(term) ?? 0) + 1);
        }
        const { title, names } = this.facets.get(key) ?? { title: key, names: new Map() };
        const terms = [...names]
          .map(([term, name]) => ({ key: term, name, count: counts.get(term) ?? 0 }))
          .filter(({ count }) => count > 0);
        if (!["severity", "year", "status"].includes(key)) terms.sort((a, b) => b.count - a.count);
        return { key, title, terms };
      }),
    );
  }

  /**
   * The query with each word that no record has as it is spelt elsewhere; empty where no word is near.
   * @param {string} query
   * @param {QueryNode[]} missing
   * @returns {Promise<string>}
   */
  async #suggestion(query, missing) {
    /** @type {Map<string, string>} */
    const meant = new Map();
    for (const asked of missing.flatMap(texts)) {
      for (const text of asked.kind === "prefix" ? [] : asked.text.split(/\s+/)) {
        const word = folded(text);
        if (!/^\p{L}{4,}$/u.test(word) || (await this.#scores({ kind: "words", text })).size) continue;
        const known = await this.records.words(word);
        if (known.some(([each]) => each === word)) continue; // of the field
        meant.set(text, nearest(word, known.filter(([, often]) => often)) ?? text);
      }
    }
    const better = query.replace(BARES, (text) => {
      const word = unpunctuated(text);
      return (meant.get(word) ?? word) + text.slice(word.length);
    });
    return better === query ? "" : better;
  }

  /**
   * @param {QueryNode} node
   * @returns {Promise<number[]>}
   */
  async #pages(node) {
    return this.#isOfPages(node) ? ranked(await this.pages.scores(await this.#asked(node))) : [];
  }

  /**
   * Whether pages can be an answer.
   * @param {QueryNode} node
   */
  #isOfPages(node) {
    return texts(node).length > 0 && !hasFacts(node) && this.pages.about.documents > 0;
  }
}

/**
 * A query with its last term at an end, as far as it may be that long; what is open stays so.
 * @param {string} query
 * @returns {string}
 */
function ended(query) {
  return lengthOf(query) < LONGEST ? `${query} ` : query;
}

/** What a query found. */
export class Found {
  /**
   * @param {Search} search
   * @param {Partial<Found> & {terms?: import("./snippets.js").IsWanted}} found
   */
  constructor(search, found) {
    this.search = search;
    /** @type {import("./query.js").Problem[]} what cannot be read */
    this.problems = found.problems ?? [];
    /** @type {string} the query as it may have been meant, where something cannot be read */
    this.mended = found.mended ?? "";
    /** @type {boolean} whether no record has everything, so that these have some of it */
    this.isAny = found.isAny ?? false;
    /** @type {boolean} whether nothing is asked for, so that these are all */
    this.isAll = found.isAll ?? false;
    /** @type {boolean} whether the query asks for text, and not for facts alone */
    this.hasWords = found.hasWords ?? false;
    /** @type {import("./engine.js").Scores} */
    this.scores = found.scores ?? new Map();
    /** @type {number[]} records */
    this.order = found.order ?? [];
    /** @type {number[]} where few records have everything, the best of those that have some of it; in no count */
    this.near = found.near ?? [];
    /** @type {Part[]} where records have some of the words only, those that any has */
    this.parts = found.parts ?? [];
    /** @type {FacetCounts[]} */
    this.facets = found.facets ?? [];
    /** @type {string[]} parts of the query that no record has */
    this.missing = found.missing ?? [];
    /** @type {string} the query as it may have been meant */
    this.suggestion = found.suggestion ?? "";
    /** @type {string} the last word, where it was taken as the beginning of others */
    this.begun = found.begun ?? "";
    /** @type {number[]} */
    this.pages = found.pages ?? [];
    /** @type {import("./snippets.js").IsWanted} */
    this.isWanted = found.terms ?? (() => false);
  }

  /**
   * What a term of a facet is called.
   * @param {string} key
   * @param {string} term
   * @returns {string}
   */
  nameOf(key, term) {
    return this.search.facets.get(key === "owner" ? "team" : key)?.names.get(term) ?? term;
  }

  /**
   * What others have and this record has not, where it has some of the words only.
   * @param {Hit} hit
   * @returns {string[]}
   */
  lacks({ number }) {
    const isPartial = this.isAny || this.near.includes(number);
    return isPartial ? this.parts.filter(({ scores }) => !scores.has(number)).map(({ part }) => textOf(part)) : [];
  }

  /**
   * @param {string} text
   * @returns {import("./snippets.js").Piece[]}
   */
  highlighted(text) {
    return highlighted(text, this.isWanted);
  }

  /**
   * @param {string} text
   * @returns {import("./snippets.js").Piece[]}
   */
  passage(text) {
    return passage(text, this.isWanted);
  }

  /**
   * What shows best why a record was found, from the shorter fields; not whole if the longer ones may show it better.
   * @param {Hit} hit
   * @returns {Snippet}
   */
  snippet(hit) {
    const best = this.#best(hit.text, SHORT_FIELDS);
    if (best) return { ...best, isWhole: true };
    const isSaid = !this.hasWords || matches(hit.title, this.isWanted).length > 0;
    return { pieces: this.passage(hit.text.summary), field: "", isWhole: isSaid };
  }

  /**
   * @param {Hit} hit
   * @param {Record<string, string>} text the longer fields
   * @returns {Snippet}
   */
  deeperSnippet(hit, text) {
    const best = this.#best(text, LONG_FIELDS) ?? this.#asked(text, "names") ?? this.#asked(text, "synonyms");
    return { ...(best ?? { pieces: this.passage(hit.text.summary), field: "" }), isWhole: true };
  }

  /**
   * Those lines of a list that were asked for.
   * @param {Record<string, string>} text
   * @param {string} field
   */
  #asked(text, field) {
    const asked = text[field].split("\n").filter((line) => matches(line, this.isWanted).length);
    return asked.length ? { pieces: this.passage(asked.join(", ")), field } : undefined;
  }

  /**
   * @param {Record<string, string>} text
   * @param {string[]} fields
   */
  #best(text, fields) {
    const counts = fields.map((field) => new Set(matches(text[field], this.isWanted).map(({ term }) => term)).size);
    const most = Math.max(...counts);
    const field = fields[counts.indexOf(most)];
    return most ? { pieces: this.passage(text[field]), field: field === "summary" ? "" : field } : undefined;
  }
}

/**
 * @param {{terms: string[], rows: (number | number[])[]}} column
 * @returns {Column}
 */
function columnOf({ terms, rows }) {
  const single = terms.map((term) => [term]);
  const lists = rows.map((row) => (typeof row === "number" ? single[row] : row.map((number) => terms[number])));
  return (document) => lists[document];
}

/**
 * A date with the parts that it lacks, for comparing.
 * @param {string} day
 * @param {string} part
 * @returns {string}
 */
function filled(day, part) {
  return day + `-${part}`.repeat(3 - day.split("-").length);
}

/**
 * @param {string} leaf
 * @returns {string}
 */
function familyOf(leaf) {
  return leaf.split("/", 1)[0];
}

/**
 * The tokens of a text, each compound together with its words.
 * @param {string} text
 * @returns {import("./analysis.js").Token[][]}
 */
function joined(text) {
  /** @type {import("./analysis.js").Token[][]} */
  const groups = [];
  let end = -1;
  for (const token of tokens(text)) {
    if (token.start >= end || !groups.length) groups.push([]);
    groups.at(-1)?.push(token);
    end = Math.max(end, token.end);
  }
  return groups;
}

/**
 * @param {import("./analysis.js").Token[]} group
 * @returns {Node}
 */
function tokenNode([whole, ...parts]) {
  /** @type {Node} */
  const term = { kind: "term", term: whole.term };
  return whole.isCompound ? { kind: "or", of: [term, phraseNode(parts)] } : term;
}

/**
 * @param {import("./analysis.js").Token[]} parts
 * @returns {Node}
 */
function phraseNode(parts) {
  if (!parts.length) return { kind: "and", of: [] };
  if (parts.length === 1) return { kind: "term", term: parts[0].term };
  return { kind: "phrase", terms: parts.map(({ term, position }) => [term, position]) };
}

/**
 * A query without the words that are in no index, such as `the`: they ask for nothing and exclude nothing.
 * @param {QueryNode} node
 * @returns {QueryNode}
 */
function telling(node) {
  /** @type {QueryNode} */
  const nothing = { kind: "and", of: [] };
  switch (node.kind) {
    case "words":
    case "phrase":
      return tokens(node.text).length ? node : nothing;
    case "not": {
      const inner = telling(node.of);
      return isEmpty(inner) ? inner : { kind: "not", of: inner };
    }
    case "and":
    case "or": {
      const parts = node.of.map(telling).filter((part) => !isEmpty(part));
      return parts.length === 1 ? parts[0] : parts.length ? { kind: node.kind, of: parts } : nothing;
    }
    default:
      return node;
  }
}

/**
 * @param {QueryNode} node
 * @returns {boolean}
 */
function isText(node) {
  if (node.kind === "and" || node.kind === "or") return node.of.length > 0 && node.of.every(isText);
  return node.kind === "words" || node.kind === "phrase" || node.kind === "prefix";
}

/**
 * The parts of a query that ask for text and are not excluded.
 * @param {QueryNode} node
 * @returns {Extract<QueryNode, {kind: "words" | "phrase" | "prefix"}>[]}
 */
function texts(node) {
  if (node.kind === "and" || node.kind === "or") return node.of.flatMap(texts);
  return node.kind === "words" || node.kind === "phrase" || node.kind === "prefix" ? [node] : [];
}

/**
 * The parts of a query that must all match.
 * @param {QueryNode} node
 * @returns {QueryNode[]}
 */
function conjuncts(node) {
  return node.kind === "and" ? node.of : [node];
}

/**
 * A part of a query, or its words where they are written as one, such as `over-refusal`.
 * @param {QueryNode} part
 * @returns {QueryNode[]}
 */
function wordsOf(part) {
  if (part.kind !== "words") return [part];
  const words = tokens(part.text).filter(({ isCompound }) => !isCompound).map(({ word }) => word);
  return words.every((word) => /^\p{L}+$/u.test(word)) ? words.map((text) => ({ kind: "words", text })) : [part];
}

/**
 * Which words to mark in what was found: those of its terms, and those that begin as asked.
 * @param {QueryNode} node
 * @returns {import("./snippets.js").IsWanted}
 */
function wantedBy(node) {
  const asked = texts(node);
  const terms = new Set(asked.flatMap((part) => (part.kind === "prefix" ? [] : tokens(part.text).map(({ term }) => term))));
  const starts = asked.flatMap((part) => (part.kind === "prefix" ? [part.start] : []));
  return (term, word) => terms.has(term) || starts.some((start) => word.startsWith(start));
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
 * Whether a query asks for withdrawn and superseded records: by a status, or by an id.
 * @param {QueryNode} node
 * @returns {boolean}
 */
function asksForUncounted(node) {
  if (node.kind === "and" || node.kind === "or") return node.of.some(asksForUncounted);
  if (node.kind === "not") return asksForUncounted(node.of);
  return node.kind === "fact" && ["status", "id"].includes(node.name);
}

/**
 * A part of a query as it was written.
 * @param {QueryNode} node
 * @returns {string}
 */
function textOf(node) {
  switch (node.kind) {
    case "words":
      return node.text;
    case "phrase":
      return `"${node.text}"`;
    case "prefix":
      return `${node.start}*`;
    case "fact":
      return `${node.name}:${node.value}`;
    case "not":
      return `-${textOf(node.of)}`;
    case "and":
      return node.of.map(textOf).join(" ");
    case "or": {
      const [first, second] = node.of;
      const isBegun = node.of.length === 2 && first.kind === "words" && second.kind === "prefix" && second.start === folded(first.text);
      return isBegun ? `${first.text}*` : node.of.map(textOf).join(" OR ");
    }
  }
}
