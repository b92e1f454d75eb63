/** What the page says about itself: the connection, new messages below, and things a screen reader should hear. */

import { part, say, when } from "./dom.js";
import { connectionWord, gettext, interpolate, ngettext, refusalWord } from "./words.js";

/** What can be in trouble. @typedef {"device" | "draft" | "reaction" | "mute"} Trouble */

export class Status {
  #page;
  #below = 0;
  /** The latest comes last. @type {Map<Trouble, string>} */
  #troubles = new Map();

  /** @param {HTMLElement} page @param {() => void} onHurry the reader asks to connect now */
  constructor(page, onHurry) {
    this.#page = page;
    part(page, "hurry").addEventListener("click", onHurry);
  }

  /** @param {string} state */
  connection(state) {
    const line = part(this.#page, "connection");
    line.dataset.state = state;
    when(line, state);
    say(line, "connection-words", connectionWord(state));
  }

  /** @param {number} count new messages that came in below what is being read @param {boolean} far whether the room goes on beyond the page */
  arrived(count, far = false) {
    this.#below += count;
    const words = ngettext("%(count)s new message", "%(count)s new messages", this.#below);
    say(this.#page, "pill-words", this.#below ? interpolate(words, { count: this.#below }) : gettext("To the newest"));
    part(this.#page, "pill").hidden = !this.#below && !far;
  }

  /** The reader is at the end. */
  seen() {
    this.#below = 0;
    this.arrived(0);
  }

  /** @param {boolean} empty @param {boolean} more whether there are older messages */
  empty(empty, more) {
    part(this.#page, "empty").hidden = !empty;
    part(this.#page, "beginning").hidden = empty || more;
  }

  held() {
    this.#tell(gettext("Your message is waiting for a clinician. Nobody else sees it yet."));
  }

  /** New words of mine wait for a clinician. */
  changeHeld() {
    this.#tell(gettext("Your change waits for a clinician. Others still see the former words."));
  }

  withdrawn() {
    this.#tell(gettext("You took your message back. Others do not see it any more."));
  }

  /** A message was refused and stays in the list, since something else is being written. @param {import("./types.js").OutboxEntry} entry */
  refused({ refusal }) {
    const words = refusal && refusalWord(refusal);
    this.#tell([part(this.#page, "spoken").dataset.refused, words].filter(Boolean).join(" "));
  }

  /** @param {import("./types.js").Message} message */
  corrected({ author, correction }) {
    const words = gettext("%(by)s has put a correction under a message of %(name)s.");
    this.#tell(interpolate(words, { by: correction?.by ?? "", name: author.name }));
  }

  /** @param {import("./types.js").Person} person @param {boolean} muted */
  muted({ name }, muted) {
    const words = muted
      ? gettext("%(name)s is muted, for you alone. Nobody is told. You can undo it in your settings.")
      : gettext("%(name)s is not muted any more.");
    this.#tell(interpolate(words, { name }));
  }

  /** @param {Trouble} about @param {string} words that stay on the page until it is over; none: it is */
  trouble(about, words = "") {
    this.#troubles.delete(about);
    if (words) this.#troubles.set(about, words);
    say(this.#page, "trouble", [...this.#troubles.values()].at(-1));
  }

  /** @param {string} words on why the reader did not get where they wanted to go; none: that is over */
  lost(words) {
    say(this.#page, "lost", words);
  }

  /** The pause lets the same words be heard a second time. @param {string} words for a screen reader */
  #tell(words) {
    const spoken = part(this.#page, "spoken");
    spoken.textContent = "";
    setTimeout(() => (spoken.textContent = words), 100);
  }
}
