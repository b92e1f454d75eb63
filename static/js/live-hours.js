/** Live hours, <p data-live-from data-live-until>: marked while they run, gone when they are over. */

import { now } from "./server-time.js";

const LOOK_EVERY = 15_000; // ms

/**
 * @param {string} from ISO 8601 @param {string} until ISO 8601 @param {number} at ms since 1970
 * @returns {"coming" | "now" | "over"}
 */
export function phase(from, until, at) {
  if (at >= Date.parse(until)) return "over";
  return at >= Date.parse(from) ? "now" : "coming";
}

/** @type {any} */
let timer = 0;

/** Marks those of the page, and goes on with it as long as there are any: others may come into an open room. Tells the page when one is over: a weekly one comes again. */
export function markLive() {
  clearTimeout(timer);
  const hours = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-live-from]"));
  for (const hour of hours) {
    const is = phase(hour.dataset.liveFrom ?? "", hour.dataset.liveUntil ?? "", now());
    if (is === "over" && !hour.hidden) document.dispatchEvent(new Event("live-over"));
    hour.hidden = is === "over";
    /** @type {HTMLElement} */ (hour.querySelector("[data-live-now]")).hidden = is !== "now";
  }
  if (hours.length) timer = setTimeout(markLive, LOOK_EVERY);
}
