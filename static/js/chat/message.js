/** Draws one line of the room from its template. */

import { isLong, markLinks } from "./bodies.js";
import { isCard } from "./cards.js";
import { draw, drawKind, part, say, setServerHtml, when } from "./dom.js";
import { addConversions } from "./glucose.js";
import { gettext, interpolate, kindWord, refusalWord, roleWord } from "./words.js";

/** @typedef {import("./layout.js").Line} Line */
/** @typedef {import("./types.js").Message} Message */

const TONES = 6; // of avatars in room.css

/** Everything that is drawn in one language for one reader. */
export class Painter {
  #me;
  #language;
  #times;
  #appealUrl;
  #mutes;
  #reactions;
  #unit;
  /** Long messages that the reader wants to see whole. */
  #unfolded = new Set();

  /**
   * @param {import("./types.js").Boot} boot @param {import("./times.js").Times} times
   * @param {import("./mutes.js").Mutes} mutes @param {import("./reactions.js").Reactions} reactions
   */
  constructor({ user, language, unit, urls }, times, mutes, reactions) {
    this.#mutes = mutes;
    this.#reactions = reactions;
    this.#me = user.id;
    this.#language = language;
    this.#unit = unit;
    this.#times = times;
    this.#appealUrl = urls.appeal;
  }

  /** @param {Line} line @returns {HTMLElement} */
  paint(line) {
    const element = this[line.type](line);
    element.dataset.key = line.key;
    this.#mark(element, line);
    return element;
  }

  /** In the place of a line that could not be drawn. @param {Line} line */
  failed({ key }) {
    const element = draw("tombstone");
    element.dataset.key = key;
    when(element, "failed");
    part(element, "time").remove();
    return element;
  }

  /** Brings what changes in a line without drawing it anew up to date. @param {HTMLElement} element @param {Line} line */
  retouch(element, line) {
    if (line.type === "message" && line.entry.message) this.#reactions.paint(element, line.entry.message);
    this.#mark(element, line);
  }

