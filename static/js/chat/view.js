/** Brings the page in line with the model, touching only the lines that changed. */

import { nextFrame } from "./dom.js";
import { lines } from "./layout.js";
import { after, drop, firstIn, put } from "./sheaves.js";

/** @typedef {import("./layout.js").Line} Line */
/** @typedef {import("./timeline.js").Timeline} Timeline */

const MANY = 5; // new messages at once that are counted out loud instead of read out
const SETTLED = 500; // ms in which browsers tell a screen reader of a change
const BUDGET = 6; // ms of a frame for lines of history; the browser needs as many again to paint them
const FASTEST = 12; // of them in a frame

export class View {
  #painter;
  #scroll;
  /** @type {Record<string, HTMLElement>} */
  #places;
  /** @type {Map<string, {element: HTMLElement, version: string, revision?: number}>} */
  #shown = new Map();
  /** What the model holds, as of the last look. @type {Line[]} */
  #all = [];
  /** While history is unrolled: the keys of the first and the last line that are due; what is beyond waits. Without one nothing does. @type {{first?: string, last?: string} | null} */
  #due = null;
  /** Lines of history in a frame: as many as this device has shown to draw in time. */
  #pace = 4;
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

  /** Whether no line waits below. */
  get reachesEnd() {
    return !this.#due?.last;
  }

  /** @param {Timeline} timeline */
  render(timeline) {
    this.#look(timeline);
    this.#draw();
  }

  /** The same, and nothing waits any more. @param {Timeline} timeline */
  renderAll(timeline) {
    this.#due = null;
    this.render(timeline);
  }

