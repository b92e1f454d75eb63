/** How the room is kept, above the composer: its pace, a pause for the reader, and whether anybody may write. */

import { now } from "../server-time.js";
import { part, say, when } from "./dom.js";

/** @param {number} ms @returns {string} as in "1:05" */
export function left(ms) {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export class Keeping {
  #page;
  #times;
  #leads;
  /** @type {import("./types.js").Settings} */
  #settings = { slow: 0, archived: false };
  /** ms since 1970 */
  #turn = 0;
  #pausedUntil = 0;
  /** @type {any} */
  #timer = 0;

  /**
   * @param {HTMLElement} page
   * @param {import("./types.js").Turn} turn
   * @param {import("./times.js").Times} times
   */
  constructor(page, { leads, wait, paused }, times) {
    this.#page = page;
    this.#leads = leads;
    this.#times = times;
    this.wait(wait);
    if (paused) this.pause(paused);
  }

  /** @param {import("./types.js").Settings} settings as the server told them last @returns {boolean} whether one waits less than before */
  set(settings) {
    const sooner = settings.slow < this.#settings.slow;
    if (!settings.slow || sooner) this.#turn = 0;
    this.#settings = settings;
    this.#show();
    return sooner;
  }

  get archived() {
    return this.#settings.archived;
  }

  /** One of mine was taken: the next post may follow when the pace allows it. A change of one is no post. @param {import("./types.js").OutboxEntry} entry */
  sent({ act }) {
    if (!act) this.wait(this.#settings.slow);
  }

  /** @param {number} seconds until my next message is taken */
  wait(seconds) {
    this.#turn = this.#leads ? 0 : now() + seconds * 1000;
    this.#show();
  }

  /** @param {{until: string, reason?: string}} pause ISO 8601; without a reason the one that was given stands */
  pause({ until, reason }) {
    this.#pausedUntil = Date.parse(until);
    say(this.#page, "paused-until", this.#times.hour(until));
    if (reason) say(this.#page, "paused-why", reason);
    this.#show();
  }

  resume() {
    this.#pausedUntil = 0;
    say(this.#page, "paused-why", "");
    this.#show();
  }

  /** @returns {HTMLElement | undefined} */
  #lastLine() {
    return [.../** @type {NodeListOf<HTMLElement>} */ (part(this.#page, "timeline").querySelectorAll(".line"))].at(-1);
  }

  #show() {
    const { slow, archived } = this.#settings;
    const paused = this.#pausedUntil > now();
    const pace = slow ? `pace-${slow}` : "";
    when(part(this.#page, "keeping"), archived ? "archived" : paused ? "paused" : pace);
    const composer = part(this.#page, "composer");
    const written = composer.contains(document.activeElement);
    const typed = /** @type {HTMLTextAreaElement} */ (part(composer, "text")).value.trim();
    composer.hidden = archived && !typed; // what is half typed stays in sight, to be copied
    this.#page.classList.toggle("archived", archived); // what leads to writing is hidden (room-life.css)
    if (composer.hidden && written) this.#lastLine()?.focus({ preventScroll: true });
    const waits = !archived && !paused && slow > 0 && this.#turn > now();
    part(this.#page, "turn").hidden = !waits;
    if (waits) part(this.#page, "turn-left").textContent = left(this.#turn - now());
    clearTimeout(this.#timer);
    if (waits) this.#timer = setTimeout(() => this.#show(), 1000);
    else if (paused) this.#timer = setTimeout(() => this.#show(), this.#pausedUntil - now() + 50);
  }
}
