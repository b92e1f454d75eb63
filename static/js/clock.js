/** Times that run, on the clinicians' pages: <time data-due-in data-late-by>. */

import { now } from "./server-time.js";

const UNITS = /** @type {const} */ ([["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]]);

/**
 * @param {number} seconds
 * @param {string} language
 * @returns {string} the two largest units, as in "1 hr 5 min"; seconds only under two minutes
 */
export function span(seconds, language) {
  const parts = [];
  let left = Math.max(0, Math.floor(seconds));
  for (const [unit, size] of UNITS) {
    if (unit === "second" && seconds >= 120) break;
    const count = Math.floor(left / size);
    left %= size;
    if (!count && !(unit === "second" && !parts.length)) continue;
    parts.push(new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(count));
    if (parts.length === 2) break;
  }
  return parts.join(" ");
}

function tick() {
  for (const clock of document.querySelectorAll("time[data-due-in]")) {
    const left = (new Date(clock.dateTime).getTime() - now()) / 1000;
    const words = left > 0 ? clock.dataset.dueIn : clock.dataset.lateBy;
    const text = words.replace("{time}", span(Math.abs(left), document.documentElement.lang));
    if (clock.textContent !== text) clock.textContent = text;
    clock.closest(".clock")?.classList.toggle("late", left <= 0);
  }
}

export function run() {
  tick();
  setInterval(tick, 1_000);
}
