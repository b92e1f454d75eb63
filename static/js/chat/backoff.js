/** How long to wait before the next try, so that a thousand tabs do not come back in the same instant. */

const FIRST = 500;
const LONGEST = 30_000;

/**
 * @param {number} tries failed so far, from 0
 * @param {() => number} random in [0, 1)
 * @returns {number} ms, between half of the ceiling and the ceiling; the ceiling doubles from 0.5 s to 30 s
 */
export function wait(tries, random = Math.random) {
  const ceiling = Math.min(LONGEST, FIRST * 2 ** tries);
  return Math.round((ceiling * (1 + random())) / 2);
}
