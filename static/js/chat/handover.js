/** What a page that goes leaves unsent is taken up by another one of the same person, and waits for no reload. */

export class Handover {
  #left = false;
  #onLeft;

  /**
   * @param {number} user
   * @param {() => boolean} hasUnsent
   * @param {() => void} onLeft to read what is kept on the device; only in a page that is looked at, or all would send it
   */
  constructor(user, hasUnsent, onLeft) {
    this.#onLeft = onLeft;
    if (typeof BroadcastChannel === "undefined") return;
    const pages = new BroadcastChannel(`peersupport:${user}:unsent`);
    pages.onmessage = () => {
      this.#left = true;
      this.#look();
    };
    addEventListener("pagehide", () => hasUnsent() && pages.postMessage("left"));
    document.addEventListener("visibilitychange", () => this.#look());
  }

  #look() {
    if (!this.#left || document.hidden) return;
    this.#left = false;
    this.#onLeft();
  }
}
