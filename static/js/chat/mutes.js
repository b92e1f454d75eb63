/** Whom I have muted: what they write stands folded, until I look at one message or unmute them. Nobody else knows. */

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").Person} Person */

const HEARD = new Set(["clinician", "admin"]); // whatever they say may be about the reader's safety

export class Mutes {
  /** By id: names change, and are not told in the same words everywhere. @type {Set<number>} */
  #muted;
  /** Messages that I looked at all the same. @type {Set<number>} */
  #shown = new Set();
  #url;
  #csrf;

  /** @param {{id: number}[]} muted @param {{mute: string, unmute: string}} urls with 0 for the person @param {string} csrf token */
  constructor(muted, urls, csrf) {
    this.#muted = new Set(muted.map(({ id }) => id));
    this.#url = urls;
    this.#csrf = csrf;
  }

  /** @param {number} id of a person */
  has(id) {
    return this.#muted.has(id);
  }

  /** @param {Person} person */
  static canMute({ role }) {
    return !HEARD.has(role);
  }

  /** @param {Pick<Message, "id" | "author">} message */
  folds({ id, author }) {
    return this.#muted.has(author.id) && Mutes.canMute(author) && !this.#shown.has(id);
  }

  /** What muting changes in a message that is shown: a quote of somebody muted, the offer to mute. @param {Message} message */
  touches({ author, reply_to: quote }) {
    return `${this.has(author.id)} ${quote && this.has(quote.by)}`;
  }

  /** @param {number} id of a message */
  show(id) {
    this.#shown.add(id);
  }

  /** Mutes the person, or unmutes them. @param {Person} person @returns {Promise<string | null>} why not; "" without a word from the server */
  async toggle({ id }) {
    const url = (this.#muted.has(id) ? this.#url.unmute : this.#url.mute).replace("/0/", `/${id}/`);
    const headers = { Accept: "application/json", "X-CSRFToken": this.#csrf };
    const response = await fetch(url, { method: "POST", headers }).catch(() => null);
    const answer = await response?.json().catch(() => null);
    if (!response?.ok || !answer) return answer?.detail ?? "";
    if (answer.muted) {
      this.#muted.add(id);
      this.#shown.clear();
    } else this.#muted.delete(id);
    return null;
  }
}
