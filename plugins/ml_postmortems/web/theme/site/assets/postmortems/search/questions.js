// @ts-check
/** Which pages answer a plain question, such as `who owes what this month`. The twin of `questions.py`. */

import { isWord, tokens } from "./analysis.js";
import { constants } from "./constants.js";

/** @typedef {{url: string, title: string, about: string, askedBy: string[][][]}} AnswerPage */

/**
 * The pages whose question has all its words in the query, those that share most of it first. A query that does not begin
 * as a question or end in a question mark is one only if it has no other words.
 * @param {string} query
 * @param {AnswerPage[]} pages
 * @returns {AnswerPage[]}
 */
export function answering(query, pages) {
  const asked = termsOf(query);
  const words = query.trim().split(/\s+/);
  const isQuestion = constants.QUESTION_WORDS.includes(words[0].toLowerCase()) || query.trimEnd().endsWith("?");
  /** @type {{shared: number, page: AnswerPage}[]} */
  const found = [];
  for (const page of pages) {
    const fitting = page.askedBy.filter((question) => {
      const isThere = question.every((word) => word.some((term) => asked.has(term)));
      return isThere && (isQuestion || [...asked].every((term) => question.some((word) => word.includes(term))));
    });
    if (fitting.length) found.push({ shared: Math.max(...fitting.map(({ length }) => length)), page });
  }
  found.sort((a, b) => b.shared - a.shared);
  return found.slice(0, constants.MOST_ANSWERS).map(({ page }) => page);
}

/** @param {string} text */
function termsOf(text) {
  const words = tokens(text).filter((token) => isWord(token) && !constants.QUESTION_WORDS.includes(token.word));
  return new Set(words.map(({ term }) => term));
}
