/** What a person is told outside the room: a slip in the corner, and the count at the bell. */

import { draw, part, say } from "./dom.js";

const AT_ONCE = 3;

export class Notices {
  #place;
  #unread = 0;

  /** @param {HTMLElement} place a polite live region */
  constructor(place) {
    this.#place = place;
  }

  /** @param {number} unread */
  count(unread) {
    this.#unread = unread;
    for (const badge of document.querySelectorAll("[data-unread]")) {
      /** @type {HTMLElement} */ (badge).hidden = unread === 0;
      const number = badge.querySelector("[data-unread-count]");
      if (number) number.textContent = String(unread);
    }
  }

  /** @param {import("./types.js").Frame} notice */
  show({ title, body, url }) {
    this.count(this.#unread + 1);
    const slip = draw("toast");
    say(slip, "title", title);
    say(slip, "body", body);
    const link = part(slip, "link");
    link.hidden = !url;
    link.setAttribute("href", url || "#");
    part(slip, "close").addEventListener("click", () => slip.remove());
    this.#place.append(slip);
    while (this.#place.children.length > AT_ONCE) this.#place.firstElementChild?.remove();
  }
}
