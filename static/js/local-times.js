/** Moments that the server wrote in its own zone, <time data-local>, in the reader's; "full" ones with their weekday. */

import { regional } from "./language.js";
import { now } from "./server-time.js";
import { zone } from "./zone.js";

/** @type {Intl.DateTimeFormatOptions} */
const FULL = { weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit", timeZoneName: "short", timeZone: zone };

/** @param {ParentNode} [within] what was put into the page just now */
export function localise(within = document) {
  const language = regional(document.documentElement.lang);
  for (const time of /** @type {NodeListOf<HTMLTimeElement>} */ (within.querySelectorAll("time[data-local]"))) {
    const at = new Date(time.dateTime);
    const shape = time.dataset.local ?? "";
    const words =
      shape === "soon" ? soon(at, new Date(now()), language)
      : shape === "full" ? new Intl.DateTimeFormat(language, FULL).format(at)
      : moment(at, language);
    time.textContent = time.dataset.own ? time.dataset.own.replace("{time}", words) : words;
  }
}

/**
 * A day and its hour. An English day comes first and its month is a word, as on what the server writes (its formats/en).
 * @param {Date} at
 * @param {string} language
 * @param {string} [timeZone] the reader's own unless it is given
 */
export function moment(at, language, timeZone = zone) {
  const english = language.split("-")[0] === "en";
  const day = new Intl.DateTimeFormat(english ? "en-GB" : language, { day: "numeric", month: "short", year: "numeric", timeZone });
  return `${day.format(at)}, ${new Intl.DateTimeFormat(language, { timeStyle: "short", timeZone }).format(at)}`;
}

/**
 * A moment of the next days: the hour alone today, with the weekday later.
 * @param {Date} at
 * @param {Date} today
 * @param {string} language
 * @param {string} [timeZone] the reader's own unless it is given
 */
export function soon(at, today, language, timeZone = zone) {
  const day = new Intl.DateTimeFormat(language, { dateStyle: "short", timeZone });
  const isToday = day.format(at) === day.format(today);
  const hour = /** @type {const} */ ({ hour: "numeric", minute: "2-digit", timeZone });
  return new Intl.DateTimeFormat(language, isToday ? hour : { ...hour, weekday: "short" }).format(at);
}
