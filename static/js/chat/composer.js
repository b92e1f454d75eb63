/** Where a message is written: its text, feeling, reply and resource, kept as a draft until it is on its way. */

import { calmly, part, say } from "./dom.js";
import { fits, left } from "./limits.js";
import { gettext, interpolate, ngettext, refusalWord } from "./words.js";

/** @typedef {import("./types.js").Draft} Draft */
/** A message of mine that is given other words, and its words before. @typedef {{id: number, text: string}} Editing */

export const EMPTY = { text: "", feeling: null, reply_to: null, resource: null };
const COUNT_FROM = 400; // characters left at which the counter appears
const SAVE_AFTER = 300; // ms

export class Composer {
  #form;
  #area;
  #limits;
  #kept;
  #onSend;
  #onEdit;
  #onLeave;
  #onLast;
  /** @type {Omit<Draft, "text">} */
  #extras = EMPTY;
  /** @type {Editing | null} */
  #editing = null;
  #closed = false;
  /** What was being written before that. @type {Draft} */
  #before = EMPTY;
  /** The draft as this page last saw it kept. */
  #seen = "null";

  /**
   * @param {HTMLFormElement} form
   * @param {object} parts
   * @param {{text: number, frame: number}} parts.limits
   * @param {import("./store.js").Keepsake} parts.kept the draft
   * @param {(draft: Draft) => Promise<void>} parts.onSend resolves when the message is safe on this device
   * @param {(message: Editing, text: string) => Promise<void>} parts.onEdit likewise, for new words of a message
   * @param {() => void} parts.onLeave a message stays as it is
   * @param {() => boolean} parts.onLast the writer wants to change the last message; false: there is none to change
   */
  constructor(form, { limits, kept, onSend, onEdit, onLeave, onLast }) {
    this.#form = form;
    this.#area = /** @type {HTMLTextAreaElement} */ (part(form, "text"));
    this.#limits = limits;
    this.#kept = kept;
    this.#onSend = onSend;
    this.#onEdit = onEdit;
    this.#onLeave = onLeave;
    this.#onLast = onLast;
    this.#restore(kept.read());
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
      if (event.key === "Escape" && this.#editing) {
        event.preventDefault();
        return this.leave();
      }
      const touch = matchMedia("(pointer: coarse)").matches;
      const plain = !(event.shiftKey || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || touch);
      if (event.key === "ArrowUp" && plain && !this.#area.value && !this.#editing && this.#onLast()) event.preventDefault();
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
      if (drop?.getAttribute("data-drop") === "editing") this.leave();
      else if (drop) this.set({ [drop.getAttribute("data-drop") ?? ""]: null });
    });
    addEventListener("pagehide", () => this.#save());
    const look = () => this.#stands() === this.#seen || this.#save();
    addEventListener("storage", look);
    addEventListener("pageshow", look);
  }