  /**
   * Draws what a page of history brought at one end, the nearest first, a few lines in each frame.
   * @param {Timeline} timeline @param {0 | 1} side its start or its end: what is new at the other one is live, and does not wait
   */
  async unroll(timeline, side) {
    this.#look(timeline);
    const [first, last] = this.#reach();
    if (first < 0) return this.renderAll(timeline);
    const due = (this.#due = side ? this.#between(0, last) : this.#between(first, this.#all.length - 1));
    const held = new Set(this.#all.map(({ key }) => key));
    const gone = [...this.#shown].filter(([, { element }]) => !held.has(element.dataset.key ?? "")).map(([key]) => key);
    await nextFrame();
    // Together, for what goes at the top (the line of a day) can't be made up for before something comes there.
    if (this.#due === due) this.#scroll.keep(() => [this.#draw(gone), this.#unrollSome(due, gone)]);
    while (this.#due === due) {
      await nextFrame();
      if (this.#due === due) this.#unrollSome(due, gone);
    }
  }

  /** @param {{first?: string, last?: string}} due @param {string[]} gone lines that the model let go */
  #unrollSome(due, gone) {
    const began = performance.now();
    const [first, last] = this.#dueNow();
    const [top, end] = [Math.max(first - this.#pace, 0), Math.min(last + this.#pace, this.#all.length - 1)];
    const [above, below] = [this.#all.slice(top, first), this.#all.slice(last + 1, end + 1)];
    if ([...above, ...below].some(({ place }) => place === "log")) this.#silence(); // of a page that reaches to what was said since
    this.#scroll.keep(() => {
      for (const key of gone.splice(0, this.#pace)) this.#drop(key);
      this.#put(above, undefined, this.#all[first]);
      this.#put(below, this.#all[last], undefined);
    });
    Object.assign(due, this.#between(top, end));
    if (!due.first && !due.last && !gone.length) this.#due = null;
    const spent = performance.now() - began;
    this.#pace = spent < BUDGET ? Math.min(this.#pace + 1, FASTEST) : Math.max(this.#pace >> 1, 1);
  }

  /** @param {number} first @param {number} last of the lines that are due */
  #between(first, last) {
    return { first: first > 0 ? this.#all[first].key : undefined, last: this.#all[last + 1] && this.#all[last].key };
  }

  /** @param {Line[]} lines @param {Line} [last] above them @param {Line} [next] below them */
  #put(lines, last, next) {
    for (const [name, place] of Object.entries(this.#places)) {
      const run = lines.filter((line) => line.place === name).map((line) => this.#element(line));
      const [above, below] = [last, next].map((line) => this.#shown.get(name + line?.key)?.element ?? null);
      if (run.length) put(place, run, above, below);
    }
  }

  /** @param {Timeline} timeline */
  #look(timeline) {
    this.#all = lines(timeline.entries(), timeline.since, timeline.firstNew());
    if (this.#due && this.#dueNow().includes(-1)) this.#due = null;
  }

  /** Where the lines that are due begin and end. */
  #dueNow() {
    const { first, last } = this.#due ?? {};
    const end = this.#all.length - 1;
    return [first ? this.#all.findIndex(({ key }) => key === first) : 0, last ? this.#all.findLastIndex(({ key }) => key === last) : end];
  }

  /** Where the lines that stand begin and end. A day line may have moved up: what tells is the messages. */
  #reach() {
    const standing = new Set([...this.#shown.values()].map(({ element }) => element.dataset.key));
    const stands = (/** @type {Line | undefined} */ line) => Boolean(line && standing.has(line.key));
    const isMessage = (/** @type {Line} */ line) => Boolean(line.entry.message) && line.key === line.entry.key && stands(line);
    let [first, last] = [this.#all.findIndex(isMessage), this.#all.findLastIndex(isMessage)];
    while (stands(this.#all[first - 1])) first -= 1;
    while (stands(this.#all[last + 1])) last += 1;
    return [first, last];
  }

  /** @param {string[]} [leaving] what the model let go, which leaves bit by bit */
  #draw(leaving = []) {
    const [first, last] = this.#dueNow();
    const due = this.#all.slice(first, last + 1);
    this.#hush(due);
    this.#scroll.keep(() => {
      this.#clear(due, leaving);
      for (const [name, place] of Object.entries(this.#places)) {
        this.#fill(place, due.filter((line) => line.place === name));
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

  /** @param {Line[]} wanted @param {string[]} leaving */
  #clear(wanted, leaving) {
    const staying = new Set([...wanted.map((line) => line.place + line.key), ...leaving]);
    for (const key of this.#shown.keys()) if (!staying.has(key)) this.#drop(key);
  }

  /** @param {string} key of what is shown, perhaps */
  #drop(key) {
    const shown = this.#shown.get(key);
    if (shown) drop(shown.element);
    this.#shown.delete(key);
  }

  /** @param {HTMLElement} place @param {Line[]} wanted */
  #fill(place, wanted) {
    const due = new Map(wanted.map((line) => [line.key, line]));
    let next = firstIn(place);
    /** @type {HTMLElement | null} */
    let last = null;
    /** @type {HTMLElement[]} */
    let run = [];
    /** @type {string | undefined} */
    let focused;
    for (const line of wanted) {
      const stood = this.#shown.has(line.place + line.key);
      for (let ahead; next && next.dataset.key !== line.key; next = ahead) {
        const later = due.get(next.dataset.key ?? "");
        ahead = after(next);
        if (!later) continue; // goes in a later frame
        if (!stood || this.#shown.get(later.place + later.key)?.version === later.version) break;
        if (next.contains(document.activeElement)) focused = later.key;
        drop(next); // drawn anew further down; to move what stands between would take the focus from there
      }
      const element = this.#element(line);
      if (next?.dataset.key !== line.key) {
        run.push(element);
        continue;
      }
      if (next !== element) replace(next, element);
      if (run.length) put(place, run, last, element);
      [last, next, run] = [element, after(element), []];
    }
    if (run.length) put(place, run, last, null);
    if (focused) this.#shown.get(`${due.get(focused)?.place}${focused}`)?.element.focus({ preventScroll: true });
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
    const element = this.#paint(line);
    this.#shown.set(key, { element, version: line.version, revision: line.revision });
    return element;
  }

  /** One line that can't be drawn takes neither the room down nor the safety card. @param {Line} line */
  #paint(line) {
    try {
      return this.#painter.paint(line);
    } catch (error) {
      reportError(error);
      return this.#painter.failed(line);
    }
  }

  /** A line drawn anew, or a whole pile of them, is not for reading out. @param {Line[]} all */
  #hush(all) {
    const log = all.filter((line) => line.place === "log");
    const fresh = log.filter((line) => !this.#shown.has(line.place + line.key));
    const redrawn = log.some(({ key, place, version }) => (this.#shown.get(place + key)?.version ?? version) !== version);
    if (redrawn || fresh.length > MANY) this.#silence();
  }

  #silence() {
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
}
