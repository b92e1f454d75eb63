/** Counts Shift, pressed alone and three times within two seconds: nothing that writing, a menu or a dialog needs. */

const MANY = 3;
const WITHIN = 2_000; // ms

export class Presses {
  /** @type {number[]} */
  #times = [];

  /** @param {string} key @param {boolean} repeat held down @param {number} now ms @returns {boolean} whether that was the third */
  pressed(key, repeat, now) {
    if (repeat) return false;
    if (key !== "Shift") this.forget();
    else this.#times = [...this.#times.filter((time) => now - time < WITHIN), now];
    return this.#times.length >= MANY;
  }

  forget() {
    this.#times = [];
  }
}