  /** What goes with the next message; while new words for another one are written it waits for its turn. @param {Partial<Omit<Draft, "text">>} extras */
  set(extras) {
    if (this.changing) {
      this.#before = { ...this.#before, ...extras };
      this.#save();
      return this.stay();
    }
    if (this.#editing) this.leave();
    this.#extras = { ...this.#extras, ...extras };
    this.#showExtras();
    this.#save();
    this.focus();
  }

  get feeling() {
    return this.#extras.feeling;
  }

  /** What would be sent now, and the message whose new words it is. @returns {{text: string, quote: import("./types.js").Quote | null, editing: Editing | null}} */
  get written() {
    return { text: this.#area.value.trim(), quote: this.#extras.reply_to, editing: this.#editing };
  }

  focus() {
    this.#area.focus();
  }

  /** Whether a message of mine has new words here that are not saved: nothing else takes their place. */
  get changing() {
    return Boolean(this.#editing && this.#area.value.trim() !== this.#editing.text.trim());
  }

  /** Says why what was asked for waits. */
  stay() {
    this.#refuse(gettext("You are changing a message. Save it, or leave it as it is: then this can go on."));
    this.focus();
  }

  /** Gives a message of mine other words; what was being written comes back afterwards. @param {Editing} message @param {string} [text] */
  edit(message, text = message.text) {
    if (this.changing) return this.stay();
    if (!this.#editing) this.#before = this.#draft();
    this.#editing = message;
    this.#refuse("");
    this.#fill({ ...EMPTY, text });
    this.#save();
    this.focus();
    this.#area.setSelectionRange(text.length, text.length);
  }

  /** Leaves the message as it is. */
  leave() {
    this.#onLeave();
    this.#refuse("");
    this.#stopEditing();
    this.#save();
    this.focus();
  }

  /** @param {string} words about something that was asked for elsewhere, and could not be done */
  tell(words) {
    this.#refuse(words);
  }

  /** Takes a message back to be mended; what was being written stays below it. @param {Draft} draft @param {{code: string, detail: string}} [refusal] */
  takeBack(draft, refusal) {
    if (this.changing) {
      this.#before = { ...draft, text: both(draft, this.#before) };
      this.#save();
      return this.stay();
    }
    if (this.#editing) this.#stopEditing();
    this.#fill({ ...draft, text: both(draft, this.#draft()) });
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

  /** Whether nothing is written or chosen here that something else could take the place of. */
  get empty() {
    const { feeling, reply_to: quote, resource } = this.#extras;
    return this.wordless && !feeling && !quote && !resource && !this.#editing;
  }

  get wordless() {
    return !this.#area.value.trim();
  }

  /** Nothing can be sent from here any more. */
  close() {
    this.#closed = true;
    this.lock(true);
  }

  /** What was typed can still be copied, and nothing else. @param {boolean} locked as long as that is so */
  lock(locked) {
    this.#area.readOnly = locked || this.#closed;
    for (const button of this.#form.querySelectorAll("button")) button.disabled = this.#area.readOnly;
  }

  async #submit() {
    const draft = { ...this.#extras, text: this.#area.value.trim() };
    if (this.#area.readOnly) return;
    if (!draft.text) return this.#refuse(refusalWord({ code: "empty", detail: "" }));
    if (!fits(draft.text, this.#limits)) return this.#refuse(refusalWord({ code: "too_long", detail: "" }));
    this.#refuse("");
    const editing = this.#editing;
    if (editing) this.#stopEditing();
    else this.#fill(EMPTY);
    if (!editing) await this.#onSend(draft);
    else if (draft.text !== editing.text) await this.#onEdit(editing, draft.text);
    this.#save();
  }

  #stopEditing() {
    this.#editing = null;
    this.#fill(this.#before);
    this.#before = EMPTY;
  }

  /** @returns {Draft} */
  #draft() {
    return { ...this.#extras, text: this.#area.value };
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
    this.#form.classList.toggle("editing", Boolean(this.#editing));
    part(this.#form, "editing").hidden = part(this.#form, "save-words").hidden = !this.#editing;
    part(this.#form, "send-words").hidden = Boolean(this.#editing);
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
        ? interpolate(ngettext("%(count)s character too many", "%(count)s characters too many", -rest), { count: (-rest).toLocaleString(document.documentElement.lang) })
        : interpolate(ngettext("%(count)s character left", "%(count)s characters left", rest), { count: rest });
    say(this.#form, "count", rest < COUNT_FROM ? words : "");
    part(this.#form, "count").classList.toggle("over", rest < 0);
  }

  /** @returns {any} what is to be kept */
  get #whole() {
    return this.empty ? null : { ...this.#draft(), ...(this.#editing && { editing: this.#editing, before: this.#before }) };
  }

  /** @param {any} kept */
  #restore(kept) {
    const { editing = null, before = EMPTY, ...draft } = kept ?? EMPTY;
    this.#editing = editing;
    this.#before = before;
    this.#fill(draft);
    this.#seen = JSON.stringify(kept);
  }

  /** Another page of mine may have kept one since. */
  #stands() {
    return JSON.stringify(this.#kept.read());
  }

  /**
   * Keeps what is written here. What another page of mine has kept since takes its place where nothing was changed here
   * meanwhile, and else stands above it.
   */
  #save() {
    const [there, seen] = [this.#kept.read(), this.#seen];
    this.#seen = JSON.stringify(there);
    if (this.#seen !== seen) {
      if (JSON.stringify(this.#whole) === seen) {
        this.#onLeave();
        this.#refuse("");
        return this.#restore(there);
      }
      const { editing, before, ...draft } = there ?? EMPTY;
      if (there) return this.takeBack({ ...draft, text: both(before, draft) });
    }
    this.#kept.write(this.#whole);
    this.#seen = this.#stands();
  }
}

/** @param {Draft | undefined} first @param {Draft} then @returns {string} */
function both(first, then) {
  return [first?.text, then.text].filter(Boolean).join("\n\n");
}
