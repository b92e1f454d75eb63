/** What a person is told outside the room: a slip over the messages, for a while, and the count at the bell. */

import { draw, part, say } from "./dom.js";

const SHOWN = 8_000; // ms that a slip stays; what it says is kept among the notices

const READ_OUT = new Set(["message_reply", "mentioned", "care_answered"]); // they tell of a message in a room

/**
 * Whether what it tells of shows by itself in the room that is looked at, and is read out there.
 * @param {{kind: string, url: string}} notice @param {string} room its path @param {boolean} hidden whether nobody looks at the room's end
 */
export function showsHere({ kind, url }, room, hidden) {
  return READ_OUT.has(kind) && !hidden && url.split(/[?#]/)[0] === room;
}

export class Notices {
  #place;
  #unread = 0;
  /** @type {any} */
  #timer = 0;

  /** @param {HTMLElement} place a polite live region */
  constructor(place) {
    this.#place = place;
    for (const begin of ["pointerenter", "focusin"]) place.addEventListener(begin, () => clearTimeout(this.#timer));
    for (const end of ["pointerleave", "focusout"]) place.addEventListener(end, () => this.#expire());
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

  /** @param {import("./types.js").Frame} notice @param {{silent?: boolean}} [how] silent: only counted */
  show({ title, body }, { silent = false } = {}) {
    this.count(this.#unread + 1);
    if (silent) return;
    const slip = draw("toast");
    say(slip, "title", title);
    say(slip, "body", body);
    part(slip, "close").addEventListener("click", () => slip.remove());
    this.#place.replaceChildren(slip);
    this.#expire();
  }

  /** Not while it is looked at: under the pointer, or holding the focus. */
  #expire() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (!this.#place.matches(":hover, :focus-within")) this.#place.replaceChildren();
    }, SHOWN);
  }
}
