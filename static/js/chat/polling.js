/** The way around networks that block sockets: the same frames over plain HTTP, asked for every few seconds. */

const EVERY = 4_000; // ms between two questions

/** @typedef {import("./types.js").Frame} Frame */
/** @typedef {"polling" | "offline" | "loggedout"} Found what a question showed of the connection */

export class Polling {
  #url;
  #doors;
  #csrf;
  #revision;
  #onFrame;
  /** @type {any} */
  #timer = 0;
  #running = false;
  /** @type {(found: Found) => void} */
  #onFound = () => {};

  /**
   * @param {object} parts
   * @param {string} parts.url of the room's messages
   * @param {Record<string, string>} [parts.doors] by the type of a frame that goes elsewhere
   * @param {string} parts.csrf token
   * @param {() => number} parts.revision up to which the reader is up to date
   * @param {(frame: Frame) => void} parts.onFrame
   */
  constructor({ url, doors = {}, csrf, revision, onFrame }) {
    this.#url = url;
    this.#doors = doors;
    this.#csrf = csrf;
    this.#revision = revision;
    this.#onFrame = onFrame;
  }

  /** @param {(found: Found) => void} onFound told after each question, and before what it brought */
  start(onFound) {
    if (this.#running) return;
    this.#running = true;
    this.#onFound = onFound;
    this.#ask();
  }

  stop() {
    this.#running = false;
    clearTimeout(this.#timer);
  }

  /** Says something that nobody waits for. @param {string} url @param {Frame} frame */
  async tell(url, frame) {
    const response = await this.#put(url, frame);
    if (response?.ok && isJson(response)) this.#onFrame(await response.json());
  }

  /** Asks for what is told in frames without being waited for. @param {string} url */
  async hear(url) {
    const response = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!response?.ok || !isJson(response)) return;
    for (const frame of (await response.json()).unread ?? []) this.#onFrame(frame);
  }

  /** @param {Frame} post without an answer it is sent again by whom it belongs to */
  async post(post) {
    const response = await this.#put(this.#doors[post.type] ?? this.#url, post);
    if (!response) return;
    if (isLogin(response)) this.#running && this.#onFound("loggedout");
    else if (isJson(response)) this.#onFrame(await response.json());
  }

  /** @param {string} url @param {Frame} frame */
  #put(url, frame) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.#csrf };
    return fetch(url, { method: "POST", headers, body: JSON.stringify(frame) }).catch(() => null);
  }

  async #ask() {
    const since = this.#revision();
    const response = await fetch(`${this.#url}?since=${since}`).catch(() => null);
    const answer = response?.ok && isJson(response) ? await response.json().catch(() => null) : null;
    if (!this.#running) return;
    if (response && isLogin(response)) return this.#onFound("loggedout");
    this.#onFound(answer ? "polling" : "offline");
    if (answer) this.#take(answer, since);
    this.#timer = setTimeout(() => this.#ask(), EVERY);
  }

  /** One answer stands for a `joined` and the `changes` after it. @param {Frame} answer @param {number} since */
  #take(answer, since) {
    this.#onFrame({ ...answer, type: "joined" });
    if (!answer.reset) this.#onFrame({ ...answer, type: "changes", from: since + 1 });
  }
}

/** @param {Response} response */
function isJson(response) {
  return Boolean(response.headers.get("Content-Type")?.includes("json"));
}

/**
 * Whether a page came instead of an answer: the log-in, or what must be done first. A server that fails is no log-in.
 * @param {Response} response
 */
function isLogin(response) {
  return response.redirected || response.status === 401 || (response.status === 403 && !isJson(response));
}
