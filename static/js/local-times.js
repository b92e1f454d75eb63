/** Moments that the server wrote in its own zone, <time data-local>, in the reader's. */

/** @param {ParentNode} [within] what was put into the page just now */
export function localise(within = document) {
  const language = document.documentElement.lang;
  const short = new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "short" });
  for (const time of /** @type {NodeListOf<HTMLTimeElement>} */ (within.querySelectorAll("time[data-local]"))) {
    const at = new Date(time.dateTime);
    const words = time.dataset.local === "soon" ? soon(at, new Date(), language) : short.format(at);
    time.textContent = time.dataset.own ? time.dataset.own.replace("{time}", words) : words;
  }
}

/**
 * A moment of the next days: the hour alone today, with the weekday later.
 * @param {Date} at
 * @param {Date} now
 * @param {string} language
 * @param {string} [timeZone] the reader's own unless it is given
 */
export function soon(at, now, language, timeZone) {
  const day = new Intl.DateTimeFormat(language, { dateStyle: "short", timeZone });
  const isToday = day.format(at) === day.format(now);
  const hour = /** @type {const} */ ({ hour: "numeric", minute: "2-digit", timeZone });
  return new Intl.DateTimeFormat(language, isToday ? hour : { ...hour, weekday: "short" }).format(at);
}
