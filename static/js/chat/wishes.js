/** What the reader wants of reactions, shown at once and kept until the room shows it too. Sent again, a wish does no harm. */

/** @typedef {import("./types.js").Message} Message */
/** @typedef {{id: number, reaction: string, on: boolean}} Wish */
/** @typedef {{reaction: string, count: number, mine: boolean}} Tally */

const LATER = new Set(["slow_down", "try_again"]);

export class Wishes {
  #me;
  #send;
  #onChange;
  #onRefused;
  /** @type {Map<string, Wish & {answered: boolean}>} */
  #wishes = new Map();

  /**
   * @param {number} me my user id
   * @param {object} parts
   * @param {(wish: Wish) => void} parts.send
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
    const wish = { id: message.id, reaction, on, answered: false };
    this.#wishes.set(name(wish), wish);
    this.#onChange(message.id);
    this.#put(wish);
  }

  /** There is a way to the server again. */
  again() {
    for (const wish of this.#wishes.values()) if (!wish.answered) this.#put(wish);
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
    if (LATER.has(code)) {
      setTimeout(() => this.#wishes.get(name(wish)) === wish && this.#put(wish), Math.max(1, seconds ?? 5) * 1000);
      return;
    }
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

  /** @param {Wish} wish */
  #put({ id, reaction, on }) {
    this.#send({ id, reaction, on });
  }
}

/** @param {{id: number, reaction: string}} wish */
function name({ id, reaction }) {
  return `${id} ${reaction}`;
}