  /** Which state of the message it shows, for whoever looks into the page. @param {HTMLElement} element @param {Line} line */
  #mark(element, { entry }) {
    if (entry?.message) element.dataset.revision = String(entry.message.revision);
  }

  /** @param {Line} line */
  divider({ at }) {
    const element = draw("divider");
    say(element, "day", this.#times.day(at));
    return element;
  }

  news() {
    return draw("news");
  }

  /** @param {Line} line */
  tombstone({ entry: { message }, at }) {
    const element = draw("tombstone");
    const mine = message?.state === "withdrawn" && message.author.id === this.#me;
    when(element, mine ? "withdrawn-mine" : message?.state ?? "");
    this.#time(element, at);
    return element;
  }

  /** One of somebody I muted: its words can be looked at; what a clinician put under it shows. @param {Line} line */
  folded({ entry, at }) {
    const { author, correction, html } = /** @type {Message} */ (entry.message);
    const element = drawKind("folded", { correction });
    say(element, "folded-words", interpolate(gettext("Muted: %(name)s"), { name: author.name }));
    say(element, "unfold-words", interpolate(gettext("the message of %(name)s"), { name: author.name }));
    this.#time(element, at);
    this.#correction(element, correction, html);
    return element;
  }

  /** @param {Line} line */
  message({ entry, continued, at, after }) {
    const message = /** @type {Message} */ (entry.message);
    const { author } = message;
    const mine = author.id === this.#me;
    const element = drawKind("message", {
      avatar: !mine && !continued,
      prompt: message.kind === "prompt",
      role: author.role,
      feeling: message.feeling,
      published: mine,
      "is-pinned": message.pinned,
      quote: message.reply_to,
      resource: message.resource,
      edited: message.edited,
      caution: message.caution,
      card: isCard(entry.own?.card),
      late: after,
      fold: isLong(message.html ?? ""),
      change: entry.acting || entry.own?.change,
      correction: message.correction,
    });
    element.classList.toggle("mine", mine);
    element.classList.toggle("continued", continued);
    element.classList.toggle("prompt", message.kind === "prompt");
    const forMe = Boolean(message.mentions?.some(({ id }) => id === this.#me));
    element.classList.toggle("mentions-me", forMe);
    const words = forMe ? gettext("%(name)s, %(time)s, mentions you") : gettext("%(name)s, %(time)s");
    element.setAttribute("aria-label", interpolate(words, { name: author.name, time: this.#times.full(at) }));
    if (!mine && !continued) this.#avatar(element, author);
    say(element, "name", mine ? gettext("You") : author.name);
    if (author.role) say(element, "role", roleWord(author.role));
    this.#time(element, at);
    if (after) this.#late(element, at, after);
    if (message.feeling) this.#feeling(element, message.feeling);
    if (message.reply_to) this.#quote(element, message.reply_to);
    setServerHtml(part(element, "body"), message.html ?? "");
    this.#mentions(element, message.mentions ?? []);
    this.#fold(element, message.id);
    this.#convert(element, "body", message.reply_to?.excerpt);
    this.#resource(element, message.resource);
    if (message.edited) this.#time(element, message.edited, "edited-time");
    this.#change(element, entry);
    this.#correction(element, message.correction, message.html);
    const menu = interpolate(gettext("What to do with the message of %(name)s"), { name: author.name });
    part(element, "menu").setAttribute("aria-label", menu);
    this.#reactions.paint(element, message);
    return element;
  }

  /** One of mine that others do not see: held, removed, or on its way. @param {Line} line */
  own({ entry: { own, pending, acting }, at }) {
    const element = draw("own");
    const state = own?.state ?? pending?.state ?? "";
    part(element, "withdraw").hidden = state !== "held" || Boolean(acting);
    part(element, "leaving").hidden = !acting;
    part(element, "why").hidden = state !== "removed";
    element.dataset.state = state;
    when(element, state);
    this.#time(element, at);
    part(element, "away").hidden = state !== "removed";
    if (own) {
      setServerHtml(part(element, "body"), own.html);
      this.#convert(element, "body");
      this.#feeling(element, own.feeling);
      say(element, "reason", own.reason);
      part(element, "appeal").setAttribute("href", this.#appealUrl.replace("/0/", `/${own.id}/`));
      part(element, "card").hidden = !isCard(own.card);
      say(element, "extras", "");
    } else if (pending) {
      const { text, reply_to: quote, resource } = pending.draft;
      part(element, "body").textContent = text;
      this.#feeling(element, null);
      say(element, "extras", [quote && `↩ ${quote.name}`, resource?.title].filter(Boolean).join(" · "));
      say(element, "refusal", pending.refusal && refusalWord(pending.refusal));
      part(element, "card").hidden = true;
    }
    return element;
  }

  /** What becomes of new words of mine, or of my taking it back. @param {HTMLElement} element @param {import("./timeline.js").Entry} entry */
  #change(element, { own, acting }) {
    const strip = part(element, "change");
    const change = own?.change;
    if (!strip) return;
    const words = part(strip, "change-body");
    if (acting) words.textContent = acting.act === "edit" ? acting.draft.text : "";
    else setServerHtml(words, change?.html ?? "");
    words.hidden = acting?.act === "withdraw";
    const state = acting ? (acting.act === "withdraw" ? "leaving" : acting.state) : change?.state === "refused" ? "refused" : "held";
    strip.dataset.state = state;
    when(strip, state);
    if (change) say(strip, "change-reason", change.reason);
  }

  /** A long text shows its beginning, until its reader asks for all of it. @param {HTMLElement} element @param {number} id */
  #fold(element, id) {
    const [body, button] = [part(element, "body"), part(element, "fold")];
    markLinks(body);
    if (!button) return;
    const fold = (/** @type {boolean} */ folded) => {
      body.classList.toggle("folded", folded);
      button.setAttribute("aria-expanded", String(!folded));
      button.textContent = folded ? gettext("Show all") : gettext("Show less");
      if (folded) this.#unfolded.delete(id);
      else this.#unfolded.add(id);
    };
    fold(!this.#unfolded.has(id));
    button.addEventListener("click", () => fold(this.#unfolded.has(id)));
    body.addEventListener("focusin", () => fold(false)); // a link beyond the fold was come to by the keyboard
  }

  /** @param {HTMLElement} element @param {string} name of the part @param {string | null} [about] what it answers */
  #convert(element, name, about) {
    addConversions(part(element, name), this.#unit, this.#language, about ?? "");
  }

  /** By the names that people have now. @param {HTMLElement} element @param {{id: number, name: string}[]} mentions */
  #mentions(element, mentions) {
    for (const mark of element.querySelectorAll(".mention")) {
      const id = Number(mark.getAttribute("data-user"));
      const named = mentions.find((one) => one.id === id);
      if (named) mark.textContent = `@${named.name}`;
      mark.classList.toggle("me", id === this.#me);
    }
  }

  /** @param {HTMLElement} element @param {string} at @param {string} [name] of the part */
  #time(element, at, name = "time") {
    const time = part(element, name);
    time.textContent = this.#times.hour(at);
    time.setAttribute("datetime", at);
    time.title = this.#times.full(at);
  }

  /** Why its time is before the one above it. @param {HTMLElement} element @param {string} at @param {string} after */
  #late(element, at, after) {
    const hour = this.#times.day(at) === this.#times.day(after) ? this.#times.hour(at) : this.#times.full(at);
    say(element, "late", interpolate(gettext("Sent %(sent)s, shown later"), { sent: hour }));
  }

  /** @param {HTMLElement} element @param {import("./types.js").Person} author */
  #avatar(element, { id, name, role }) {
    const avatar = part(element, "avatar");
    avatar.textContent = [...name][0] ?? "";
    avatar.classList.add(role ? "staff" : `tone-${id % TONES}`);
  }

  /** @param {HTMLElement} element @param {import("./types.js").Feeling | null | undefined} feeling */
  #feeling(element, feeling) {
    part(element, "feeling").hidden = !feeling;
    if (!feeling) return;
    say(element, "emoji", feeling.emoji);
    say(element, "word", feeling.word[this.#language === "es" ? "es" : "en"]);
  }

  /** @param {HTMLElement} element @param {import("./types.js").Quote} quote */
  #quote(element, quote) {
    part(element, "quote").setAttribute("href", `#m${quote.id}`);
    say(element, "quote-name", quote.name);
    const muted = this.#mutes.has(quote.by);
    say(element, "quote-excerpt", muted ? gettext("muted") : quote.excerpt);
    if (muted) part(element, "quote-excerpt").removeAttribute("lang");
  }

  /** @param {HTMLElement} element @param {import("./types.js").Resource | null | undefined} resource */
  #resource(element, resource) {
    if (!resource) return;
    if (resource.gone) {
      return part(element, "resource").replaceWith(draw("resource-gone"));
    }
    const card = draw("resource");
    card.setAttribute("href", resource.url);
    say(card, "kind", kindWord(resource.kind));
    say(card, "title", resource.title);
    say(card, "summary", resource.summary);
    part(card, "title").lang = part(card, "summary").lang = resource.language;
    part(card, "demo").hidden = !resource.demo;
    part(element, "resource").replaceWith(card);
  }

  /**
   * @param {HTMLElement} element @param {import("./types.js").Correction | null | undefined} correction
   * @param {string | null | undefined} about the message's HTML, which a folded line does not show
   */
  #correction(element, correction, about) {
    if (!correction) return;
    const box = part(element, "correction");
    say(box, "corrector", correction.by);
    this.#time(box, correction.at, "corrected");
    setServerHtml(part(box, "correction-body"), correction.html);
    const words = document.createElement("div");
    setServerHtml(words, about ?? "");
    this.#convert(box, "correction-body", words.textContent ?? "");
    this.#resource(box, correction.resource);
  }
}
