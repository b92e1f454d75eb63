/** The reader's time zone: what they chose in their settings, or else the browser's. */

/** As in "Europe/Madrid"; undefined, which every formatter takes for the browser's own, if it was not chosen or is not known here. */
export const zone = known(globalThis.document?.documentElement?.dataset?.zone);

const shapes = /** @type {const} */ ({ year: "numeric", month: "2-digit", day: "2-digit" });
const own = new Intl.DateTimeFormat("sv", { ...shapes, timeZone: zone });
const QUARTER = 900_000; // ms: in every zone a day begins with a quarter of an hour
/** Formatting is slow, and a room asks for each message at each drawing. @type {Map<number, string>} by quarter of an hour */
const days = new Map();

/**
 * @param {Date} at
 * @param {string} [timeZone] the reader's own unless it is given
 * @returns {string} its day, as in 2026-03-01
 */
export function dayOf(at, timeZone) {
  if (timeZone && timeZone !== zone) return new Intl.DateTimeFormat("sv", { ...shapes, timeZone }).format(at);
  const quarter = Math.floor(at.getTime() / QUARTER);
  const day = days.get(quarter) ?? own.format(at);
  days.set(quarter, day);
  return day;
}

/** @returns {string} the name of the zone, for the server */
export function zoneName() {
  return own.resolvedOptions().timeZone;
}

/** @param {string | undefined} name @returns {string | undefined} */
export function known(name) {
  try {
    return name && new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
