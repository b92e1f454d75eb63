/** Messages, and changes of them, on their way: kept until the server has answered, sent one at a time in order, each under one key. */

import { now } from "../server-time.js";

/** @typedef {import("./types.js").OutboxEntry} OutboxEntry */

const ANSWER_WITHIN = 15_000; // ms, then the same key is sent again
const CHECKING = 2_000; // ms that one from before a reload stays out of sight, since it may stand in the room already
const AGAIN = new Set(["slow_down", "slow_mode", "try_again"]);
const RECALLABLE = new Set(["refused", "paced"]); // the server has stored nothing of it
const SOON = 5_000; // ms before a turn, by when the server may give it already: a newer post would take it from the older
const ASKED_FOR = 2_000; // ms for which another page may still be asking whether a new one may leave
const HOPELESS = new Set(["bad_frame", "too_large"]);

export class Outbox {
  #user;
  #store;
  #send;
  #onChange;
  #onRefused;
  #onGone;
  /** @type {OutboxEntry[]} */
  #entries = [];
  /** The keys of those that were here and are no more: what was read meanwhile brings none of them back. @type {Set<string>} */
  #gone = new Set();
  #open = false;
  /** @type {string | null} */
  #inFlight = null;
  /** @type {any} */
  #timer = 0;

  /**
   * @param {object} parts
   * @param {number} parts.user only this person's messages are read and sent
   * @param {import("./store.js").Store} parts.store
   * @param {(entry: OutboxEntry) => boolean} parts.send false: not handed over
   * @param {() => void} parts.onChange
   * @param {(entry: OutboxEntry) => void} parts.onRefused
   * @param {(key: string) => void} [parts.onGone] told of one that is not to be sent any more, by no page
   */
  constructor({ user, store, send, onChange, onRefused, onGone = () => {} }) {
    this.#user = user;
    this.#store = store;
    this.#send = send;
    this.#onChange = onChange;
    this.#onRefused = onRefused;
    this.#onGone = onGone;
  }

