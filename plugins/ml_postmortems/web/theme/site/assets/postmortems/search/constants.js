// @ts-check
/**
 * The constants that Python and the browser share: `constants.py` lists them, each with the module that says what it is,
 * and the manifest brings them here.
 */

/**
 * @typedef {object} Constants
 * @property {Set<string>} STOP_WORDS
 * @property {Map<string, string>} OWN_STEMS
 * @property {number} LONGEST_TERM
 * @property {number} MOST_PARTS
 * @property {number} PARTS_START
 * @property {number} LONGEST_QUERY
 * @property {number} MOST_TERMS
 * @property {number} DEEPEST_GROUP
 * @property {number} SHORTEST_PREFIX
 * @property {string[]} SENTENCE_WORDS
 * @property {string} PUNCTUATION
 * @property {string[]} QUESTION_WORDS
 * @property {number} MOST_ANSWERS
 * @property {string[]} DATE_FIELDS
 * @property {number} MOST_PROPOSALS
 * @property {number} MOST_LISTED_VALUES
 * @property {number} SHORT_FIELD_NAME
 * @property {number} SHORT_WORD
 * @property {number} SHORTEST_MISSPELT
 * @property {string[]} TAKEN_BACK_STATUSES
 * @property {number} K1
 * @property {number} MOST_EXPANSIONS
 * @property {number} FEW
 * @property {number} WEAK_SHARE
 * @property {number} PASSAGE_LENGTH
 * @property {number} PASSAGE_REACH
 * @property {number} PASSAGE_LEAD
 * @property {number} LONGEST_UNCUT_WORD
 * @property {string[]} SHORT_FIELDS
 * @property {string[]} LONG_FIELDS
 * @property {string[]} LIST_FIELDS
 * @property {number} HEAD_LETTERS
 */

/** @type {Constants} There are none until a manifest was read. */
export let constants;

/**
 * Take the constants of a manifest.
 * @param {any} given
 */
export function useConstants(given) {
  constants = { ...given, STOP_WORDS: new Set(given.STOP_WORDS), OWN_STEMS: new Map(given.OWN_STEMS) };
}
