/** One question that must not stay unanswered: asked again when no answer comes, and later when told to come back. */

import { wait } from "./backoff.js";

const ANSWER_WITHIN = 10_000; // ms on a live socket

export class Asking {
  #send;
  #onPutOff;
  /** @type {any} */
  #timer = 0;
  #tries = 0;
  /** Whether an answer, or the next try, is still to come: one question at a time. */
  open = false;

  /**
   * @param {() => boolean} send false: there is no socket; its next `hello` asks
   * @param {() => void} onPutOff told when a try has failed and another one follows
   */
  constructor(send, onPutOff = () => {}) {
    this.#send = send;
    this.#onPutOff = onPutOff;
  }

  ask() {
    if (!this.open) this.#put();
  }

  /** The server can't answer now. @param {number} [seconds] that it asks to be left alone */
  putOff(seconds = 0) {
    clearTimeout(this.#timer);
    this.open = true;
    this.#timer = setTimeout(() => this.#put(), seconds * 1000 + wait(this.#tries++));
    this.#onPutOff();
  }

  answered() {
    this.#tries = 0;
    this.stop();
  }

  /** The socket is gone, or the answer was a no for good. */
  stop() {
    clearTimeout(this.#timer);
    this.open = false;
  }

  #put() {
    this.open = this.#send();
    if (this.open) this.#timer = setTimeout(() => this.putOff(), ANSWER_WITHIN);
  }
}
