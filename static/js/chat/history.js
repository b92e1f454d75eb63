/** Pages the room's older messages in, when the reader scrolls up to them or presses the button. */

import { gettext } from "./words.js";

export class History {
  #url;
  #timeline;
  #button;
  #watch;
  #onPage;
  #busy = false;

  /**
   * @param {object} parts
   * @param {string} parts.url
   * @param {import("./timeline.js").Timeline} parts.timeline
   * @param {HTMLElement} parts.box that scrolls
   * @param {HTMLButtonElement} parts.button
   * @param {() => void} parts.onPage
   */
  constructor({ url, timeline, box, button, onPage }) {
    this.#url = url;
    this.#timeline = timeline;
    this.#button = button;
    this.#onPage = onPage;
    this.#watch = new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && this.page(), {
      root: box,
      rootMargin: "300px 0px 0px 0px",
    });
    button.addEventListener("click", () => this.page());
    this.refresh();
  }

  /** Shows the button while there is more, and looks again whether it is in sight. */
  refresh() {
    this.#button.hidden = !this.#timeline.more;
    this.#watch.unobserve(this.#button);
    if (this.#timeline.more) this.#watch.observe(this.#button);
  }

  /** Loads the page before the oldest message held. @returns {Promise<boolean>} whether one came */
  async page() {
    const before = this.#timeline.oldest();
    if (this.#busy || before === null || !this.#timeline.more) return false;
    this.#busy = true;
    this.#button.textContent = gettext("Loading earlier messages…");
    try {
      const response = await fetch(`${this.#url}?before=${before}`, { headers: { Accept: "application/json" } });
      if (!response.ok || response.redirected) throw new Error(String(response.status));
      this.#timeline.older(await response.json());
      this.#button.textContent = gettext("Show earlier messages");
      this.#onPage();
      this.refresh();
      return true;
    } catch {
      this.#button.textContent = gettext("Earlier messages could not be loaded. Try again");
      return false;
    } finally {
      this.#busy = false;
    }
  }
}
