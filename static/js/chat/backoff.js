/** How long to wait before the next try, so that a thousand tabs do not come back in the same instant. */

const FIRST = 500;
const LONGEST = 30_000;

/**
 * Any moment up to the ceiling is as likely as another: whatever ended all connections together, they come back spread.
 *
 * @param {number} tries failed so far, from 0
 * @param {number} first ceiling, ms; it doubles with each try up to 30 s
 * @param {() => number} random in [0, 1)
 * @returns {number} ms
 */
export function wait(tries, first = FIRST, random = Math.random) {
  return Math.round(Math.min(LONGEST, first * 2 ** tries) * random());
}
