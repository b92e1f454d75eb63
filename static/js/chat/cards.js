/** The safety card: calm, in plain sight above the composer, with numbers to call, until it is put away. */

import { draw, part, say, setServerHtml } from "./dom.js";

/** @typedef {import("./types.js").SafetyCard} SafetyCard */
/** @typedef {import("./types.js").OwnMessage} OwnMessage */

const KEPT = 50; // ids of messages whose card was put away

/** Whether there is a card to show: it has a title and numbers to call. @param {any} card @returns {card is SafetyCard} */
export function isCard(card) {
  return typeof card?.title === "string" && Array.isArray(card.numbers);
}

export class Cards {
  #place;
  #away;
  #onClose;

  /**
   * @param {HTMLElement} place
   * @param {import("./store.js").Keepsake} away remembers the cards that were put away
   * @param {() => void} onClose
   */
  constructor(place, away, onClose) {
    this.#place = place;
    this.#away = away;
    this.#onClose = onClose;
  }

  /** Shows the card of the latest message that has one, unless it was put away. @param {OwnMessage[]} messages */
  remind(messages) {
    const away = this.#away.read() ?? [];
    const waiting = messages.filter(({ id, card, state }) => isCard(card) && state === "held" && !away.includes(id)).at(-1);
    if (isCard(waiting?.card) && !this.#place.hasChildNodes()) this.#put(waiting.card, waiting.id);
  }

  /** @param {unknown} card what is none is not shown @param {number} id of the message that it answers */
  show(card, id) {
    if (isCard(card)) this.#put(card, id).focus();
  }

  /** @param {SafetyCard} card @param {number} id */
  #put(card, id) {
    const element = draw("card");
    say(element, "title", card.title);
    setServerHtml(part(element, "body"), card.body_html ?? "");
    part(element, "draft").hidden = !card.draft;
    const numbers = part(element, "numbers");
    const sample = /** @type {HTMLElement} */ (numbers.firstElementChild);
    numbers.replaceChildren(
      ...card.numbers.map(({ label, number, href }) => {
        const item = /** @type {HTMLElement} */ (sample.cloneNode(true));
        part(item, "call").setAttribute("href", href);
        say(item, "label", label);
        say(item, "number", number);
        return item;
      }),
    );
    part(element, "close").addEventListener("click", () => this.#close(id));
    this.#place.replaceChildren(element);
    return element;
  }

  /** @param {number} id */
  #close(id) {
    this.#place.replaceChildren();
    this.#away.write([...(this.#away.read() ?? []), id].slice(-KEPT));
    this.#onClose();
  }
}
