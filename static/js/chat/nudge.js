/**
 * A question before a message leaves: does it tell others what to take? Then its writer may tell it as their own
 * experience, write it anew, or send it as it is to a clinician. It never changes a word, and stands in nobody's way:
 * without a quick answer the message goes as always.
 */

import { within } from "./backoff.js";
import { part } from "./dom.js";

/** @typedef {import("./types.js").Draft} Draft */

const ANSWER_WITHIN = 400; // ms

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

  /**
   * Notes in the draft what became of the last question.
   * @param {Draft} draft @param {import("./types.js").Quote | null} [quote] what it answers, where the draft does not say
   * @returns {Promise<boolean>} whether it may leave
   */
  async about(draft, quote = draft.reply_to) {
    const same = this.#asked.has(draft.text);
    draft.nudge = this.#open ? (same ? "as_it_was" : "rewritten") : null;
    this.hide();
    if (!same && !this.#urgent() && this.#reachable() && (await this.#isAdvice(draft.text, quote))) {
      this.#asked.add(draft.text);
      this.#open = true;
      return false;
    }
    this.#open = false;
    return true;
  }

  show() {
    this.#mark(true);
    this.#place.focus();
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
    this.hide();
    this.#open = false;
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

  /** @param {string} text @param {import("./types.js").Quote | null} quote */
  async #isAdvice(text, quote) {
    try {
      const response = await fetch(this.#url, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.#csrf },
        body: JSON.stringify({ text, reply_to: quote?.id ?? null, again: this.#open }),
        signal: within(ANSWER_WITHIN),
      });
      return response.ok && (await response.json()).advice === true;
    } catch {
      return false;
    }
  }
}
