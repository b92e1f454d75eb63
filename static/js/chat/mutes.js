/** Whom I have muted: what they write stands folded, until I look at one message or unmute them. Nobody else knows. */

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").Person} Person */

const HEARD = new Set(["clinician", "admin"]); // whatever they say may be about the reader's safety

export class Mutes {
  /** Names by id. @type {Map<number, string>} */
  #muted;
  /** Messages that I looked at all the same. @type {Set<number>} */
  #shown = new Set();
  #url;
  #csrf;

  /** @param {{id: number, name: string}[]} muted @param {{mute: string, unmute: string}} urls with 0 for the person @param {string} csrf token */
  constructor(muted, urls, csrf) {
    this.#muted = new Map(muted.map(({ id, name }) => [id, name]));
    this.#url = urls;
    this.#csrf = csrf;
  }

  /** @param {number} id of a person */
  has(id) {
    return this.#muted.has(id);
  }

  /** Whether one of that name is muted: a quote names no id, and no two have a name. @param {string} name */
  hasNamed(name) {
    return [...this.#muted.values()].includes(name);
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
    return `${this.has(author.id)} ${Boolean(quote && this.hasNamed(quote.name))}`;
  }

  /** @param {number} id of a message */
  show(id) {
    this.#shown.add(id);
  }

  /** Mutes the person, or unmutes them. @param {Person} person @returns {Promise<string | null>} why not; "" without a word from the server */
  async toggle({ id, name }) {
    const url = (this.#muted.has(id) ? this.#url.unmute : this.#url.mute).replace("/0/", `/${id}/`);
    const headers = { Accept: "application/json", "X-CSRFToken": this.#csrf };
    const response = await fetch(url, { method: "POST", headers }).catch(() => null);
    const answer = await response?.json().catch(() => null);
    if (!response?.ok || !answer) return answer?.detail ?? "";
    if (answer.muted) {
      this.#muted.set(id, name);
      this.#shown.clear();
    } else this.#muted.delete(id);
    return null;
  }
}
