// @ts-check
/**
 * The files of the search index, which `shards.py` and `export.py` write: each is fetched once, when it is needed. All but
 * the manifest are in a folder that is named after its content, so that files of two deployments are never mixed.
 */

import { constants, useConstants } from "./constants.js";

/** A file could not be fetched; the message is for the person who searches. */
export class Unreachable extends Error {}

/** The site was published anew since the page was opened, and the old files are gone. */
export class Replaced extends Error {}

/**
 * @typedef {(address: URL, cache: RequestCache) => Promise<Response>} Fetch
 */

/** The files of one deployment. */
export class Shards {
  /** @type {Map<string, Promise<any>>} */
  #files = new Map();

  /**
   * @param {URL} folder of the files
   * @param {any} manifest
   * @param {Fetch} get
   */
  constructor(folder, manifest, get) {
    this.folder = folder;
    this.manifest = manifest;
    this.get = get;
  }

  /**
   * Read the manifest, past every cache, unless it is known already.
   * @param {string} base the address of the search page's folder
   * @param {Fetch} [get]
   * @param {any} [known] the manifest
   * @returns {Promise<Shards>}
   */
  static async open(base, get = (address, cache) => fetch(address, { cache }), known = undefined) {
    const manifest = known ?? (await read(new URL("manifest.json", base), "no-cache", get));
    useConstants(manifest.constants);
    return new Shards(new URL(`${manifest.version}/`, base), manifest, get);
  }

  /**
   * One file; a second call gets the same one.
   * @param {string} name
   * @returns {Promise<any>}
   */
  file(name) {
    const known = this.#files.get(name);
    if (known) return known;
    const asked = read(new URL(name, this.folder), "force-cache", this.get);
    this.#files.set(name, asked);
    asked.catch(() => this.#files.delete(name));
    return asked;
  }
}

/**
 * @param {URL} address
 * @param {RequestCache} cache
 * @param {Fetch} get
 * @returns {Promise<any>}
 */
async function read(address, cache, get) {
  let response;
  try {
    response = await get(address, cache);
  } catch (error) {
    throw new Unreachable("The search index could not be fetched. Are you offline?", { cause: error });
  }
  if (response.status === 404 && cache === "force-cache") throw new Replaced("The site was published anew.");
  if (!response.ok) {
    throw new Unreachable(`The search index could not be fetched: the server answered ${response.status}.`);
  }
  return response.json();
}

/**
 * The number of the shard that has a term.
 * @param {string} term
 * @param {string[]} starts the beginning of each shard, sorted
 * @returns {number}
 */
export function shardOf(term, starts) {
  return starts.findLastIndex((start) => start <= term);
}

/**
 * The name of the list of words that begin like this one: the code points of its first letters.
 * @param {string} word
 * @returns {string}
 */
export function headOf(word) {
  return [...word].slice(0, constants.HEAD_LETTERS).map((letter) => (letter.codePointAt(0) ?? 0).toString(16)).join("-");
}

/**
 * The letters that the words of a list begin with.
 * @param {string} head the name of the list
 * @returns {string}
 */
export function beginningOf(head) {
  return String.fromCodePoint(...head.split("-").map((code) => Number.parseInt(code, 16)));
}
