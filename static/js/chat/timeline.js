/** What this reader holds of the room: a model without a page, so that it can be tested without one. */

import { Names } from "./names.js";

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").OwnMessage} OwnMessage */
/** @typedef {import("./types.js").OutboxEntry} OutboxEntry */

/**
 * One line of the display. `own` is set beside `message` when it brought me a safety card, has new words that others do not
 * see, or is a tombstone of mine that I have not put away; `acting` when I have changed it, or taken it back, and that is on
 * its way. `looks`: the revision at which the message changed last, reactions aside.
 * @typedef {{key: string, message?: Message, looks?: number, own?: OwnMessage, pending?: OutboxEntry, acting?: OutboxEntry, folded?: boolean, muting?: string}} Entry
 */

const MOST = 300; // messages held: beyond that the far end is let go, and asked for again on the way back
const BESIDE = 1000; // states outside the window that are kept for the pages that are on their way

/**
 * It holds one window of the room, without a gap in it: `more` says that older ones are there, `newer` that the room goes
 * on after it. What is said beyond a window that has `newer` is counted by whoever asks, and not held.
 */
export class Timeline {
  #me;
  #names = new Names();
  /** @type {Map<number, Message>} */
  #messages = new Map();
  /** The latest states known outside the window: a page that was read before them must not bring an older state. @type {Map<number, Message>} */
  #beside = new Map();
  /** The highest revision of what was let go of these. */
  #forgotten = 0;
  /** By message. @type {Map<number, number>} */
  #looks = new Map();
  /** @type {Map<number, OwnMessage>} */
  #own = new Map();
  /** The messages at the top of the room, wherever they stand in it. @type {Map<number, Message>} */
  #pinned = new Map();
  /** @type {OutboxEntry[]} */
  #pending = [];
  /** Messages of mine that came as `changes` while one was on its way, whose `accepted` is still to come. */
  #unclaimed = new Set();
  /** Removed messages of mine that I have read about and put away; of refused changes "c" and the id. @type {Set<number | string>} */
  away = new Set();
  /** Whether a message is to stand folded. @type {(message: Message) => boolean} */
  folds = () => false;
  /** What else of it depends on whom the reader has muted. @type {(message: Message) => string} */
  muting = () => "";
  /** Up to date as of this revision of the room. */
  revision = 0;
  /** The revision at which this view began: what has a later position arrived before the reader's eyes. */
  since = 0;
  /** Whether the server has older messages than the ones held. */
  more = false;
  /** The position after which everything is new to the reader of this visit. */
  news = Infinity;
  /** Whether the room goes on after the ones held. */
  newer = false;

  /** @param {number} me my user id */
  constructor(me) {
    this.#me = me;
  }

  /** @param {import("./types.js").Joined} frame @param {{first?: boolean}} options first: nothing was held before */
  joined(frame, { first = false } = {}) {
    this.#own = new Map(frame.own.map((own) => [own.id, own]));
    if (frame.pinned) this.#pinned = new Map(frame.pinned.map((message) => [message.id, this.#names.within(message)]));
    if (!first && !frame.reset) return;
    this.#unclaimed.clear();
    this.#messages.clear();
    this.#beside.clear();
    this.revision = this.#forgotten = frame.revision;
    this.#show(frame.messages, frame.more, false);
  }

