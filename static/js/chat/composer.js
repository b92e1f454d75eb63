/** Where a message is written: its text, feeling, reply and resource, kept as a draft until it is on its way. */

import { calmly, part, say } from "./dom.js";
import { fits, left } from "./limits.js";
import { interpolate, ngettext, refusalWord } from "./words.js";

/** @typedef {import("./types.js").Draft} Draft */

const EMPTY = { text: "", feeling: null, reply_to: null, resource: null };
const COUNT_FROM = 400; // characters left at which the counter appears
const SAVE_AFTER = 300; // ms

export class Composer {
  #form;
  #area;
  #limits;
  #kept;
  #onSend;
  /** @type {Omit<Draft, "text">} */
  #extras = EMPTY;

  /**
   * @param {HTMLFormElement} form
   * @param {object} parts
   * @param {{text: number, frame: number}} parts.limits
   * @param {import("./store.js").Keepsake} parts.kept the draft
   * @param {(draft: Draft) => Promise<void>} parts.onSend resolves when the message is safe on this device
   */
  constructor(form, { limits, kept, onSend }) {
    this.#form = form;
    this.#area = /** @type {HTMLTextAreaElement} */ (part(form, "text"));
    this.#limits = limits;
    this.#kept = kept;
    this.#onSend = onSend;
    this.#fill(kept.read() ?? EMPTY);
    this.#listen();
  }

  #listen() {
    const save = calmly(SAVE_AFTER, () => this.#save());
    this.#area.addEventListener("input", () => {
      this.#refuse("");
      this.#measure();
      save();
    });
    this.#area.addEventListener("keydown", (event) => {
      const touch = matchMedia("(pointer: coarse)").matches;
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || touch) return;
      event.preventDefault();
      this.#form.requestSubmit();
    });
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#form.addEventListener("click", (event) => {
      const drop = /** @type {Element} */ (event.target).closest("[data-drop]");
      if (drop) this.set({ [drop.getAttribute("data-drop") ?? ""]: null });
    });
    addEventListener("pagehide", () => this.#save());
  }

  /** @param {Partial<Omit<Draft, "text">>} extras */
  set(extras) {
    this.#extras = { ...this.#extras, ...extras };
    this.#showExtras();
    this.#save();
    this.focus();
  }

  get feeling() {
    return this.#extras.feeling;
  }

  focus() {
    this.#area.focus();
  }

  /** Takes a message back to be mended; what was being written stays below it. @param {Draft} draft @param {{code: string, detail: string}} [refusal] */
  takeBack(draft, refusal) {
    const text = [draft.text, this.#area.value].filter(Boolean).join("\n\n");
    this.#fill({ ...draft, text });
    this.#save();
    this.#refuse(refusal ? refusalWord(refusal) : "");
    this.focus();
  }

  /** Puts words before what is written, which stays as it is, and the cursor between the two. @param {string} words */
  begin(words) {
    if (!this.#area.value.startsWith(words)) this.#area.value = words + this.#area.value;
    this.#measure();
    this.#save();
    this.focus();
    this.#area.setSelectionRange(words.length, words.length);
  }

  send() {
    this.#form.requestSubmit();
  }

  get empty() {
    return !this.#area.value.trim();
  }

  /** Nothing can be sent from here any more; what was typed can still be copied. */
  close() {
    this.#area.readOnly = true;
    for (const button of this.#form.querySelectorAll("button")) button.disabled = true;
  }

  async #submit() {
    const draft = { ...this.#extras, text: this.#area.value.trim() };
    if (this.#area.readOnly) return;
    if (!draft.text) return this.#refuse(refusalWord({ code: "empty", detail: "" }));
    if (!fits(draft.text, this.#limits)) return this.#refuse(refusalWord({ code: "too_long", detail: "" }));
    this.#refuse("");
    this.#fill(EMPTY);
    await this.#onSend(draft);
    this.#save();
  }

  /** @param {string} words */
  #refuse(words) {
    say(this.#form, "refusal", words);
    this.#area.setAttribute("aria-invalid", String(Boolean(words)));
  }

  /** @param {Draft} draft */
  #fill({ text, ...extras }) {
    this.#area.value = text;
    this.#extras = extras;
    this.#showExtras();
    this.#measure();
  }

  #showExtras() {
    const { reply_to: quote, resource } = this.#extras;
    part(this.#form, "reply").hidden = !quote;
    say(this.#form, "reply-name", quote?.name);
    say(this.#form, "reply-excerpt", quote?.excerpt);
    part(this.#form, "resource").hidden = !resource;
    say(this.#form, "resource-title", resource?.title);
    this.#showFeeling();
  }

  /** A kept feeling that has left the list since goes nowhere: nothing is sent that its writer does not see. */
  #showFeeling() {
    const choices = [...this.#form.querySelectorAll("[data-feeling]")];
    const chosen = choices.find((choice) => choice.getAttribute("data-feeling") === this.#extras.feeling);
    if (!chosen) this.#extras = { ...this.#extras, feeling: null };
    for (const choice of choices) choice.setAttribute("aria-pressed", String(choice === chosen));
    part(this.#form, "feeling").hidden = !chosen;
    say(this.#form, "feeling-words", chosen?.textContent?.trim());
  }

  #measure() {
    this.#area.style.height = "auto"; // through the CSSOM, which a CSP without inline styles allows
    this.#area.style.height = `${this.#area.scrollHeight + this.#area.offsetHeight - this.#area.clientHeight}px`;
    const rest = left(this.#area.value, this.#limits);
    const words =
      rest < 0
        ? interpolate(ngettext("%(count)s character too many", "%(count)s characters too many", -rest), { count: -rest })
        : interpolate(ngettext("%(count)s character left", "%(count)s characters left", rest), { count: rest });
    say(this.#form, "count", rest < COUNT_FROM ? words : "");
    part(this.#form, "count").classList.toggle("over", rest < 0);
  }

  #save() {
    const draft = { ...this.#extras, text: this.#area.value };
    const blank = !draft.text && !draft.feeling && !draft.reply_to && !draft.resource;
    this.#kept.write(blank ? null : draft);
  }
}
