/**
 * The language to tell times and days in: the page's, as it is used where the reader is. November 23 is 23/11 in Leeds.
 * @param {string} page the page's language
 * @param {readonly string[]} [readers] as the browser has them, the dearest first
 * @returns {string} as in "en-GB"
 */
export function regional(page, readers = globalThis.navigator?.languages ?? []) {
  const base = page.split("-")[0];
  return readers.find((one) => one.split("-")[0] === base && one.includes("-")) ?? page;
}
