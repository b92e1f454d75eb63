/** Times and days as the reader says them, in the reader's own zone. */

import { now } from "../server-time.js";
import { dayOf, zone } from "../zone.js";

const DAY = 86_400_000; // ms

export class Times {
  #hour;
  #weekday;
  #full;
  #relative;
  #list;
  #zone;

  /** @param {string} language @param {string} [timeZone] the reader's own unless it is given */
  constructor(language, timeZone = zone) {
    this.#zone = timeZone;
    this.#hour = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit", timeZone });
    this.#weekday = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long", timeZone });
    this.#list = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric", timeZone });
    this.#full = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short", timeZone });
    this.#relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  }

  /** @param {string} at ISO 8601 @returns {string} as in "6:04 PM" */
  hour(at) {
    return this.#hour.format(new Date(at));
  }

  /** @param {string} at ISO 8601 @returns {string} day and hour in full */
  full(at) {
    return this.#full.format(new Date(at));
  }

  /** @param {string} at ISO 8601 @param {Date} today @returns {string} as in "Today", "Monday, March 2", "March 2, 2025" */
  day(at, today = new Date(now())) {
    const date = new Date(at);
    const [day, last] = [dayOf(date, this.#zone), dayOf(today, this.#zone)];
    const ago = (Date.parse(last) - Date.parse(day)) / DAY;
    if (ago === 0 || ago === 1) return capital(this.#relative.format(-ago, "day"));
    return capital((day.slice(0, 4) === last.slice(0, 4) ? this.#weekday : this.#list).format(date));
  }
}

/** @param {string} words */
function capital(words) {
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}
