/** The strip of messages that the room's team has pinned to its top. */

import { draw, part, say } from "./dom.js";
import { gettext, interpolate, ngettext } from "./words.js";

/** @typedef {import("./types.js").Message} Message */

export class Pins {
  #box;
  #list;
  #folds;
  #shown = "";

  /**
   * @param {HTMLDetailsElement} box @param {(id: number) => void} onGo
   * @param {(message: Message) => boolean} folds whether its words are not to be read unasked
   */
  constructor(box, onGo, folds) {
    this.#box = box;
    this.#folds = folds;
    this.#list = part(box, "pins-list");
    this.#list.addEventListener("click", (event) => {
      const link = /** @type {Element} */ (event.target).closest("a");
      if (!link) return;
      event.preventDefault();
      box.open = false;
      onGo(Number(link.dataset.id));
    });
  }

  /** @param {Message[]} messages */
  render(messages) {
    const version = messages.map((message) => `${message.id} ${message.revision} ${message.author.name} ${this.#folds(message)}`).join();
    if (version === this.#shown) return;
    this.#shown = version;
    this.#box.classList.toggle("none", !messages.length);
    const words = ngettext("%(count)s pinned message", "%(count)s pinned messages", messages.length);
    say(this.#box, "pins-count", String(messages.length));
    say(this.#box, "pins-words", interpolate(words, { count: messages.length }));
    this.#list.replaceChildren(...messages.map((message) => line(message, this.#folds(message))));
  }
}

/** @param {Message} message @param {boolean} folded */
function line({ id, author, html }, folded) {
  const element = draw("pin");
  const link = /** @type {HTMLElement} */ (element.querySelector("a"));
  link.dataset.id = String(id);
  link.setAttribute("href", `?at=${id}`);
  say(element, "name", author.name);
  say(element, "excerpt", folded ? "" : wordsOf(html ?? ""));
  part(element, "folded").hidden = !folded;
  return element;
}

/** @param {string} html of a message @returns {string} its words: parsed in a document of its own, which runs and loads nothing */
function wordsOf(html) {
  return new DOMParser().parseFromString(html.replaceAll("<br>", " ").replaceAll("</p>", " "), "text/html").body.textContent ?? "";
}

/** @param {string} url @param {boolean} pinned @param {string} csrf @returns {Promise<string>} why not; "" when it was done */
export async function pin(url, pinned, csrf) {
  const body = new URLSearchParams({ pinned: pinned ? "1" : "" });
  const response = await fetch(url, { method: "POST", headers: { "X-CSRFToken": csrf }, body }).catch(() => null);
  if (response?.ok && !response.redirected) return "";
  if (response?.status === 409) return gettext("There are five pinned messages already. Unpin one first.");
  return gettext("This could not be pinned or unpinned. Try again.");
}
