/** What can be done with a message. Drawn into its line when its menu opens: by then it is known what still can be. */

import { draw, part, say, strip } from "./dom.js";
import { Mutes } from "./mutes.js";
import { isEditable } from "./own.js";
import { gettext, interpolate } from "./words.js";

export class LineMenu {
  #boot;
  #mutes;
  #reactions;
  #entry;
  #now;

  /**
   * @param {import("./types.js").Boot} boot
   * @param {Mutes} mutes
   * @param {import("./reactions.js").Reactions} reactions
   * @param {(key: string) => import("./timeline.js").Entry | undefined} entry of a line
   * @param {() => number} now ms, by the server's clock
   */
  constructor(boot, mutes, reactions, entry, now) {
    this.#boot = boot;
    this.#mutes = mutes;
    this.#reactions = reactions;
    this.#entry = entry;
    this.#now = now;
  }

  /** @param {HTMLElement} box that holds the lines */
  listen(box) {
    box.addEventListener("click", (event) => {
      const mark = /** @type {Element} */ (event.target).closest("[data-part=menu]");
      if (mark?.matches("button")) {
        event.stopPropagation(); // it would close the menu that opens in its place
        this.#open(mark);
      } else if (mark?.parentElement?.matches(":not([open])")) this.#fill(mark.parentElement);
    });
  }

  /** @param {Element} button that a menu takes the place of */
  #open(button) {
    const menu = draw("line-menu");
    const mark = part(menu, "menu");
    mark.setAttribute("aria-label", button.getAttribute("aria-label") ?? "");
    button.replaceWith(menu);
    mark.focus();
    mark.click();
  }

  /** @param {HTMLElement} menu that is about to open */
  #fill(menu) {
    const line = /** @type {HTMLElement} */ (menu.closest(".line"));
    const entry = this.#entry(line.dataset.key ?? "");
    if (!entry?.message) return;
    const { message } = entry;
    const { user, urls, limits, can_pin: canPin } = this.#boot;
    const { author } = message;
    const others = author.id !== user.id;
    const muting = this.#mutes.has(author.id) ? gettext("Unmute %(name)s") : gettext("Mute %(name)s");
    const choices = draw("message-menu");
    say(choices, "mute-words", interpolate(muting, { name: author.name }));
    const addresses = { report: urls.report, pause: urls.pause, "hand-over": urls.hand_over };
    for (const [name, url] of Object.entries(addresses)) {
      part(choices, name).setAttribute("href", (url ?? "").replace("/0/", `/${message.id}/`));
    }
    strip(choices, {
      rewrite: isEditable(entry, user.id, limits, this.#now()),
      withdraw: !others && !entry.acting,
      pin: canPin && !message.pinned,
      unpin: canPin && message.pinned,
      mute: others && Mutes.canMute(author),
      pause: others && urls.pause && !author.role,
      "hand-over": others && urls.hand_over,
      report: others && !urls.hand_over,
    });
    menu.querySelector("summary ~ *")?.remove();
    menu.append(choices);
    this.#reactions.paint(line, message);
  }
}
