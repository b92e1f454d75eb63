/** Keeps what the reader looks at where it is: at the end only while the reader is at the end. */

import { sheavesIn } from "./sheaves.js";

const NEAR = 64; // px from the end that still count as being there
const ABOVE = 96; // px of what was read that stay in sight above what is new

export class Scroll {
  #box;
  #end = true;
  #height = 0;
  #lost = 0;
  #onEnd;
  #isWhole;

  /**
   * @param {HTMLElement} box that scrolls
   * @param {() => void} onEnd the reader has come to the end
   * @param {() => boolean} isWhole whether the end of the box is the end of the room
   */
  constructor(box, onEnd, isWhole = () => true) {
    this.#box = box;
    this.#onEnd = onEnd;
    this.#isWhole = isWhole;
    box.addEventListener("scroll", () => this.#look(), { passive: true });
    // The box shrinks when the composer grows or a phone's keyboard opens; the last message stays in sight then.
    const watch = new ResizeObserver(() => {
      this.#height = box.clientHeight;
      if (this.#end) this.toEnd();
    });
    watch.observe(box);
    for (const child of box.children) watch.observe(child);
  }

  get atEnd() {
    return this.#end;
  }

  toEnd() {
    this.#box.scrollTop = this.#box.scrollHeight;
    this.#end = this.#isWhole();
  }

  /** Brings an element to the top, below a little of what stands before it. @param {HTMLElement} element */
  toTop(element) {
    const box = this.#box;
    const above = Math.min(box.clientHeight / 4, ABOVE);
    box.scrollTop += element.getBoundingClientRect().top - box.getBoundingClientRect().top - above;
    this.#height = box.clientHeight; // the reader's place from now on, whatever changes below
    this.#look();
  }

  /** Changes the page without moving what is being read. @param {() => void} change */
  keep(change) {
    const seen = this.#end ? [] : this.#inSight().map((line) => ({ line, top: line.getBoundingClientRect().top }));
    change();
    if (!this.#isWhole()) this.#end = false;
    if (!seen.length) return this.#end && this.toEnd();
    const { line, top } = seen.find((one) => one.line.isConnected) ?? seen[0]; // one drawn anew may have another height
    const same = line.isConnected ? line : this.#box.querySelector(`[data-key="${CSS.escape(line.dataset.key ?? "")}"]`);
    if (same) this.#move(same.getBoundingClientRect().top - top);
  }

  /** Browsers round the place: what is lost so would add up over many small changes. @param {number} by px */
  #move(by) {
    const place = this.#box.scrollTop + by + this.#lost;
    this.#box.scrollTop = place;
    const lost = place - this.#box.scrollTop;
    this.#lost = Math.abs(lost) < 1 ? lost : 0;
  }

  /** @param {HTMLElement} element brought to the middle, marked for a moment, and given the focus */
  show(element) {
    element.scrollIntoView({ block: "center" });
    element.focus({ preventScroll: true });
    element.classList.add("shown");
    setTimeout(() => element.classList.remove("shown"), 2000);
  }

  /** Those that begin in sight, or one that fills it. A day's line is none: it may move up, away from what follows. @returns {HTMLElement[]} */
  #inSight() {
    const { top, bottom } = this.#box.getBoundingClientRect();
    const reaches = (/** @type {Element} */ element) => element.getBoundingClientRect().bottom > top;
    const near = sheavesIn(this.#box).filter(reaches).slice(0, 2);
    const lines = /** @type {HTMLElement[]} */ (near.flatMap(({ children }) => [...children]).filter((line) => line.matches(".line") && reaches(line)));
    const whole = lines.filter((line) => line.getBoundingClientRect().top >= top && line.getBoundingClientRect().top < bottom);
    return whole.length ? whole : lines.slice(0, 1);
  }

  #look() {
    const { scrollHeight, scrollTop, clientHeight } = this.#box;
    if (clientHeight !== this.#height) return; // the box has just changed, which is no scrolling of the reader's
    this.#end = this.#isWhole() && scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.#end) this.#onEnd();
  }
}
