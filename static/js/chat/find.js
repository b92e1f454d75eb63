/** The dialog in which a room's messages are searched, and from which one goes to a day. */

import { calmly, part, setServerHtml } from "./dom.js";
import { localise } from "../local-times.js";
import { zoneName } from "../zone.js";
import { gettext, interpolate, ngettext } from "./words.js";

const CALM = 400; // ms without typing before a search

export class Find {
  #dialog;
  #words;
  #found;
  #told;
  #asked = 0;

  /**
   * @param {HTMLDialogElement} dialog
   * @param {HTMLElement} opener
   * @param {(goal: import("./history.js").Goal) => void} onGo
   */
  constructor(dialog, opener, onGo) {
    this.#dialog = dialog;
    this.#words = /** @type {HTMLFormElement} */ (part(dialog, "words"));
    this.#found = part(dialog, "found");
    this.#told = part(dialog, "told");
    const day = /** @type {HTMLFormElement} */ (part(dialog, "day"));
    const search = () => this.#search(this.#address());
    opener.addEventListener("click", () => this.#open());
    part(dialog, "close").addEventListener("click", () => dialog.close());
    this.#words.addEventListener("input", calmly(CALM, search));
    this.#words.addEventListener("submit", (event) => {
      event.preventDefault();
      search();
    });
    day.addEventListener("submit", (event) => {
      event.preventDefault();
      dialog.close();
      onGo({ on: String(new FormData(day).get("on")) });
    });
    this.#found.addEventListener("click", (event) => {
      const link = /** @type {Element} */ (event.target).closest("a");
      if (!link) return;
      event.preventDefault();
      if (link.hasAttribute("data-more")) return void this.#search(new URL(link.href), link);
      dialog.close();
      onGo({ at: Number(link.dataset.at) });
    });
  }

  #open() {
    this.#dialog.showModal();
    this.#field.focus();
  }

  get #field() {
    return /** @type {HTMLElement} */ (this.#words.querySelector("[name=q]"));
  }

  #address() {
    const address = new URL(this.#words.action);
    for (const [name, value] of new FormData(this.#words)) if (value) address.searchParams.set(name, String(value));
    return address;
  }

  /** Answers that were overtaken by a later search are dropped. @param {URL} address @param {Element} [after] a link to more, in whose place it goes */
  async #search(address, after) {
    const asked = ++this.#asked;
    address.searchParams.set("part", "1");
    address.searchParams.set("zone", zoneName());
    this.#found.setAttribute("aria-busy", "true");
    const response = await fetch(address).catch(() => null);
    const readable = response && !response.redirected && (response.ok || response.status === 429);
    const html = readable ? await response.text() : null;
    if (asked !== this.#asked) return;
    this.#found.setAttribute("aria-busy", "false");
    if (html === null) this.#tell(gettext("The search could not be reached. Try again soon."));
    else this.#show(html, after);
  }

  /** @param {string} html @param {Element} [after] */
  #show(html, after) {
    const box = document.createElement("div");
    setServerHtml(box, html);
    const said = box.textContent?.trim(); // why there are none, when there are none
    const [hits, more] = [box.querySelectorAll(".hit"), box.querySelector("[data-more]")];
    const within = this.#found.contains(document.activeElement); // whatever has the focus goes
    if (after) after.closest("p")?.replaceWith(...box.children);
    else this.#found.replaceChildren(...box.children);
    localise();
    const words = more ? gettext("%(count)s messages shown, and there are more.") : ngettext("%(count)s message found.", "%(count)s messages found.", hits.length);
    this.#told.textContent = hits.length ? interpolate(words, { count: hits.length }) : (said ?? "");
    if (after || within) /** @type {HTMLElement} */ ((after && hits[0]) ?? this.#field).focus();
  }

  /** @param {string} words */
  #tell(words) {
    this.#found.textContent = words;
    this.#told.textContent = words;
  }
}
