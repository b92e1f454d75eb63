/** What the reader wants of reactions, shown at once and kept until the room shows it too. Sent again, a wish does no harm. */

import { wait } from "./backoff.js";

/** @typedef {import("./types.js").Message} Message */
/** @typedef {{id: number, reaction: string, on: boolean}} Wish */
/** @typedef {Wish & {answered: boolean, tries: number, timer?: any}} Kept */
/** @typedef {{reaction: string, count: number, mine: boolean}} Tally */

const LATER = new Set(["slow_down", "try_again"]);
const ANSWER_WITHIN = 10_000; // ms, then the wish is sent again, and each time after a longer pause

export class Wishes {
  #me;
  #send;
  #onChange;
  #onRefused;
  /** @type {Map<string, Kept>} */
  #wishes = new Map();

  /**
   * @param {number} me my user id
   * @param {object} parts
   * @param {(wish: Wish) => boolean} parts.send false: there is no way to the server; `again` comes when there is one
   * @param {(id: number) => void} parts.onChange told the message whose reactions look different
   * @param {(detail: string) => void} parts.onRefused
   */
  constructor(me, { send, onChange, onRefused }) {
    this.#me = me;
    this.#send = send;
    this.#onChange = onChange;
    this.#onRefused = onRefused;
  }

  /** The other way round than it is shown now. @param {Message} message @param {string} reaction */
  turn(message, reaction) {
    const on = !this.tally(message).find((one) => one.reaction === reaction)?.mine;
    const wish = { id: message.id, reaction, on, answered: false, tries: 0 };
    this.#wishes.set(name(wish), wish);
    this.#onChange(message.id);
    this.#put(wish);
  }

  /** There is a way to the server again. */
  again() {
    for (const wish of this.#wishes.values()) {
      wish.tries = 0;
      if (!wish.answered) this.#put(wish);
    }
  }

  /** @param {Wish} answer */
  met(answer) {
    const wish = this.#wishes.get(name(answer));
    if (wish?.on === answer.on) wish.answered = true;
  }

  /** @param {Wish & {code: string, detail: string, retry_after?: number}} answer */
  refused({ code, detail, retry_after: seconds, ...answer }) {
    const wish = this.#wishes.get(name(answer));
    if (!wish || wish.on !== answer.on) return;
    if (LATER.has(code)) return this.#putAfter(wish, Math.max(1, seconds ?? 5) * 1000);
    clearTimeout(wish.timer);
    this.#wishes.delete(name(wish));
    this.#onChange(wish.id);
    this.#onRefused(detail);
  }

  /**
   * The reactions as the reader shall see them, those of nobody left out. The server names so many by id and no more:
   * for who is not among these, what was answered here tells.
   * @param {Message} message @returns {Tally[]}
   */
  tally({ id, reactions = [] }) {
    const counted = new Map(reactions.map(({ reaction, count, by }) => [reaction, { count, mine: by.includes(this.#me), whole: by.length === count }]));
    for (const [key, wish] of this.#wishes) {
      if (wish.id !== id) continue;
      const { count, mine, whole } = counted.get(wish.reaction) ?? { count: 0, mine: false, whole: true };
      if (wish.on === mine && wish.answered) this.#wishes.delete(key);
      const unseen = wish.on !== mine && (whole || !wish.answered);
      counted.set(wish.reaction, { count: count + (unseen ? (wish.on ? 1 : -1) : 0), mine: wish.on, whole });
    }
    return [...counted].map(([reaction, { count, mine }]) => ({ reaction, count, mine })).filter(({ count }) => count > 0);
  }

  /** An answer can be lost, over plain HTTP as its question can. @param {Kept} wish */
  #put(wish) {
    const { id, reaction, on } = wish;
    if (this.#send({ id, reaction, on })) this.#putAfter(wish, ANSWER_WITHIN + wait(wish.tries++));
    else clearTimeout(wish.timer);
  }

  /** @param {Kept} wish @param {number} pause ms; then it is sent again, unless it was met or another took its place */
  #putAfter(wish, pause) {
    clearTimeout(wish.timer);
    wish.timer = setTimeout(() => {
      if (this.#wishes.get(name(wish)) === wish && !wish.answered) this.#put(wish);
    }, pause);
  }
}

/** @param {{id: number, reaction: string}} wish */
function name({ id, reaction }) {
  return `${id} ${reaction}`;
}
