/** The way around networks that block sockets: the same frames over plain HTTP, asked for every few seconds. */

const EVERY = 4_000; // ms between two questions

/** @typedef {import("./types.js").Frame} Frame */

export class Polling {
  #url;
  #csrf;
  #revision;
  #onFrame;
  /** @type {any} */
  #timer = 0;
  #running = false;

  /**
   * @param {object} parts
   * @param {string} parts.url of the room's messages
   * @param {string} parts.csrf token
   * @param {() => number} parts.revision up to which the reader is up to date
   * @param {(frame: Frame) => void} parts.onFrame
   */
  constructor({ url, csrf, revision, onFrame }) {
    this.#url = url;
    this.#csrf = csrf;
    this.#revision = revision;
    this.#onFrame = onFrame;
  }

  /** @param {(works: boolean) => void} onAnswer told after each question */
  start(onAnswer) {
    if (this.#running) return;
    this.#running = true;
    this.#ask(onAnswer);
  }

  stop() {
    this.#running = false;
    clearTimeout(this.#timer);
  }

  /** @param {Frame} post without an answer the outbox sends it again */
  async post(post) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.#csrf };
    const response = await fetch(this.#url, { method: "POST", headers, body: JSON.stringify(post) }).catch(() => null);
    if (response?.headers.get("Content-Type")?.includes("json")) this.#onFrame(await response.json());
  }

  /** @param {(works: boolean) => void} onAnswer */
  async #ask(onAnswer) {
    const since = this.#revision();
    const response = await fetch(`${this.#url}?since=${since}`).catch(() => null);
    if (!this.#running) return;
    const works = Boolean(response?.ok && !response.redirected);
    onAnswer(works);
    if (works) this.#take(await /** @type {Response} */ (response).json(), since);
    this.#timer = setTimeout(() => this.#ask(onAnswer), EVERY);
  }

  /** One answer stands for a `joined` and the `changes` after it. @param {Frame} answer @param {number} since */
  #take(answer, since) {
    this.#onFrame({ ...answer, type: "joined" });
    if (!answer.reset) this.#onFrame({ ...answer, type: "changes", from: since + 1 });
  }
}
