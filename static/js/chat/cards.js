/** The safety card: calm, in plain sight above the composer, with numbers to call, until it is put away. */

import { now } from "../server-time.js";
import { draw, part, say, setServerHtml } from "./dom.js";
import { tellOfMore } from "./more.js";

/** @typedef {import("./types.js").SafetyCard} SafetyCard */
/** @typedef {import("./types.js").OwnMessage} OwnMessage */

const KEPT = 50; // ids of messages whose card was put away
const FRESH = 24 * 60 * 60_000; // ms in which advice on a message that is in the room comes back by itself

/** Whether there is a card to show: it has a title and numbers to call. @param {any} card @returns {card is SafetyCard} */
export function isCard(card) {
  return typeof card?.title === "string" && Array.isArray(card.numbers);
}

/**
 * Whether the card of a message stands until it is put away. On one that waits it does as long as that waits. One in the
 * room may be years old, and put away on another device: after a day its card comes only when it is asked for.
 * @param {OwnMessage} message @param {number} now ms since 1970
 */
export function isDue({ card, state, at }, now) {
  return isCard(card) && (state === "held" || (state === "published" && now - Date.parse(at) < FRESH));
}

/**
 * With the card of a message those of older ones are put away: one that came back would be taken for advice on what is.
 * @param {number[]} away @param {number[]} due ids @param {number} id
 */
export function putAway(away, due, id) {
  return [...new Set([...away, ...due.filter((one) => one < id), id])].slice(-KEPT);
}

export class Cards {
  #place;
  #away;
  #onClose;
  #waits;
  /** The message whose card is in sight. */
  #id = 0;
  /** @type {number[]} ids of messages whose card is due, as they came */
  #due = [];

  /**
   * @param {HTMLElement} place
   * @param {import("./store.js").Keepsake} away remembers the cards that were put away
   * @param {() => void} onClose
   * @param {(id: number) => boolean} [waits] whether a message waits for a clinician
   */
  constructor(place, away, onClose, waits = () => false) {
    this.#place = place;
    this.#away = away;
    this.#onClose = onClose;
    this.#waits = waits;
  }

  /** Whether a card is in sight. */
  get stands() {
    return this.#place.hasChildNodes();
  }

  /** Shows the latest card that is due and was not put away. @param {OwnMessage[]} messages */
  remind(messages, at = now()) {
    const away = this.#away.read() ?? [];
    const due = messages.filter((message) => isDue(message, at));
    this.#due = due.map(({ id }) => id);
    const waiting = due.filter(({ id }) => !away.includes(id)).at(-1);
    if (isCard(waiting?.card) && !this.stands) this.#put(waiting.card, waiting.id);
  }

  /** Says whether its message still waits: on a phone the card covers the line that does. */
  refresh() {
    if (this.stands) part(this.#place, "waits").hidden = !this.#waits(this.#id);
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
    const [first, ...rest] = card.numbers.map(({ label, number, href }) => {
      const item = /** @type {HTMLElement} */ (sample.cloneNode(true));
      part(item, "call").setAttribute("href", href);
      say(item, "label", label);
      say(item, "number", number);
      return item;
    });
    // One number to call, then what to do: a row of others would push the first aid out of sight of a phone.
    numbers.replaceChildren(...(first ? [first] : []));
    part(element, "other-numbers").replaceChildren(...rest);
    const others = /** @type {HTMLDetailsElement} */ (part(element, "others"));
    others.hidden = !rest.length;
    others.open = card.open;
    part(element, "close").addEventListener("click", () => this.#close(id));
    this.#place.replaceChildren(element);
    this.#id = id;
    this.refresh();
    this.#mark(true);
    tellOfMore(part(element, "advice"), part(element, "more"), part(element, "on"));
    return element;
  }

  /** A class, for a style that asks whether there is a card would be asked for each message that comes. @param {boolean} shown */
  #mark(shown) {
    this.#place.closest(".room")?.classList.toggle("advised", shown);
  }

  /** @param {number} id */
  #close(id) {
    this.#place.replaceChildren();
    this.#mark(false);
    this.#away.write(putAway(this.#away.read() ?? [], this.#due, id));
    this.#onClose();
  }
}
