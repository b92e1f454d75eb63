/** Offers names of the room while one is written after an @: the field keeps the focus, arrows choose in the list. */

import { calmly, draw, part, say } from "./dom.js";
import { interpolate, ngettext, roleWord } from "./words.js";

/** @typedef {import("./types.js").Person} Person */

const CALM = 150; // ms without typing before the names are asked for
const LONGEST = 30; // characters of a name
const BEGUN = /(?:^|\s)[(["'“«‘¿¡*_]{0,3}@([^\s@][^@\n]*)?$/u;

/**
 * @param {string} text before the caret
 * @returns {{at: number, typed: string} | null} where the @ stands of a name that is being written, and what of it is
 */
export function begun(text) {
  const found = BEGUN.exec(text);
  const typed = found?.[1] ?? "";
  return found && typed.length <= LONGEST ? { at: text.length - typed.length - 1, typed } : null;
}

/**
 * Those whose name goes on from what is typed, by the letters alone: what else counts as the same the server knows.
 * @param {Person[]} people @param {string} typed
 */
export function fitting(people, typed) {
  const begins = letters(typed);
  return people.filter(({ name }) => letters(name).startsWith(begins));
}

/** @param {string} words */
function letters(words) {
  return words.normalize("NFKD").replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();
}

export class Mentions {
  #area;
  #list;
  #said;
  #url;
  /** @type {Person[]} */
  #people = [];
  #active = 0;
  #asked = 0;
  /** Where the @ stands whose list was put away, or whose name was chosen. */
  #done = -1;
  /** The shortest beginning that fits nobody: a longer one fits nobody either. @type {string | null} */
  #nobody = null;

  /** @param {HTMLElement} form @param {string} url of the people of the room */
  constructor(form, url) {
    this.#area = /** @type {HTMLTextAreaElement} */ (part(form, "text"));
    this.#list = part(form, "names");
    this.#said = part(form, "names-said");
    this.#url = url;
    const load = calmly(CALM, () => this.#load());
    this.#area.addEventListener("input", () => {
      if (!this.#begun()) return this.#close();
      this.#narrow();
      load();
    });
    this.#area.addEventListener("blur", () => this.#close());
    form.addEventListener("submit", () => {
      this.#done = -1;
      this.#close();
    });
    // Before the composer hears of Enter.
    form.addEventListener("keydown", (event) => this.#key(event), true);
    this.#list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    this.#list.addEventListener("click", (event) => {
      const choice = /** @type {Element} */ (event.target).closest("[role=option]");
      if (choice) this.#choose([...this.#list.children].indexOf(choice));
    });
  }

  #begun() {
    const { value, selectionStart, selectionEnd } = this.#area;
    const found = selectionStart === selectionEnd ? begun(value.slice(0, selectionStart)) : null;
    if (!found) this.#done = -1;
    return found && found.at !== this.#done ? found : null;
  }

  async #load() {
    const found = this.#begun();
    const asked = ++this.#asked;
    if (!found || (this.#nobody !== null && found.typed.startsWith(this.#nobody))) return this.#close();
    const response = await fetch(`${this.#url}?q=${encodeURIComponent(found.typed)}`).catch(() => null);
    const answer = response?.ok && !response.redirected ? await response.json().catch(() => null) : null;
    if (asked !== this.#asked || document.activeElement !== this.#area) return;
    if (answer && !answer.people.length) this.#nobody = found.typed;
    const typed = this.#begun()?.typed;
    const people = answer?.people ?? [];
    this.#show(typed === found.typed ? people : fitting(people, typed ?? "")); // more was typed meanwhile
  }

  /** Until the names for what is typed now are here, none of those shown stands that does not fit it: Enter would take it. */
  #narrow() {
    const found = this.#begun();
    if (this.#list.hidden || !found) return;
    this.#asked++; // what was asked for is for fewer letters
    const people = fitting(this.#people, found.typed);
    if (people.length < this.#people.length) this.#show(people);
  }

  /** @param {Person[]} people */
  #show(people) {
    if (!people.length) return this.#close();
    this.#people = people;
    this.#list.replaceChildren(
      ...people.map(({ id, name, role }) => {
        const choice = draw("name");
        choice.id = `composer-name-${id}`;
        say(choice, "name", name);
        say(choice, "role", roleWord(role));
        return choice;
      }),
    );
    this.#list.hidden = false;
    this.#point(0);
    const words = ngettext("%(count)s name. Enter takes it.", "%(count)s names. Arrow keys choose, Enter takes one.", people.length);
    this.#said.textContent = interpolate(words, { count: people.length });
  }

  /** @param {number} active */
  #point(active) {
    this.#active = (active + this.#people.length) % this.#people.length;
    for (const [at, choice] of [...this.#list.children].entries()) choice.setAttribute("aria-selected", String(at === this.#active));
    const chosen = this.#list.children[this.#active];
    chosen.scrollIntoView({ block: "nearest" });
    this.#area.setAttribute("aria-activedescendant", chosen.id);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (this.#list.hidden || event.isComposing || event.target !== this.#area) return;
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowDown: () => this.#point(this.#active + 1),
      ArrowUp: () => this.#point(this.#active - 1),
      Enter: () => this.#choose(this.#active),
      Escape: () => this.#putAway(),
    };
    const act = event.shiftKey || event.ctrlKey || event.altKey || event.metaKey ? undefined : keys[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  /** @param {number} at */
  #choose(at) {
    const found = this.#begun();
    if (!found) return this.#close();
    this.#done = found.at;
    this.#area.setRangeText(`@${this.#people[at].name} `, found.at, this.#area.selectionStart, "end");
    this.#close();
    this.#area.dispatchEvent(new Event("input", { bubbles: true }));
    this.#area.focus();
  }

  #putAway() {
    this.#done = this.#begun()?.at ?? -1;
    this.#close();
  }

  #close() {
    this.#asked++;
    this.#people = [];
    this.#nobody = this.#begun() ? this.#nobody : null;
    this.#list.hidden = true;
    this.#list.replaceChildren();
    this.#said.textContent = "";
    this.#area.removeAttribute("aria-activedescendant");
  }
}
