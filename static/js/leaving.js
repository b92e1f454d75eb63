/** On every page: the way out, by its button or by Shift pressed three times. Without this script the button is a link. */

import { Presses } from "./presses.js";

/**
 * Blank at once, and this page's place in the history is the other site's: Back does not lead here. What was looked at
 * before is still in it, as the page about leaving says.
 * @param {string} url
 */
function leave(url) {
  document.title = new URL(url).hostname;
  document.body.hidden = true;
  location.replace(url);
}

const link = /** @type {HTMLAnchorElement | null} */ (document.querySelector("a[data-leave]"));
const presses = new Presses();

link?.addEventListener("click", (event) => {
  event.preventDefault();
  leave(link.href);
});
// In the capture phase: no dialog or menu keeps it from being heard.
document.addEventListener("keydown", ({ key, repeat }) => link && presses.pressed(key, repeat, Date.now()) && leave(link.href), true);
document.addEventListener("pointerdown", () => presses.forget(), true);
// A browser may bring the page back as it was left.
addEventListener("pageshow", () => (document.body.hidden = false));
