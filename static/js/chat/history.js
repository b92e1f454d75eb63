/** Brings other parts of the room into the model: pages on either side as the reader scrolls, and places to jump to. */

import { zoneName } from "../zone.js";
import { gettext } from "./words.js";

const AHEAD = "1000px"; // beyond the edge of what is seen

/** Where to go: to a message, to a day in the reader's zone, or to a position. @typedef {{at: number} | {on: string} | {around: number}} Goal */

export class History {
  #url;
  #timeline;
  #sides;
  #watch;
  #onPage;
  /** Counts the questions that others overtake. */
  #asked = 0;
  #busy = false;

  /**
   * @param {object} parts
   * @param {string} parts.url
   * @param {import("./timeline.js").Timeline} parts.timeline
   * @param {HTMLElement} parts.box that scrolls
   * @param {HTMLButtonElement} parts.earlier
   * @param {HTMLButtonElement} parts.later
   * @param {(side?: 0 | 1) => unknown} parts.onPage at which end of what was held, if it is one beside it; when all of it is drawn
   */
  constructor({ url, timeline, box, earlier, later, onPage }) {
    this.#url = url;
    this.#timeline = timeline;
    this.#onPage = onPage;
    this.#sides = [
      { button: earlier, words: earlier.textContent ?? "", page: () => this.earlier(), open: () => timeline.more },
      { button: later, words: later.textContent ?? "", page: () => this.later(), open: () => timeline.newer },
    ];
    this.#watch = new IntersectionObserver((seen) => seen.forEach((one) => one.isIntersecting && this.#side(one.target)?.page()), {
      root: box,
      rootMargin: `${AHEAD} 0px`,
    });
    for (const { button, page } of this.#sides) button.addEventListener("click", page);
    this.refresh();
  }

  /** What the model holds has changed: perhaps one of its ends is another. */
  look() {
    if (this.#sides.some(({ button, open }) => button.hidden === open())) this.refresh();
  }

  /** Shows each button while there is more on its side, and looks again whether it is in sight. */
  refresh() {
    for (const { button, open } of this.#sides) {
      button.hidden = !open();
      this.#watch.unobserve(button);
      if (open()) this.#watch.observe(button);
    }
  }

  /** The page before the oldest message held. */
  async earlier() {
    const from = this.#timeline.oldest();
    if (from === null || !this.#timeline.more) return;
    await this.#page(0, { before: from }, (page) => this.#timeline.oldest() !== from || this.#timeline.older(page));
  }

  /** The page after the newest message held. */
  async later() {
    const from = this.#timeline.newest();
    if (from === null || !this.#timeline.newer) return;
    await this.#page(1, { after: from }, (page) => this.#timeline.newest() !== from || this.#timeline.later(page));
  }

  /**
   * Puts another part of the room in place of the one held.
   * @param {Goal | {}} goal nothing: the end
   * @returns {Promise<number | null | undefined>} the position that was asked for, or the newest; null when it is not there,
   *   undefined when another question overtook this one
   */
  async go(goal) {
    const asked = ++this.#asked;
    for (;;) {
      const page = await this.#fetch(goal);
      if (asked !== this.#asked) return undefined;
      if (!page) return null;
      if (!this.#timeline.window(page)) continue;
      this.#onPage();
      this.refresh();
      return page.at ?? this.#timeline.newest();
    }
  }

  /**
   * @param {0 | 1} which side
   * @param {Record<string, any>} goal
   * @param {(page: import("./types.js").Page) => boolean} take false: it is older than what we know; ask again
   */
  async #page(which, goal, take) {
    if (this.#busy) return;
    this.#busy = true;
    const { button, words } = this.#sides[which];
    button.textContent = gettext("Loading messages…");
    const asked = this.#asked;
    const page = await this.#fetch(goal).catch(() => null);
    try {
      if (page && asked === this.#asked && take(page)) await this.#onPage(which);
    } finally {
      this.#busy = false;
      button.textContent = page ? words : gettext("Messages could not be loaded. Try again");
    }
    if (page) this.refresh();
  }

  /** @param {Record<string, any>} goal @returns {Promise<import("./types.js").Page | null>} null: there is no such message */
  async #fetch(goal) {
    const response = await fetch(`${this.#url}?${new URLSearchParams({ ...goal, zone: zoneName() })}`, { headers: { Accept: "application/json" } });
    if (response.status === 404) return null;
    if (!response.ok || response.redirected) throw new Error(String(response.status));
    return response.json();
  }

  /** @param {Element} button */
  #side(button) {
    return this.#sides.find((side) => side.button === button);
  }
}
