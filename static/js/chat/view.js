/** Brings the page in line with the model, touching only the lines that changed. */

import { lines } from "./layout.js";

/** @typedef {import("./layout.js").Line} Line */

const MANY = 5; // new messages at once that are counted out loud instead of read out
const SETTLED = 500; // ms in which browsers tell a screen reader of a change

export class View {
  #painter;
  #scroll;
  /** @type {Record<string, HTMLElement>} */
  #places;
  /** @type {Map<string, {element: HTMLElement, version: string, revision?: number}>} */
  #shown = new Map();
  /** @type {any} */
  #timer = 0;

  /**
   * @param {import("./message.js").Painter} painter
   * @param {import("./scroll.js").Scroll} scroll
   * @param {{older: HTMLElement, log: HTMLElement, unseen: HTMLElement}} places only `log` is a live region
   */
  constructor(painter, scroll, places) {
    this.#painter = painter;
    this.#scroll = scroll;
    this.#places = places;
  }

  /** @param {import("./timeline.js").Timeline} timeline */
  render(timeline) {
    const all = lines(timeline.entries(), timeline.since, timeline.firstNew());
    this.#hush(all);
    this.#scroll.keep(() => {
      this.#clear(new Set(all.map((line) => line.place + line.key)));
      for (const [name, place] of Object.entries(this.#places)) {
        this.#fill(place, all.filter((line) => line.place === name));
      }
    });
  }

  /** @param {number} id of a message @returns {HTMLElement | undefined} */
  line(id) {
    return Object.keys(this.#places).map((place) => this.#shown.get(`${place}m${id}`)?.element).find(Boolean);
  }

  /** The line that says what is new, while it stands. @returns {HTMLElement | undefined} */
  get news() {
    return Object.keys(this.#places).map((place) => this.#shown.get(`${place}news`)?.element).find(Boolean);
  }

  /** @param {Set<string>} wanted */
  #clear(wanted) {
    for (const [key, { element }] of this.#shown) {
      if (wanted.has(key)) continue;
      element.remove();
      this.#shown.delete(key);
    }
  }

  /** @param {HTMLElement} place @param {Line[]} wanted */
  #fill(place, wanted) {
    let next = place.firstElementChild;
    for (const line of wanted) {
      const element = this.#element(line);
      if (next === element) next = next.nextElementSibling;
      else if (next?.getAttribute("data-key") === line.key) next = replace(next, element).nextElementSibling;
      else place.insertBefore(element, next);
    }
  }

  /** @param {Line} line */
  #element(line) {
    const key = line.place + line.key;
    const shown = this.#shown.get(key);
    if (shown?.version === line.version) {
      if (shown.revision !== line.revision) this.#painter.retouch(shown.element, line);
      shown.revision = line.revision;
      return shown.element;
    }
    const element = this.#painter.paint(line);
    this.#shown.set(key, { element, version: line.version, revision: line.revision });
    return element;
  }

  /** A line drawn anew, or a whole pile of them, is not for reading out. @param {Line[]} all */
  #hush(all) {
    const log = all.filter((line) => line.place === "log");
    const fresh = log.filter((line) => !this.#shown.has(line.place + line.key));
    const redrawn = log.some(({ key, place, version }) => (this.#shown.get(place + key)?.version ?? version) !== version);
    if (!redrawn && fresh.length <= MANY) return;
    this.#places.log.setAttribute("aria-live", "off");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#places.log.setAttribute("aria-live", "polite"), SETTLED);
  }
}

/** Puts the new drawing of a line in the old one's place, with the focus if it was there. @param {Element} old @param {HTMLElement} element */
function replace(old, element) {
  const focused = old.contains(document.activeElement);
  old.replaceWith(element);
  if (focused) element.focus({ preventScroll: true });
  return element;
}
