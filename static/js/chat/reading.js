/** How far this reader has seen the room: told to the server when it was truly in sight, and shown as a line and a number. */

import { wait } from "./backoff.js";
import { linesIn } from "./sheaves.js";

const EVERY = 5_000; // ms between two tellings; the pause grows while the server does not show that it has heard
const SOON = 400; // ms in which what comes into sight together is told together
const ENOUGH = 48; // px of a message's top in sight that count as having seen it
const MOST = 99; // counted; beyond it is "more"

export class Reading {
  #send;
  #seen = 0;
  #told = -EVERY;
  /** The position that was told last, how often, and before when it is not told once more. */
  #last = { position: 0, tries: 0, until: 0 };
  /** @type {any} */
  #timer = 0;
  /** What the server knows. */
  position;
  /** What the server counted after it. */
  count;

  /**
   * @param {{read: number, unread: number}} boot
   * @param {(position: number) => boolean} send false: not now; the next `joined` tries again
   */
  constructor({ read, unread }, send) {
    this.position = read;
    this.count = unread;
    this.#send = send;
  }

  /** The furthest that is known to be seen, on any device. */
  get upto() {
    return Math.max(this.#seen, this.position);
  }

  /** The message at the position is in sight, and so were all before it. @param {number} position @param {number} now ms */
  see(position, now = Date.now()) {
    if (position <= this.upto) return;
    this.#seen = position;
    this.#timer ||= setTimeout(() => this.flush(), Math.max(SOON, this.#told + EVERY - now));
  }

  /** Tells now: the page is going, or the room answers. What is perhaps still on its way is not told once more. @param {number} now ms */
  flush(now = Date.now()) {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const { position, tries, until } = this.#last;
    const again = this.#seen === position;
    if (this.#seen <= this.position || (again && now < until) || !this.#send(this.#seen)) return;
    this.#told = now;
    this.#last = { position: this.#seen, tries: again ? tries + 1 : 0, until: now + EVERY + wait(again ? tries + 1 : 0, EVERY) };
  }

  /** There is a way to the server again: what was told on the way before may be lost. */
  again() {
    this.#last = { position: 0, tries: 0, until: 0 };
    this.flush();
  }

  /** What the server says of me, who may read on other devices too. @param {{position: number, count?: number}} frame */
  heard({ position, count }) {
    if (position < this.position) return;
    this.position = position;
    if (count !== undefined) this.count = count;
  }

  /** How many are unread: exactly where all of them are held. @param {import("./timeline.js").Timeline} timeline @returns {number} */
  unread(timeline) {
    const held = timeline.unread(this.upto).length;
    return timeline.reaches(this.upto) ? held : Math.max(held, this.upto === this.position ? this.count : 0);
  }
}

/**
 * The last line of a message of which enough is in sight.
 * @param {HTMLElement} box that scrolls
 * @param {(key: string) => boolean} isMessage
 * @returns {string | undefined} its key
 */
export function lastInSight(box, isMessage) {
  const { bottom } = box.getBoundingClientRect();
  const seen = linesIn(box).findLast((line) => {
    if (!isMessage(line.dataset.key ?? "")) return false;
    const { top, height } = line.getBoundingClientRect();
    return height > 0 && top + Math.min(height, ENOUGH) <= bottom;
  });
  return seen?.dataset.key;
}

/** A page that is loaded anew, or come back to, goes on with the visit that it was. */
export function isNewVisit() {
  const [navigation] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  return !navigation || navigation.type === "navigate";
}

/** @param {string} title @param {number} count @returns {string} the title of a page with so many unread */
export function counted(title, count) {
  return count ? `(${capped(count)}) ${title}` : title;
}

/** @param {number} count @returns {string} as in "7", "99+" */
export function capped(count) {
  return count > MOST ? `${MOST}+` : String(count);
}
