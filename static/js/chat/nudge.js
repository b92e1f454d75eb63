/**
 * A question before a message leaves: does it tell others what to take? Then its writer may tell it as their own
 * experience, write it anew, or send it as it is to a clinician. It never changes a word, and stands in nobody's way:
 * without a quick answer the message goes as always.
 */

import { within } from "./backoff.js";
import { part } from "./dom.js";

/** @typedef {import("./types.js").Draft} Draft */

/** @typedef {import("./types.js").Quote} Quote */

const PAUSE = 700; // ms without a key after which words are looked at ahead
const APART = 3_000; // ms between two such looks: what a member may ask (chat/limits.py) is to last for Send
const SOON = 1_500; // ms that Send waits for the answer
const GIVEN_UP = 10_000; // ms

export class Nudge {
  #place;
  #url;
  #csrf;
  #reachable;
  #urgent;
  /** Texts that were asked about on this page: nobody is asked twice about the same words. @type {Set<string>} */
  #asked = new Set();
  /** Whether somebody was asked, and has not sent anything since. */
  #open = false;
  /** Whether that was counted. */
  #told = false;
  /** The last look at words. @type {{at: string, advice: Promise<boolean>} | null} */
  #look = null;
  /** @type {any} */
  #timer = 0;
  #looked = -APART;

  /**
   * @param {HTMLElement} place the notice
   * @param {object} parts
   * @param {string} parts.url
   * @param {string} parts.csrf token
   * @param {() => boolean} parts.reachable whether the server answers at the moment
   * @param {() => boolean} parts.urgent whether a safety card is before the writer: nothing shall take its place
   * @param {(act: "own" | "same" | "back") => void} parts.onChoice
   */
  constructor(place, { url, csrf, reachable, urgent, onChoice }) {
    this.#place = place;
    this.#url = url;
    this.#csrf = csrf;
    this.#reachable = reachable;
    this.#urgent = urgent;
    place.addEventListener("click", (event) => {
      const act = /** @type {Element} */ (event.target).closest("[data-nudge]")?.getAttribute("data-nudge");
      if (act) this.#choose(/** @type {any} */ (act), onChoice);
    });
    place.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.#choose("back", onChoice);
    });
  }

  /** Looks at words that are being written, once their writer pauses. @param {string} text @param {Quote | null} quote what it answers */
  ahead(text, quote) {
    clearTimeout(this.#timer);
    if (!text || !this.#mayAsk(text)) return;
    this.#timer = setTimeout(() => {
      if (!this.#mayAsk(text)) return;
      this.#looked = performance.now();
      this.#isAdvice(text, quote);
    }, Math.max(PAUSE, this.#looked + APART - performance.now()));
  }

  /**
   * Notes in the draft what became of the last question.
   * @param {Draft} draft @param {import("./types.js").Quote | null} [quote] what it answers, where the draft does not say
   * @returns {Promise<boolean>} whether it may leave
   */
  async about(draft, quote = draft.reply_to) {
    clearTimeout(this.#timer);
    draft.nudge = this.#open ? (this.#asked.has(draft.text) ? "as_it_was" : "rewritten") : null;
    this.hide();
    if (this.#mayAsk(draft.text) && (await soon(this.#isAdvice(draft.text, quote))) && !this.#urgent()) {
      this.#asked.add(draft.text);
      this.#open = true;
      return false;
    }
    this.#open = this.#told = false;
    return true;
  }

  /** Shows the question. It is counted now, and once for a message, however often its new words are asked about. */
  show() {
    this.#mark(true);
    this.#place.focus();
    if (!this.#told) this.#post({ shown: true }).catch(() => {});
    this.#told = true;
  }

  hide() {
    this.#mark(false);
  }

  /** @param {boolean} shown */
  #mark(shown) {
    this.#place.hidden = !shown;
    this.#place.closest(".room")?.classList.toggle("nudged", shown);
  }

  /** What was asked about is gone: whatever comes now is another message. */
  over() {
    clearTimeout(this.#timer);
    this.hide();
    this.#open = this.#told = false;
  }

  /** The question was not shown: it is as if these words had not been asked about. @param {string} text */
  forget(text) {
    this.#asked.delete(text);
    this.over();
  }

  /** The words that begin somebody's own story, in the room's language. */
  get frame() {
    return `${part(this.#place, "frame").textContent?.trim()} `;
  }

  /** @param {"own" | "same" | "back"} act @param {(act: "own" | "same" | "back") => void} onChoice */
  #choose(act, onChoice) {
    this.hide();
    onChoice(act);
  }

  /** @param {string} text */
  #mayAsk(text) {
    return !this.#asked.has(text) && !this.#urgent() && this.#reachable();
  }

  /** One look for the same words, on its way or answered; a look that failed is none. @param {string} text @param {Quote | null} quote */
  #isAdvice(text, quote) {
    const at = `${quote?.id} ${text}`;
    if (this.#look?.at === at) return this.#look.advice;
    const look = { at, advice: this.#ask(text, quote) };
    this.#look = look;
    look.advice.catch(() => {
      if (this.#look === look) this.#look = null;
    });
    return look.advice;
  }

  /** @param {string} text @param {Quote | null} quote @returns {Promise<boolean>} */
  async #ask(text, quote) {
    const response = await this.#post({ text, reply_to: quote?.id ?? null });
    if (!response.ok) throw new Error(String(response.status));
    return (await response.json()).advice === true;
  }

  /** @param {object} body */
  #post(body) {
    return fetch(this.#url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.#csrf },
      body: JSON.stringify(body),
      keepalive: true,
      signal: within(GIVEN_UP),
    });
  }
}

/** @param {Promise<boolean>} advice @returns {Promise<boolean>} false as well when the answer fails, or does not come soon */
function soon(advice) {
  return Promise.race([advice.catch(() => false), new Promise((done) => setTimeout(done, SOON, false))]);
}
