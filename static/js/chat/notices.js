/** What a person is told outside the room: a slip over the messages, and the count at the bell. */

import { draw, part, say } from "./dom.js";

const SHOWN = 8_000; // ms that a slip stays; what it says is kept among the notices

/** Somebody of the care team wrote to them: no time and no other slip takes that away, nor does an open safety card hide it. */
const STAYS = new Set(["care_answered"]);

const READ_OUT = new Set(["message_reply", "mentioned", "care_answered"]); // they tell of a message in a room

/**
 * Whether what it tells of shows by itself in the room that is looked at, and is read out there.
 * @param {{kind: string, url: string}} notice @param {string} room its path @param {boolean} hidden whether nobody looks at the room's end
 */
export function showsHere({ kind, url }, room, hidden) {
  return READ_OUT.has(kind) && !hidden && url.split(/[?#]/)[0] === room;
}

/** What happens to a room shows in it by itself: SHOWN_IN_ROOM in peersupport/notices/kinds.py. */
const OF_ROOM = new Set(["hour_planned", "hour_soon", "hour_called_off", "room_prompt", "room_archived"]);
const WITHIN = 5_000; // ms in which all who are in the room say so, well before anything is sent to their devices

/** Whether it happens to the room that is looked at. @param {{kind: string, url: string}} notice @param {string} room its path @param {boolean} hidden */
export function happensHere({ kind, url }, room, hidden) {
  return OF_ROOM.has(kind) && !hidden && url.split(/[?#]/)[0] === room;
}

/** Its reader is there, and need not be told anywhere. @param {number} id of the notice @param {string} url @param {string} csrf */
export function seen(id, url, csrf) {
  const body = new URLSearchParams({ notice: String(id) });
  setTimeout(() => fetch(url, { method: "POST", headers: { "X-CSRFToken": csrf }, body }).catch(() => {}), Math.random() * WITHIN);
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
  show(notice, { silent = false } = {}) {
    this.count(this.#unread + 1);
    if (!silent) this.#put(notice);
  }

  /** What came of something that the reader did just now: a slip like the others, but no notice. @param {string} words */
  tell(words) {
    const slip = this.#put({ type: "", kind: "", title: words, body: "", url: "" });
    slip.classList.toggle("plain", true);
    part(slip, "onward").hidden = true;
  }

  /** @param {import("./types.js").Frame} notice */
  #put({ kind, title, body, url }) {
    const slip = draw("toast");
    const stays = STAYS.has(kind);
    slip.classList.toggle("stays", stays);
    if (stays) /** @type {HTMLAnchorElement} */ (part(slip, "more")).href = url;
    say(slip, "title", title);
    say(slip, "body", body);
    part(slip, "close").addEventListener("click", () => slip.remove());
    this.#clear(stays);
    this.#place.append(slip);
    this.#expire();
    return slip;
  }

  /** Not while it is looked at: under the pointer, or holding the focus. */
  #expire() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (!this.#place.matches(":hover, :focus-within")) this.#clear();
    }, SHOWN);
  }

  /** Take away what does not stay. @param {boolean} [all] what stays too: another such comes */
  #clear(all = false) {
    for (const slip of [...this.#place.children]) if (all || !slip.classList.contains("stays")) slip.remove();
  }
}
