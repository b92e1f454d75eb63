/** What a page that goes leaves unsent is taken up by another one of the same person; what one throws away, all do. */

export class Handover {
  #left = false;
  #onLeft;
  /** @type {BroadcastChannel | undefined} */
  #pages;

  /**
   * @param {number} user
   * @param {object} parts
   * @param {() => boolean} parts.hasUnsent
   * @param {() => void} parts.onLeft to read what is kept on the device; only in a page that is looked at, or all would send it
   * @param {(key: string) => void} parts.onGone of an outbox entry
   */
  constructor(user, { hasUnsent, onLeft, onGone }) {
    this.#onLeft = onLeft;
    if (typeof BroadcastChannel === "undefined") return;
    const pages = new BroadcastChannel(`peersupport:${user}:unsent`);
    pages.onmessage = ({ data }) => {
      if (data.gone) return onGone(data.gone);
      this.#left = true;
      this.#look();
    };
    this.#pages = pages;
    addEventListener("pagehide", () => hasUnsent() && pages.postMessage("left"));
    document.addEventListener("visibilitychange", () => this.#look());
  }

  /** @param {string} key of an outbox entry that is not to be sent any more */
  gone(key) {
    this.#pages?.postMessage({ gone: key });
  }

  #look() {
    if (!this.#left || document.hidden) return;
    this.#left = false;
    this.#onLeft();
  }
}