  /**
   * @param {import("./types.js").Changes} frame
   * @param {boolean} [follows] whether the reader is at the end: then the oldest make room for the new ones
   * @returns {Message[] | null} those not seen before; null after a gap: then nothing was taken, ask with `join`
   */
  changes(frame, follows = true) {
    if (frame.from > this.revision + 1) return null;
    const fresh = frame.messages.filter(({ id, position }) => position > this.revision && !this.#messages.has(id));
    if (this.#pending.some(newAndUnderway)) {
      for (const { id, author } of fresh) {
        if (author.id === this.#me && !this.#own.has(id)) this.#unclaimed.add(id);
      }
    }
    this.revision = Math.max(this.revision, frame.to);
    if (frame.people?.length) this.#rename(frame.people);
    this.#upsert(frame.messages);
    if (this.newer) return fresh;
    if (follows) this.#dropOldest();
    else this.#dropNewest();
    return fresh;
  }

  /** @param {import("./types.js").Page} page the one before the oldest message held @returns {boolean} whether it was taken */
  older({ messages, more, revision }) {
    if (revision < this.#forgotten) return false;
    this.more = more;
    this.#add(messages);
    this.#dropNewest();
    return true;
  }

  /** @param {import("./types.js").Page} page the one after the newest message held @returns {boolean} whether it was taken */
  later({ messages, newer, revision }) {
    if (revision < this.#forgotten) return false;
    this.newer = newer;
    this.#add(messages);
    this.#reachEnd();
    this.#dropOldest();
    return true;
  }

  /** Another place of the room. @param {import("./types.js").Page} page @returns {boolean} whether it was taken */
  window({ messages, more, newer, revision }) {
    if (revision < this.#forgotten) return false;
    this.#show(messages, more, newer);
    return true;
  }

  /** @param {import("./types.js").Accepted} frame the answer to a `post` */
  accepted({ id, key, room, message, own, card }) {
    this.#unclaimed.delete(id);
    const known = this.#own.get(id);
    if (message) this.#upsert([message]);
    if (own) this.ownChanged(own);
    else if (message && card) this.ownChanged({ ...message, key, room, card, reason: null });
    else if (known?.change) this.ownChanged({ ...known, change: null });
  }

  /** @param {OwnMessage} own */
  ownChanged(own) {
    if (own.state === "withdrawn") this.#own.delete(own.id);
    else this.#own.set(own.id, own);
  }

  /** @param {OutboxEntry[]} entries all that are on their way to this room, oldest first */
  pending(entries) {
    this.#pending = entries;
    if (!entries.some(newAndUnderway)) this.#unclaimed.clear();
  }

  /** @param {number} id */
  message(id) {
    return this.#messages.get(id);
  }

  /** Those at the top of the room, in the order in which they were said. */
  pins() {
    return [...this.#pinned.values()].sort((a, b) => a.position - b.position);
  }

  /** @param {number} position @returns {number} the id of the message there, or of the next one; 0 for none */
  at(position) {
    const from = [...this.#messages.values()].filter((message) => message.position >= position);
    return from.sort((a, b) => a.position - b.position)[0]?.id ?? 0;
  }

  /** @param {number} id */
  own(id) {
    return this.#own.get(id);
  }

  /** Whether one of mine waits for a clinician; that it is in the room may be told before what becomes of it. @param {number} id */
  waits(id) {
    const message = this.#messages.get(id) ?? this.#beside.get(id);
    return this.#own.get(id)?.state === "held" && message?.state !== "published";
  }

  /** Messages of others in the room after the position, in order, without those that stand folded. @param {number} position @returns {Message[]} */
  unread(position) {
    const after = [...this.#messages.values()].filter((message) => message.position > position);
    const news = after.filter((message) => message.state === "published" && message.author.id !== this.#me);
    return news.filter((message) => !this.folds(message)).sort(byPosition);
  }

  /** Whether everything after the position is held. @param {number} position */
  reaches(position) {
    return !this.newer && this.begins(position);
  }

  /** Whether what comes right after the position is held, if what is held comes after it at all. @param {number} position */
  begins(position) {
    return !this.more || (this.oldest() ?? Infinity) <= position;
  }

  /** The key of the message before which the line stands that says what is new; none while earlier ones may be missing. */
  firstNew() {
    const first = this.begins(this.news) ? this.unread(this.news)[0] : undefined;
    return first && `m${first.id}`;
  }

  /** The position to page back from; null when nothing is held. */
  oldest() {
    return this.#messages.size ? Math.min(...this.#positions()) : null;
  }

  /** The position to page on from; null when nothing is held. */
  newest() {
    return this.#messages.size ? Math.max(...this.#positions()) : null;
  }

  /**
   * In the order of the display: the room's by position; each of my own unseen ones before the first of the room that is
   * later, so that one of others that waited, and comes in at the end with an old time, moves none; then those on their way.
   * @returns {Entry[]}
   */
  entries() {
    const room = [...this.#messages.values()].sort(byPosition);
    const mine = [...this.#own.values()].filter(({ id, state }) => !(state === "removed" && this.away.has(id)));
    const unseen = mine
      .filter(({ id, state, at }) => state !== "published" && !this.#messages.has(id) && this.#isNear(at, room))
      .sort(byTime);
    const stones = new Map(mine.map((own) => [own.id, own]));
    const placed = room.flatMap((message) => {
      const before = unseen.splice(0, unseen.filter(({ at }) => Date.parse(at) < Date.parse(message.at)).length);
      const own = stones.get(message.id);
      const agrees = (message.state === "published") === (own?.state === "published");
      const advised = message.state === "published" && own?.card; // it waited, and is in the room now
      const told = agrees || advised ? this.#told(message, own) : undefined;
      const looks = this.#looks.get(message.id);
      return [...before.map(alone), { key: `m${message.id}`, message, looks, own: told, folded: this.folds(message), muting: this.muting(message) }];
    });
    const standing = [...placed, ...unseen.map(alone)].map((entry) => {
      const acting = this.#pending.findLast(({ act, id, state }) => act && state !== "refused" && `m${id}` === entry.key);
      return acting ? { ...entry, acting } : entry;
    });
    const waiting = this.newer ? [] : this.#waiting();
    return [...standing, ...waiting.map((pending) => ({ key: pending.key, pending }))];
  }

  /** @param {string} key @returns {Entry | undefined} */
  entry(key) {
    return this.entries().find((entry) => entry.key === key);
  }

  /** The last message of mine in the room. @returns {Entry | undefined} */
  lastOfMine() {
    return this.entries().findLast(({ message }) => message?.author.id === this.#me && message.state === "published");
  }

  /** Without a change that has been made since, or that I have put away. @param {Message} message @param {OwnMessage} [own] */
  #told({ edited }, own) {
    const { change } = own ?? {};
    if (!own || !change) return own;
    const made = change.state === "waiting" && edited && Date.parse(edited) >= Date.parse(change.at);
    return made || this.away.has(`c${change.id}`) ? { ...own, change: null } : own;
  }

  /** Whether what has this time belongs to the window: of one at the end of the room, all that is older does. @param {string} at @param {Message[]} room */
  #isNear(at, room) {
    if (!this.newer) return true;
    const [first, last] = [room[0], room[room.length - 1]].map((message) => Date.parse(message.at));
    return Date.parse(at) <= last && (!this.more || Date.parse(at) >= first);
  }

  /** Those on their way, less the ones that already stand in the room under an id that no answer has named yet. */
  #waiting() {
    const known = new Set([...this.#own.values()].map(({ key }) => key));
    let claimed = this.#unclaimed.size;
    return this.#pending.filter((entry) => {
      if (entry.act) return entry.state === "refused";
      if (entry.state === "checking" || known.has(entry.key)) return false;
      return !(underway(entry) && claimed-- > 0);
    });
  }

  /** Takes what belongs into the window; the rest is kept beside it for a while. @param {Message[]} messages */
  #upsert(messages) {
    const [first, last] = [this.more ? (this.oldest() ?? 0) : 0, this.newer ? (this.newest() ?? 0) : Infinity];
    for (const told of messages) {
      const message = this.#names.within(told);
      this.#pin(message);
      if (message.position >= first && message.position <= last) this.#add([message]);
      else this.#keepBeside(message);
    }
  }

  /** What is held was said by people who are called otherwise now. @param {import("./types.js").Person[]} people */
  #rename(people) {
    this.#names.heard(people);
    for (const held of [this.#messages, this.#beside, this.#pinned]) {
      for (const [id, message] of held) {
        const told = this.#names.within(message);
        if (held === this.#messages && content(told) !== content(message)) this.#looks.set(id, this.revision);
        held.set(id, told);
      }
    }
  }

  /** @param {Message} message */
  #pin(message) {
    const held = this.#pinned.get(message.id);
    if (held && held.revision > message.revision) return;
    if (message.pinned) this.#pinned.set(message.id, message);
    else this.#pinned.delete(message.id);
  }

  /** @param {Message[]} messages of the window */
  #add(messages) {
    for (const told of messages) {
      const message = this.#names.within(told);
      const beside = this.#beside.get(message.id);
      const newest = beside && beside.revision > message.revision ? beside : message;
      const held = this.#messages.get(message.id);
      if (!held || held.revision <= newest.revision) this.#messages.set(message.id, newest);
      if (!held || content(held) !== content(newest)) this.#looks.set(message.id, newest.revision);
      this.#beside.delete(message.id);
    }
  }

  /** @param {Message} message */
  #keepBeside(message) {
    const held = this.#beside.get(message.id);
    if (held && held.revision > message.revision) return;
    this.#beside.delete(message.id);
    this.#beside.set(message.id, message);
    if (this.#beside.size > BESIDE) {
      const [first] = this.#beside.values();
      this.#beside.delete(first.id);
      this.#forgotten = Math.max(this.#forgotten, first.revision);
    }
  }

  /** @param {Message[]} messages @param {boolean} more @param {boolean} newer */
  #show(messages, more, newer) {
    for (const message of this.#messages.values()) this.#keepBeside(message);
    this.#messages.clear();
    this.#looks.clear();
    [this.more, this.newer] = [more, newer];
    this.#add(messages);
    this.#reachEnd();
    this.#allSeen();
  }

  /** A page that reaches to the end goes on with what was said since it was read. */
  #reachEnd() {
    if (this.newer) return;
    const last = this.newest() ?? 0;
    this.#add([...this.#beside.values()].filter(({ position }) => position > last));
    this.#allSeen();
  }

  /** What is held now did not arrive before the reader's eyes. */
  #allSeen() {
    this.since = Math.max(this.revision, this.newest() ?? 0);
  }

  #dropOldest() {
    this.#drop((a, b) => a.position - b.position, () => (this.more = true));
  }

  #dropNewest() {
    this.#drop((a, b) => b.position - a.position, () => {
      this.newer = true;
      this.#allSeen();
    });
  }

  /** @param {(a: Message, b: Message) => number} order what goes comes first @param {() => void} onDrop */
  #drop(order, onDrop) {
    const beyond = this.#messages.size - MOST;
    if (beyond <= 0) return;
    onDrop();
    for (const message of [...this.#messages.values()].sort(order).slice(0, beyond)) {
      this.#messages.delete(message.id);
      this.#keepBeside(message);
    }
  }

  #positions() {
    return [...this.#messages.values()].map(({ position }) => position);
  }
}

/** @param {Message} a @param {Message} b */
function byPosition(a, b) {
  return a.position - b.position;
}

/** What a change of the reactions alone leaves as it was. @param {Message} message */
function content(message) {
  return JSON.stringify({ ...message, revision: 0, reactions: [] });
}

/** @param {OwnMessage} a @param {OwnMessage} b */
function byTime(a, b) {
  return Date.parse(a.at) - Date.parse(b.at) || a.id - b.id;
}

/** @param {OwnMessage} own @returns {Entry} */
function alone(own) {
  return { key: `m${own.id}`, own };
}

/** @param {OutboxEntry} entry */
function newAndUnderway(entry) {
  return !entry.act && underway(entry);
}

/** @param {OutboxEntry} entry */
function underway(entry) {
  return ["waiting", "sending", "checking"].includes(entry.state);
}
