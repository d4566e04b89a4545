// @ts-check
/**
 * The English stemmer of Snowball 3 (https://snowballstem.org/algorithms/english/stemmer.html), as the index uses it in
 * Python: a test holds both equal. While a word is worked on, `Y` stands for a y that is a consonant.
 */

const VOWEL = /[aeiouy]/;
const WHOLE = new Map(
  Object.entries({
    andes: "andes", atlas: "atlas", bias: "bias", cosmos: "cosmos", early: "earli", gently: "gentl", howe: "howe",
    idly: "idl", news: "news", only: "onli", singly: "singl", skies: "sky", skis: "ski", sky: "sky", ugly: "ugli",
  }),
);
const WHOLE_REGION = /^(?:arsen|commun|emerg|gener|inter|later|organ|past|univers)/;
const REGION = /[aeiouy][^aeiouy]/g;
const SHORT = /(?:[^aeiouy][aeiouy][^aeiouywxY]|^[aeiouy][^aeiouy]|past)$/;

const STEP_2 = longestFirst({
  tional: "tion", enci: "ence", anci: "ance", abli: "able", entli: "ent", izer: "ize", ization: "ize", ational: "ate",
  ation: "ate", ator: "ate", alli: "al", aliti: "al", alism: "al", fulli: "ful", fulness: "ful", ousli: "ous",
  ousness: "ous", iveness: "ive", iviti: "ive", bli: "ble", biliti: "ble", ogist: "og", ogi: "og", lessli: "less",
  li: "",
});
const STEP_3 = longestFirst({
  icate: "ic", ative: "", alize: "al", iciti: "ic", ical: "ic", tional: "tion", ational: "ate", ful: "", ness: "",
});
const STEP_4 = longestFirst(
  Object.fromEntries(
    "ic ance ence able ible ate ive ize iti al ism ion er ous ant ent ment ement".split(" ").map((end) => [end, ""]),
  ),
);

/**
 * Endings with what takes their place.
 * @param {Record<string, string>} endings
 * @returns {[string, string][]}
 */
function longestFirst(endings) {
  return Object.entries(endings).sort(([a], [b]) => b.length - a.length);
}

/**
 * The stem of a word of lower-case letters.
 * @param {string} word
 * @returns {string}
 */
export function stemWord(word) {
  const known = WHOLE.get(word);
  if (known !== undefined) return known;
  if ([...word].length < 3) return word;
  word = markConsonants(word.replace(/^'/, ""));
  const [first, second] = regions(word);
  word = plural(word);
  word = pastAndParticiple(word, first);
  word = word.replace(/(?<=.[^aeiouy])[yY]$/u, "i");
  word = derived(word, first);
  word = adjective(word, first, second);
  word = residual(word, second);
  word = last(word, first, second);
  return word.replaceAll("Y", "y");
}

/**
 * @param {string} word
 * @returns {string}
 */
function markConsonants(word) {
  let marked = "";
  for (const letter of word) {
    const before = marked.at(-1);
    marked += letter === "y" && (before === undefined || VOWEL.test(before)) ? "Y" : letter;
  }
  return marked;
}

/**
 * Where the two regions begin in which endings may be taken off.
 * @param {string} word
 * @returns {[number, number]}
 */
function regions(word) {
  const whole = WHOLE_REGION.exec(word);
  const first = whole ? whole[0].length : after(word, 0);
  return [first, after(word, first)];
}

/**
 * The place behind the first consonant that follows a vowel, or the end.
 * @param {string} word
 * @param {number} from
 * @returns {number}
 */
function after(word, from) {
  REGION.lastIndex = from;
  return REGION.test(word) ? REGION.lastIndex : word.length;
}

/**
 * @param {string} word
 * @returns {string}
 */
function plural(word) {
  word = word.replace(/'s'$|'s$|'$/, "");
  if (word.endsWith("sses")) return word.slice(0, -2);
  if (/ie[ds]$/.test(word)) return word.length > 4 ? word.slice(0, -2) : word.slice(0, -1);
  if (/[us]s$/.test(word)) return word;
  return word.endsWith("s") && VOWEL.test(word.slice(0, -2)) ? word.slice(0, -1) : word;
}

/**
 * @param {string} word
 * @param {number} first
 * @returns {string}
 */
function pastAndParticiple(word, first) {
  const ending = /(?:eedly|ingly|edly|eed|ing|ed)$/.exec(word)?.[0];
  if (!ending) return word;
  const rest = word.slice(0, -ending.length);
  if (ending.startsWith("ee")) {
    return rest.length < first || /^(?:succ|proc|exc)$/.test(rest) ? word : `${rest}ee`;
  }
  if (ending === "ing") {
    if (/^(?:even|cann|inn|earr|herr|out)$/.test(rest)) return word;
    if (/^[^aeiouy]y$/u.test(rest)) return `${rest.slice(0, -1)}ie`;
  }
  if (!VOWEL.test(rest)) return word;
  if (/(?:at|bl|iz)$/.test(rest)) return `${rest}e`;
  if (/(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(rest)) return /^[aeo]..$/.test(rest) ? rest : rest.slice(0, -1);
  return rest.length === first && SHORT.test(rest) ? `${rest}e` : rest;
}

/**
 * The first ending of a word, with the rest of the word and what takes its place.
 * @param {string} word
 * @param {[string, string][]} endings
 * @returns {{ending: string, rest: string, instead: string} | undefined}
 */
function ended(word, endings) {
  const found = endings.find(([ending]) => word.endsWith(ending));
  return found && { ending: found[0], rest: word.slice(0, -found[0].length), instead: found[1] };
}

/**
 * @param {string} word
 * @param {number} first
 * @returns {string}
 */
function derived(word, first) {
  const found = ended(word, STEP_2);
  if (!found || found.rest.length < first) return word;
  if (found.ending === "ogi" && !found.rest.endsWith("l")) return word;
  if (found.ending === "li" && !/[cdeghkmnrt]$/.test(found.rest)) return word;
  return found.rest + found.instead;
}

/**
 * @param {string} word
 * @param {number} first
 * @param {number} second
 * @returns {string}
 */
function adjective(word, first, second) {
  const found = ended(word, STEP_3);
  if (!found || found.rest.length < (found.ending === "ative" ? Math.max(first, second) : first)) return word;
  return found.rest + found.instead;
}

/**
 * @param {string} word
 * @param {number} second
 * @returns {string}
 */
function residual(word, second) {
  const found = ended(word, STEP_4);
  if (!found || found.rest.length < second) return word;
  return found.ending === "ion" && !/[st]$/.test(found.rest) ? word : found.rest;
}

/**
 * @param {string} word
 * @param {number} first
 * @param {number} second
 * @returns {string}
 */
function last(word, first, second) {
  const rest = word.slice(0, -1);
  if (word.endsWith("e")) {
    return rest.length >= second || (rest.length >= first && !SHORT.test(rest)) ? rest : word;
  }
  return word.endsWith("ll") && rest.length >= second ? rest : word;
}
