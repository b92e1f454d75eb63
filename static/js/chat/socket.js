/** The one connection of this tab: opens its socket, notices when it has died, opens it again, and polls meanwhile. */

import { wait } from "./backoff.js";
import { connect } from "./line.js";

const OPENING = 10_000; // ms for the server to say hello
const PING_EVERY = 25_000;
const PONG_WITHIN = 10_000;
const LOGGED_OUT = 4401;
const TOO_SLOW = 4408;
const RESTARTING = 1012;
const RESTART_SPREAD = 2_000; // ms over which all tabs of a server that restarts come back
const TOO_MANY = 4429;
const CROWDED = 15_000; // ms at least between two tries while this member has too many connections
const BLOCKED = 3; // tries in a row without a hello, after which plain HTTP is tried as well

/** @typedef {"connecting" | "online" | "polling" | "offline" | "crowded" | "loggedout"} State */

export class Connection {
  #url;
  #early;
  #onFrame;
  #onState;
  #polling;
  #tries = 0;
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {Record<"opening" | "ping" | "pong" | "retry", any>} */
  #timers = { opening: 0, ping: 0, pong: 0, retry: 0 };
  /** @type {State} */
  state = "connecting";

  /**
   * @param {string} url of the socket; a path is taken on this page's host
   * @param {object} parts
   * @param {import("./polling.js").Polling} parts.polling
   * @param {(frame: import("./types.js").Frame, late: number) => void} parts.onFrame `late`: ms since it came
   * @param {(state: State) => void} parts.onState
   * @param {import("./early.js").Early} [parts.early] a socket that is being opened already
   */
  constructor(url, { polling, onFrame, onState, early }) {
    this.#polling = polling;
    this.#url = url;
    this.#early = early;
    this.#onFrame = onFrame;
    this.#onState = onState;
  }

  open() {
    this.#drop();
    if (this.state !== "polling") this.#change("connecting");
    const { socket, said, code } = this.#begun() ?? { socket: connect(this.#url), said: [] };
    if (code) return this.#lost(code);
    this.#socket = socket;
    const heard = (/** @type {MessageEvent} */ event) => this.#receive(JSON.parse(event.data), performance.now() - event.timeStamp);
    socket.onmessage = heard;
    socket.onclose = (event) => this.#lost(event.code);
    this.#timers.opening = setTimeout(() => this.#lost(), OPENING);
    said.forEach(heard);
  }

  /** What was begun before this script ran; the first time only. @returns {import("./early.js").Early | undefined} */
  #begun() {
    const early = this.#early;
    this.#early = undefined;
    return early;
  }

  /** Tries now instead of after the pause: the network came back, the tab is looked at, or the reader asked. */
  hurry() {
    if (this.state === "offline" || this.state === "crowded") this.open();
    else if (this.state === "online") this.#ping();
  }

  /** The device says that its network is gone. */
  unplug() {
    if (this.state === "connecting" || this.state === "online") this.#lost();
    if (this.state === "polling") this.#change("offline");
  }

  /** @param {object} frame @returns {boolean} whether it was handed to the network */
  send(frame) {
    if (this.state === "polling") {
      this.#polling.post(/** @type {import("./types.js").Frame} */ (frame));
      return true;
    }
    if (this.state !== "online" || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** @param {import("./types.js").Frame} frame @param {number} late */
  #receive(frame, late) {
    clearTimeout(this.#timers.pong);
    if (frame.type === "hello") {
      clearTimeout(this.#timers.opening);
      this.#tries = 0;
      this.#polling.stop();
      this.#timers.ping = setInterval(() => this.#ping(), PING_EVERY);
      this.#change("online");
    }
    this.#onFrame(frame, late);
  }

  #ping() {
    clearTimeout(this.#timers.pong);
    this.#timers.pong = setTimeout(() => this.#lost(), PONG_WITHIN);
    this.send({ type: "ping" });
  }

  /** @param {number} [code] */
  #lost(code) {
    this.#drop();
    if (code === LOGGED_OUT) return this.#end();
    if (this.state !== "polling") this.#change(code === TOO_MANY ? "crowded" : "offline");
    if (this.#tries >= BLOCKED) this.#polling.start((found) => (found === "loggedout" ? this.#end() : this.#change(found)));
    if (code === TOO_MANY) this.#tries = Math.max(this.#tries, BLOCKED); // it may last: plain HTTP at the next one
    this.#timers.retry = setTimeout(() => this.open(), this.#pause(code));
  }

  /** @param {number} [code] with which the server closed @returns {number} ms */
  #pause(code) {
    if (code === TOO_SLOW) return 0;
    if (code === TOO_MANY) return CROWDED + wait(0, CROWDED);
    return wait(this.#tries++, code === RESTARTING ? RESTART_SPREAD : undefined);
  }

  /** For good: only a log-in helps. */
  #end() {
    this.#drop();
    this.#polling.stop();
    this.#change("loggedout");
  }

  /** Lets go of the socket without waiting for its close event, which a dead network can delay by minutes. */
  #drop() {
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    if (!this.#socket) return;
    this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
    this.#socket = null;
  }

  /** @param {State} state */
  #change(state) {
    if (state === this.state) return;
    this.state = state;
    this.#onState(state);
  }
}
