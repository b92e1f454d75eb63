/** Draws the reactions under a message, in place: an open menu, the focus and the reader's place in the line stay. */

import { called } from "./names.js";
import { draw, part, say } from "./dom.js";
import { gettext, interpolate, ngettext } from "./words.js";

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./wishes.js").Tally} Tally */

export class Reactions {
  #kinds;
  #language;
  #me;
  #url;
  #tally;

  /**
   * @param {import("./types.js").Boot} boot
   * @param {(message: Message) => Tally[]} tally
   */
  constructor({ reactions, language, user, urls }, tally) {
    this.#kinds = reactions;
    this.#language = language;
    this.#me = user.id;
    this.#url = urls.reactions;
    this.#tally = tally;
  }

  /** Opens and fills the lists of who reacted. @param {HTMLElement} box that holds the lines */
  listen(box) {
    box.addEventListener("toggle", ({ target }) => {
      if (target instanceof HTMLDetailsElement && target.open && target.matches("[data-part=who]")) this.#tell(target);
    }, true);
    box.addEventListener("contextmenu", (event) => {
      const chip = /** @type {Element} */ (event.target).closest(".reaction");
      if (!chip) return;
      event.preventDefault(); // a long press asks who it was
      open(chip);
    });
  }

  /** @param {HTMLElement} line @param {Message} message */
  paint(line, message) {
    if (!part(line, "menu")) return; // folded away, or not seen by others
    const tally = this.#tally(message);
    const mine = message.author.id === this.#me;
    const choices = part(line, "choices");
    if (choices) this.#choices(choices, tally, mine);
    const box = this.#box(line, tally.length > 0);
    if (!box) return;
    const chips = part(box, "chips");
    const held = /** @type {HTMLElement[]} */ ([...chips.children]);
    const wanted = this.#known(tally).map((one) => {
      const chip = held.find(({ dataset }) => dataset.reaction === one.reaction) ?? draw("reaction");
      return this.#chip(chip, one, mine, line.tabIndex);
    });
    for (const chip of held) if (!wanted.includes(chip)) remove(chip, line);
    for (const [at, chip] of wanted.entries()) if (chips.children[at] !== chip) chips.insertBefore(chip, chips.children[at]);
  }

  /** What hangs under a message that somebody reacted to. @param {HTMLElement} line @param {boolean} wanted */
  #box(line, wanted) {
    const held = /** @type {HTMLElement | null} */ (line.querySelector("[data-part=reactions]"));
    if (!wanted) return held && remove(held, line);
    if (held) return held;
    const box = draw("reactions");
    /** @type {HTMLElement} */ (box.querySelector("summary")).tabIndex = line.tabIndex;
    line.querySelector(".line-row")?.after(box);
    return box;
  }

  /** In the order of the list. @param {Tally[]} tally */
  #known(tally) {
    return this.#kinds.flatMap(({ slug }) => tally.find(({ reaction }) => reaction === slug) ?? []);
  }

  /** @param {HTMLElement} place @param {Tally[]} tally @param {boolean} mine */
  #choices(place, tally, mine) {
    place.hidden = mine;
    if (mine) return;
    for (const { slug, emoji } of this.#kinds) {
      let choice = /** @type {HTMLElement | null} */ (place.querySelector(`[data-reaction=${slug}]`));
      if (!choice) {
        choice = draw("reaction-choice");
        choice.dataset.reaction = slug;
        say(choice, "emoji", emoji);
        say(choice, "word", this.#word(slug));
        place.append(choice);
      }
      choice.setAttribute("aria-pressed", String(tally.some(({ reaction, mine: set }) => reaction === slug && set)));
    }
  }

  /** @param {HTMLElement} chip @param {Tally} tally @param {boolean} own whether the message is the reader's @param {number} tabIndex */
  #chip(chip, { reaction, count, mine }, own, tabIndex) {
    chip.dataset.reaction = reaction;
    chip.tabIndex = tabIndex;
    say(chip, "emoji", this.#kinds.find(({ slug }) => slug === reaction)?.emoji);
    say(chip, "count", String(count));
    const words = mine ? gettext("%(word)s, %(count)s, you too") : gettext("%(word)s, %(count)s");
    chip.setAttribute("aria-label", interpolate(words, { word: this.#word(reaction), count }));
    chip.dataset.action = own ? "who" : "react";
    if (!own) chip.setAttribute("aria-pressed", String(mine));
    return chip;
  }

  /** @param {string} slug */
  #word(slug) {
    const word = this.#kinds.find((kind) => kind.slug === slug)?.word;
    return word?.[this.#language] ?? word?.en ?? slug;
  }

  /** @param {HTMLDetailsElement} who */
  async #tell(who) {
    const list = part(who, "who-list");
    const id = who.closest("[data-key]")?.getAttribute("data-key")?.slice(1);
    const response = await fetch(`${this.#url}?id=${id}`, { headers: { Accept: "application/json" } }).catch(() => null);
    const answer = response?.ok && !response.redirected ? await response.json().catch(() => null) : null;
    if (!answer) {
      list.textContent = gettext("This can't be shown at the moment. Try again soon.");
      return;
    }
    list.replaceChildren(...answer.reactions.map((/** @type {any} */ one) => this.#row(one)));
  }

  /** @param {{reaction: string, count: number, names: string[]}} tally */
  #row({ reaction, count, names }) {
    const row = draw("who");
    const rest = count - names.length;
    const more = rest > 0 ? [interpolate(ngettext("%(count)s more", "%(count)s more", rest), { count: rest })] : [];
    say(row, "emoji", this.#kinds.find(({ slug }) => slug === reaction)?.emoji);
    say(row, "word", this.#word(reaction));
    say(row, "names", new Intl.ListFormat(this.#language).format([...names.map(called), ...more]));
    return row;
  }
}

/** The focus, if it was there, goes to the line. @param {HTMLElement} element @param {HTMLElement} line */
function remove(element, line) {
  const focused = element.contains(document.activeElement);
  element.remove();
  if (focused) line.focus({ preventScroll: true });
  return null;
}

/** Shows who reacted with what, once the click that asks for it has closed other menus. @param {Element} inside the line */
export function open(inside) {
  const who = inside.closest(".line")?.querySelector("[data-part=who]");
  if (!(who instanceof HTMLDetailsElement)) return;
  setTimeout(() => {
    who.open = true;
    who.querySelector("summary")?.focus();
  });
}
