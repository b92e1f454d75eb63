/** How long to wait: for an answer, and before the next try, so that a thousand tabs do not come back in the same instant. */

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

/**
 * Gives a request up; browsers of before 2022 have no `AbortSignal.timeout`.
 * @param {number} ms
 * @returns {AbortSignal}
 */
export function within(ms) {
  const given = new AbortController();
  setTimeout(() => given.abort(), ms);
  return given.signal;
}
