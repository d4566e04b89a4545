// @ts-check
/**
 * The files of the search index: fetched when they are needed, once. All but the manifest lie in a folder that is named
 * after what is in them, so what was fetched for one deployment of the site is never mixed with another.
 */

/** A file could not be had; the message is for the person who searches. */
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
   * @param {URL} folder where the files lie
   * @param {any} manifest
   * @param {Fetch} get
   */
  constructor(folder, manifest, get) {
    this.folder = folder;
    this.manifest = manifest;
    this.get = get;
  }

  /**
   * Read the manifest, which says which files are the right ones: past every cache, unless it is there already.
   * @param {string} base the address of the search page's folder
   * @param {Fetch} [get]
   * @param {any} [known] the manifest, where it is there already
   * @returns {Promise<Shards>}
   */
  static async open(base, get = (address, cache) => fetch(address, { cache }), known = undefined) {
    const manifest = known ?? (await read(new URL("manifest.json", base), "no-cache", get));
    return new Shards(new URL(`${manifest.version}/`, base), manifest, get);
  }

  /**
   * One file; whoever asks again gets the same.
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
 * The number of the shard that a term lies in.
 * @param {string} term
 * @param {string[]} starts the letters that each shard begins with, in the order of the alphabet
 * @returns {number}
 */
export function shardOf(term, starts) {
  return starts.findLastIndex((start) => start <= term);
}

/**
 * The name of the list of words that begin like this one: the code points of its first two letters.
 * @param {string} word
 * @returns {string}
 */
export function headOf(word) {
  return [...word].slice(0, 2).map((letter) => (letter.codePointAt(0) ?? 0).toString(16)).join("-");
}
