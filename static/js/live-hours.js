/** Live hours, <p data-live-from data-live-until>: marked while they run, gone when they are over. */

const LOOK_EVERY = 15_000; // ms

/**
 * @param {string} from ISO 8601 @param {string} until ISO 8601 @param {number} now ms since 1970
 * @returns {"coming" | "now" | "over"}
 */
export function phase(from, until, now) {
  if (now >= Date.parse(until)) return "over";
  return now >= Date.parse(from) ? "now" : "coming";
}

function look() {
  for (const hour of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-live-from]"))) {
    const is = phase(hour.dataset.liveFrom ?? "", hour.dataset.liveUntil ?? "", Date.now());
    hour.hidden = is === "over";
    /** @type {HTMLElement} */ (hour.querySelector("[data-live-now]")).hidden = is !== "now";
  }
}

export function markLive() {
  if (!document.querySelector("[data-live-from]")) return;
  look();
  setInterval(look, LOOK_EVERY);
}
