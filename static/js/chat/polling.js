/** The way around networks that block sockets: the same frames over plain HTTP, asked for every few seconds. */

import { within } from "./backoff.js";

const EVERY = 4_000; // ms between two questions
const WITHIN = 15_000; // ms for an answer

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
  /** Counts the starts: an answer to a question from before the last one is none. */
  #round = 0;
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
    this.#ask(++this.#round);
  }

  stop() {
    this.#running = false;
    clearTimeout(this.#timer);
  }

  /** Says something that nobody waits for. @param {string} url @param {Frame} frame */
  async tell(url, frame) {
    const response = await this.#put(url, frame);
    const answer = response?.ok && (await said(response));
    if (answer) this.#onFrame(answer);
  }

  /** Asks for what is told in frames without being waited for. @param {string} url */
  async hear(url) {
    const response = await get(url, { headers: { Accept: "application/json" } });
    const answer = response?.ok && (await said(response));
    for (const frame of answer?.unread ?? []) this.#onFrame(frame);
  }

  /** @param {Frame} post without an answer it is sent again by whom it belongs to */
  async post(post) {
    const response = await this.#put(this.#doors[post.type] ?? this.#url, post);
    if (!response) return;
    if (isLogin(response)) return this.#running && this.#onFound("loggedout");
    const answer = await said(response);
    if (answer) this.#onFrame(answer);
  }

  /** @param {string} url @param {Frame} frame */
  #put(url, frame) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.#csrf };
    return get(url, { method: "POST", headers, body: JSON.stringify(frame) });
  }

  /** @param {number} round */
  async #ask(round) {
    const since = this.#revision();
    const response = await get(`${this.#url}?since=${since}`);
    const answer = response?.ok ? await said(response) : null;
    if (!this.#running || round !== this.#round) return;
    if (response && isLogin(response)) return this.#onFound("loggedout");
    this.#onFound(answer ? "polling" : "offline");
    if (answer) this.#take(answer, since);
    this.#timer = setTimeout(() => this.#ask(round), EVERY);
  }

  /**
   * One answer stands for a `joined` and the `changes` after it. It always has the settings; they have changed only if
   * there is a revision that no message has.
   * @param {Frame} answer @param {number} since
   */
  #take(answer, since) {
    this.#onFrame({ ...answer, type: "joined" });
    if (answer.reset) return;
    const told = new Set(answer.messages.map((/** @type {{revision: number}} */ { revision }) => revision)).size;
    const settings = told < answer.to - since ? answer.settings : undefined;
    this.#onFrame({ ...answer, type: "changes", from: since + 1, settings });
  }
}

/** @param {string} url @param {RequestInit} [options] @returns {Promise<Response | null>} nothing: there is none, or not in time */
function get(url, options) {
  return fetch(url, { ...options, signal: within(WITHIN) }).catch(() => null);
}

/** @param {Response} response @returns {Promise<any>} nothing: it is no JSON, or was cut off */
async function said(response) {
  return isJson(response) ? response.json().catch(() => null) : null;
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
