/** What this reader holds of the room: a model without a page, so that it can be tested without one. */

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").OwnMessage} OwnMessage */
/** @typedef {import("./types.js").OutboxEntry} OutboxEntry */

/**
 * One line of the display. `own` is set beside `message` when it brought me a safety card, has new words that others do not
 * see, or is a tombstone of mine that I have not put away; `acting` when I have changed it, or taken it back, and that is on
 * its way.
 * @typedef {{key: string, message?: Message, own?: OwnMessage, pending?: OutboxEntry, acting?: OutboxEntry, folded?: boolean}} Entry
 */

export class Timeline {
  #me;
  /** @type {Map<number, Message>} */
  #messages = new Map();
  /** @type {Map<number, OwnMessage>} */
  #own = new Map();
  /** @type {OutboxEntry[]} */
  #pending = [];
  /** Messages of mine that came as `changes` while one was on its way, whose `accepted` is still to come. */
  #unclaimed = new Set();
  /** Removed messages of mine that I have read about and put away; of refused changes "c" and the id. @type {Set<number | string>} */
  away = new Set();
  /** Whether a message is to stand folded. @type {(message: Message) => boolean} */
  folds = () => false;
  /** Up to date as of this revision of the room. */
  revision = 0;
  /** The revision at which this view began: what has a later position arrived before the reader's eyes. */
  since = 0;
  /** Whether the server has older messages than the ones held. */
  more = false;
  /** The position after which everything is new to the reader of this visit. */
  news = Infinity;

  /** @param {number} me my user id */
  constructor(me) {
    this.#me = me;
  }

  /** @param {import("./types.js").Joined} frame @param {{first?: boolean}} options first: nothing was held before */
  joined(frame, { first = false } = {}) {
    this.#own = new Map(frame.own.map((own) => [own.id, own]));
    if (!first && !frame.reset) return;
    this.#messages.clear();
    this.#unclaimed.clear();
    this.#upsert(frame.messages);
    this.revision = this.since = frame.revision;
    this.more = frame.more;
  }

  /**
   * @param {import("./types.js").Changes} frame
   * @returns {Message[] | null} those not seen before; null after a gap: then nothing was taken, ask with `join`
   */
  changes(frame) {
    if (frame.from > this.revision + 1) return null;
    const fresh = frame.messages.filter(({ id }) => !this.#messages.has(id));
    if (this.#pending.some(newAndUnderway)) {
      for (const { id, author } of fresh) {
        if (author.id === this.#me && !this.#own.has(id)) this.#unclaimed.add(id);
      }
    }
    this.#upsert(frame.messages);
    this.revision = Math.max(this.revision, frame.to);
    return fresh;
  }

  /** @param {{messages: Message[], more: boolean}} page the one before the oldest message held */
  older({ messages, more }) {
    this.#upsert(messages);
    this.more = more;
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

  /** @param {number} id */
  own(id) {
    return this.#own.get(id);
  }

  /** Messages of others in the room after the position, in order. @param {number} position @returns {Message[]} */
  unread(position) {
    const after = [...this.#messages.values()].filter((message) => message.position > position);
    return after.filter(({ state, author }) => state === "published" && author.id !== this.#me).sort(byPosition);
  }

  /** Whether everything after the position is held. @param {number} position */
  reaches(position) {
    return !this.more || (this.oldest() ?? Infinity) <= position;
  }

  /** The key of the message before which the line stands that says what is new; none while earlier ones may be missing. */
  firstNew() {
    const first = this.reaches(this.news) ? this.unread(this.news)[0] : undefined;
    return first && `m${first.id}`;
  }

  /** The position to page back from; null when nothing is held. */
  oldest() {
    return this.#messages.size ? Math.min(...[...this.#messages.values()].map(({ position }) => position)) : null;
  }

  /**
   * In the order of the display: the room's by position; each of my own unseen ones before the first of the room that is
   * later, so that one of others that waited, and comes in at the end with an old time, moves none; then those on their way.
   * @returns {Entry[]}
   */
  entries() {
    const room = [...this.#messages.values()].sort(byPosition);
    const mine = [...this.#own.values()].filter(({ id, state }) => !(state === "removed" && this.away.has(id)));
    const unseen = mine.filter(({ id, state }) => state !== "published" && !this.#messages.has(id)).sort(byTime);
    const stones = new Map(mine.map((own) => [own.id, own]));
    const placed = room.flatMap((message) => {
      const before = unseen.splice(0, unseen.filter(({ at }) => Date.parse(at) < Date.parse(message.at)).length);
      const own = stones.get(message.id);
      const told = (message.state === "published") === (own?.state === "published") ? this.#told(message, own) : undefined;
      return [...before.map(alone), { key: `m${message.id}`, message, own: told, folded: this.folds(message) }];
    });
    const standing = [...placed, ...unseen.map(alone)].map((entry) => {
      const acting = this.#pending.findLast(({ act, id, state }) => act && state !== "refused" && `m${id}` === entry.key);
      return acting ? { ...entry, acting } : entry;
    });
    return [...standing, ...this.#waiting().map((pending) => ({ key: pending.key, pending }))];
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

  /** @param {Message[]} messages */
  #upsert(messages) {
    for (const message of messages) {
      const held = this.#messages.get(message.id);
      if (!held || held.revision <= message.revision) this.#messages.set(message.id, message);
    }
  }
}

/** @param {Message} a @param {Message} b */
function byPosition(a, b) {
  return a.position - b.position;
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
