// @ts-check
/** The page for a new file on a forge, filled in as far as the forge lets an address do it. */

/** Servers answer longer addresses with an error; the usual bound is 8 KB. */
const MOST_CHARACTERS = 8000;

/**
 * The address of the page for a new file, and whether the text of the file is in it.
 * @param {string} page its address without a file: GitHub's, Gitea's and Forgejo's take name and text, GitLab's the name
 * @param {string} path
 * @param {string} text
 * @returns {{address: string, hasText: boolean}}
 */
export function newFile(page, path, text) {
  const isGitLab = page.includes("/-/new/");
  const address = new URL(page);
  address.searchParams.set(isGitLab ? "file_name" : "filename", path);
  const empty = address.href;
  address.searchParams.set("value", text);
  const hasText = !isGitLab && address.href.length <= MOST_CHARACTERS;
  return { address: hasText ? address.href : empty, hasText };
}
