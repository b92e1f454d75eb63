/** A quiet mark at the way to the rooms: how much is new in the others. It is asked for now and then, and read out to nobody. */

import { part } from "./dom.js";
import { capped } from "./reading.js";

export class Elsewhere {
  #page;
  #room;
  /** By room. @type {Map<string, number>} */
  #counts;

  /** @param {HTMLElement} page @param {string} room that it shows @param {Record<string, number>} counts of the others */
  constructor(page, room, counts) {
    this.#page = page;
    this.#room = room;
    this.#counts = new Map(Object.entries(counts));
    this.#show();
  }

  /** @param {{room: string, count: number}} frame */
  heard({ room, count }) {
    if (room === this.#room) return;
    this.#counts.set(room, count);
    this.#show();
  }

  #show() {
    const sum = [...this.#counts.values()].reduce((all, count) => all + count, 0);
    part(this.#page, "elsewhere").hidden = !sum;
    part(this.#page, "elsewhere-count").textContent = capped(sum);
  }
}
