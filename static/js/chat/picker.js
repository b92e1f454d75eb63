/** The dialog in which a resource of the library is chosen to go with a message. */

import { calmly, part, setServerHtml } from "./dom.js";
import { gettext } from "./words.js";

const CALM = 250; // ms without typing before a search

export class Picker {
  #dialog;
  #search;
  #list;
  #url;
  #asked = 0;

  /** @param {HTMLDialogElement} dialog @param {string} url @param {(resource: {id: number, title: string}) => void} onPick */
  constructor(dialog, url, onPick) {
    this.#dialog = dialog;
    this.#url = url;
    this.#search = /** @type {HTMLInputElement} */ (part(dialog, "search"));
    this.#list = part(dialog, "list");
    this.#search.addEventListener("input", calmly(CALM, () => this.#load()));
    part(dialog, "close").addEventListener("click", () => dialog.close());
    this.#list.addEventListener("click", (event) => {
      const choice = /** @type {Element} */ (event.target).closest("[data-resource-id]");
      if (!choice) return;
      onPick({ id: Number(choice.getAttribute("data-resource-id")), title: choice.getAttribute("data-title") ?? "" });
      dialog.close();
    });
  }

  open() {
    this.#search.value = "";
    this.#dialog.showModal();
    this.#load();
  }

  /** Answers that were overtaken by a later search are dropped. */
  async #load() {
    const asked = ++this.#asked;
    const told = part(this.#dialog, "told");
    this.#list.setAttribute("aria-busy", "true");
    try {
      const address = new URL(this.#url, location.href);
      address.searchParams.set("q", this.#search.value);
      const response = await fetch(address);
      if (!response.ok || response.redirected) throw new Error(String(response.status));
      const html = await response.text();
      if (asked !== this.#asked) return;
      setServerHtml(this.#list, html);
      told.textContent = (part(this.#list, "count") ?? this.#list).textContent?.trim() ?? "";
    } catch {
      if (asked === this.#asked) this.#list.textContent = gettext("The library can't be reached at the moment. Try again soon.");
    }
    if (asked === this.#asked) this.#list.setAttribute("aria-busy", "false");
  }
}
