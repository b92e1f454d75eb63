/** How people are called: by their pseudonym, or as a closed account, whose name comes in English and with a number. */

import { gettext, interpolate } from "./words.js";

/** @typedef {import("./types.js").Person} Person */

const CLOSED = /^Closed account #([0-9]+)$/;

/** @param {string} name as the server tells it @returns {string} as it is shown */
export function called(name) {
  const number = CLOSED.exec(name)?.[1];
  return number ? interpolate(gettext("Closed account #%(number)s"), { number }) : name;
}

/** The names that changed since this page was opened: what was said before them is said by the same people. */
export class Names {
  /** By person. @type {Map<number, Person>} */
  #now = new Map();

  /** @param {Person[]} people */
  heard(people) {
    for (const person of people) this.#now.set(person.id, person);
  }

  /** The message, with everybody in it called as they are now. @param {import("./types.js").Message} message @returns {import("./types.js").Message} */
  within(message) {
    const { author, reply_to: quote, mentions } = message;
    const told = { ...message, author: this.#of({ ...author, ...this.#now.get(author.id) }, author.id) };
    if (quote) told.reply_to = this.#of(quote, quote.by);
    if (mentions) told.mentions = mentions.map((one) => this.#of(one, one.id));
    return told;
  }

  /** @template {{name: string}} T @param {T} one @param {number} id @returns {T} */
  #of(one, id) {
    return { ...one, name: called((this.#now.get(id) ?? one).name) };
  }
}
