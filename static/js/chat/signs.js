/** Signs of life in the room: who is here, who writes at the moment. Calm, and gone with the connection. */

import { draw, part, say } from "./dom.js";
import { gettext, interpolate, ngettext } from "./words.js";

/** @typedef {{id: number, name: string}} Named */

const EVERY = 3_000; // ms between two frames that say that I write
const NAMES = 3; // of those who write; the rest is counted

export class Signs {
  #page;
  #me;
  #shows;
  #mutes;
  #send;
  #told = -EVERY;
  /** @type {{people: Named[], more: number}} */
  #writing = { people: [], more: 0 };

  /**
   * @param {HTMLElement} page
   * @param {object} parts
   * @param {number} parts.me my user id
   * @param {boolean} parts.shows whether I let others see that I write, and see them
   * @param {{has: (id: number) => boolean}} parts.mutes of whom I do not want to hear
   * @param {() => boolean} parts.send says that I write
   */
  constructor(page, { me, shows, mutes, send }) {
    this.#page = page;
    this.#me = me;
    this.#shows = shows;
    this.#mutes = mutes;
    this.#send = send;
  }

  /** What I write has changed. @param {number} now ms */
  typed(now = Date.now()) {
    if (this.#shows && now >= this.#told + EVERY && this.#send()) this.#told = now;
  }

  /** @param {{count: number, people: Named[]}} frame */
  presence({ count, people }) {
    const words = ngettext("%(count)s person here now", "%(count)s people here now", count);
    const others = count > 1; // that I am here myself is no news
    say(this.#page, "here", others ? interpolate(words, { count }) : "");
    part(this.#page, "here-list").hidden = !others;
    say(this.#page, "here-count", interpolate(words, { count }));
    const names = people.map(({ id, name }) => {
      const item = draw("here-name");
      say(item, "name", id === this.#me ? gettext("You") : name);
      return item;
    });
    part(this.#page, "here-names").replaceChildren(...names);
  }

  /** @param {{people: Named[], more: number}} frame */
  typing({ people, more }) {
    if (!this.#shows) return;
    this.#writing = { people: people.filter(({ id }) => id !== this.#me && !this.#mutes.has(id)), more };
    this.#showWriting();
  }

  /** They have sent what they wrote. @param {number} id */
  wrote(id) {
    if (id === this.#me) this.#told = -EVERY;
    this.#writing.people = this.#writing.people.filter((one) => one.id !== id);
    this.#showWriting();
  }

  /** The connection is not what it was: nothing more is known. */
  lost() {
    this.typing({ people: [], more: 0 });
    this.presence({ count: 0, people: [] });
  }

  /** Not through `say`: a screen reader hears only of what stays where it is. */
  #showWriting() {
    const { people, more } = this.#writing;
    const words = writingWords(people.map(({ name }) => name), more);
    const place = part(this.#page, "typing");
    if (place.textContent !== words) place.textContent = words;
  }
}

/** @param {string[]} names @param {number} more who are not named @returns {string} "" for nobody */
export function writingWords(names, more) {
  const [first, second, third] = names;
  const count = more + Math.max(0, names.length - NAMES);
  if (!names.length) return "";
  if (count) {
    const words = ngettext(
      "%(names)s and %(count)s more person are writing…",
      "%(names)s and %(count)s more people are writing…",
      count,
    );
    return interpolate(words, { names: names.slice(0, NAMES).join(", "), count });
  }
  if (third) return interpolate(gettext("%(first)s, %(second)s and %(third)s are writing…"), { first, second, third });
  if (second) return interpolate(gettext("%(first)s and %(second)s are writing…"), { first, second });
  return interpolate(gettext("%(first)s is writing…"), { first });
}