  /** Takes up what an earlier page of this person left unsent, or another one that is still open holds too. */
  async load() {
    const kept = await this.#store.all(this.#user);
    const known = new Set([...this.#gone, ...this.#entries.map(({ key }) => key)]);
    const others = kept.filter(({ key }) => !known.has(key));
    if (others.some(isNew)) setTimeout(() => this.load(), ASKED_FOR);
    for (const entry of others) {
      if (!isNew(entry)) this.#entries.push({ ...entry, stored: true, state: entry.refusal ? "refused" : "checking" });
    }
    this.#entries.sort((a, b) => a.created - b.created);
    setTimeout(() => this.#reveal(), CHECKING);
    this.#onChange();
    this.#pump();
  }

  /**
   * Resolves when the message is safe on this device.
   * @param {string} room slug @param {import("./types.js").Draft} draft
   * @param {Promise<boolean>} [leave] whether it may leave, which is soon known; one that may not is forgotten here
   * @param {{act: "edit" | "withdraw", id: number}} [change] of a message that was sent before
   */
  async add(room, draft, leave, change) {
    /** @type {OutboxEntry} */
    const entry = { key: newKey(), user: this.#user, room, draft, created: now(), state: "sending", ...change };
    this.#entries.push(entry);
    if (leave) this.#ask(entry, leave);
    this.#onChange();
    entry.stored = Boolean(await this.#store.put(kept(entry)));
    if (this.#inFlight === entry.key) this.#leave(entry);
    this.#pump();
  }

  /** @param {OutboxEntry} entry @param {Promise<boolean>} leave @param {boolean} [ofDevice] which answers for the next sending alone */
  async #ask(entry, leave, ofDevice = false) {
    entry.asking = true;
    const may = await leave;
    entry.asking = false;
    entry.may = may && ofDevice;
    if (may) this.#pump();
    else this.discard(entry.key);
  }

  /** @param {OutboxEntry} entry that no other page is to take back from now on */
  #leave(entry) {
    entry.left = true;
    return this.#store.leave(entry.key);
  }

  /**
   * Oldest first. Without a way to the server none is called `sending`; nor is one that waits behind a delayed one.
   * @param {string} room @returns {OutboxEntry[]}
   */
  of(room) {
    return this.#entries.filter((entry) => entry.room === room).map((entry) => this.#shown(entry));
  }

  /** @param {OutboxEntry} entry @returns {OutboxEntry} */
  #shown(entry) {
    if (entry.state !== "sending") return entry;
    if (!this.#open) return { ...entry, state: "waiting" };
    const before = this.#entries.slice(0, this.#entries.indexOf(entry));
    return before.some(({ state }) => state === "delayed") ? { ...entry, state: "delayed" } : entry;
  }

  get empty() {
    return this.#entries.length === 0;
  }

  /** @param {boolean} open whether the server can be reached; each time it can be, what is unanswered is sent again */
  open(open) {
    this.#open = open;
    this.#inFlight = null;
    if (!open) this.#reveal();
    for (const entry of this.#entries) {
      entry.may = false;
      if (entry.state === "paced") entry.until = 0; // a device that slept counts wrongly: the oldest asks again, first
    }
    this.#onChange();
    this.#pump();
  }

  /** @param {{key: string}} frame @returns {OutboxEntry | undefined} what was taken, if this page knows of it */
  accepted({ key }) {
    const entry = this.#entries.find((one) => one.key === key);
    this.forget(key);
    return entry;
  }

  /** @param {string} key */
  holds(key) {
    return this.#entries.some((one) => one.key === key);
  }

  /** Takes one back that surely has not left, from no page. @param {string} key @returns {Promise<OutboxEntry | undefined>} nothing: it is on its way */
  async recall(key) {
    const entry = this.#entries.find((one) => one.key === key);
    if (!entry || this.#inFlight === key || !RECALLABLE.has(this.#shown(entry).state)) return undefined;
    if (entry.stored && !(await this.#store.take(key))) return undefined;
    this.discard(key);
    return entry;
  }

  /** @param {{key: string, code: string, detail: string, retry_after?: number}} frame */
  refused({ key, code, detail, retry_after: seconds }) {
    const entry = this.#entries.find((one) => one.key === key);
    if (!entry) return;
    if (AGAIN.has(code)) {
      entry.state = code === "slow_mode" ? "paced" : "delayed";
      entry.until = performance.now() + Math.max(1, seconds ?? 5) * 1000;
      if (entry.left) this.#store.put(kept(entry)); // the server has stored nothing: it may be taken back again
      entry.left = false;
    } else {
      entry.state = "refused";
      entry.refusal = { code, detail };
      this.#store.put(kept(entry));
    }
    this.#inFlight = null;
    this.#onChange();
    if (entry.state === "refused") this.#onRefused(entry);
    this.#pump();
  }

  /** An `error` names no key; it can only speak of the one in flight. @param {{code: string, detail: string}} frame */
  error(frame) {
    const key = this.#inFlight;
    if (key && (AGAIN.has(frame.code) || HOPELESS.has(frame.code))) this.refused({ ...frame, key });
  }

  /** The room has another pace: what waited for its time tries again now. @param {string} room slug */
  hasten(room) {
    for (const entry of this.#entries) if (entry.state === "paced" && entry.room === room) entry.until = 0;
    this.#pump();
  }

  /** Throws one away, for all pages of this person. @param {string} key */
  discard(key) {
    this.forget(key);
    this.#onGone(key);
  }

  /** @param {string} key of one that was taken, or that another page has thrown away */
  forget(key) {
    this.#gone.add(key);
    if (this.#inFlight === key) this.#inFlight = null;
    this.#entries = this.#entries.filter((entry) => entry.key !== key);
    this.#store.delete(key);
    this.#onChange();
    this.#pump();
  }

  /** Sends the oldest that may go; the next follows its answer, so that none overtakes another but a cry for help. */
  #pump() {
    if (this.#open && this.#inFlight) return; // its answer, or the timer that waits for it, comes here again
    clearTimeout(this.#timer);
    if (!this.#open) return;
    const { entry, pause } = next(this.#entries, performance.now());
    if (pause) this.#timer = setTimeout(() => this.#pump(), pause);
    if (!entry || entry.asking) return;
    if (entry.stored && !entry.may) {
      const asked = this.#leave(entry); // another page may hold it too, and may have taken it back
      if (!isNew(entry)) return void this.#ask(entry, asked, true);
    }
    entry.may = false;
    if (entry.state === "delayed" || entry.state === "paced") {
      entry.state = "sending";
      delete entry.until;
      this.#onChange();
    }
    if (!this.#send(entry)) return;
    this.#inFlight = entry.key;
    this.#timer = setTimeout(() => {
      this.#inFlight = null;
      this.#pump();
    }, ANSWER_WITHIN);
  }

  #reveal() {
    const hidden = this.#entries.filter(({ state }) => state === "checking");
    for (const entry of hidden) entry.state = "sending";
    if (hidden.length) this.#onChange();
  }
}

/**
 * The oldest that may go now, or how many ms until one may. A delayed one holds up all behind it; one that waits for
 * its room's slow mode only the posts to the same room that were told to wait too: only the server knows a cry for help,
 * which it takes out of turn, so each post is tried once.
 * @param {OutboxEntry[]} entries @param {number} at ms @returns {{entry?: OutboxEntry, pause: number}}
 */
function next(entries, at) {
  /** @type {Map<string, number>} */
  const paced = new Map();
  for (const entry of entries) {
    const first = (!entry.act && paced.get(entry.room)) || Infinity;
    if (entry.state === "refused" || first < (entry.state === "paced" ? Infinity : SOON)) continue;
    const pause = (entry.until ?? 0) - at;
    if (pause <= 0) return { entry, pause: 0 };
    if (entry.state !== "paced") return { pause: Math.min(pause, ...paced.values()) };
    paced.set(entry.room, pause);
  }
  return { pause: paced.size && Math.min(...paced.values()) };
}

/** Either way from now: a device's clock may have been set meanwhile. @param {OutboxEntry} entry */
function isNew({ created }) {
  return Math.abs(now() - created) < ASKED_FOR;
}

/** @param {OutboxEntry} entry what outlives the page: how far the sending got does not */
function kept({ key, user, room, draft, created, refusal, act, id }) {
  return { key, user, room, draft, created, ...(refusal && { refusal }), ...(act && { act, id }) };
}

/** A UUID version 4; `crypto.randomUUID` is missing on plain-HTTP hosts other than localhost. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
