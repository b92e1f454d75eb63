/** On every page of a logged-in person: menus that close by themselves, times in the reader's zone, a device that forgets at log-out, no page in a page. */

import { DeviceStore } from "./chat/store.js";
import { moveOut, settleIn } from "./device.js";
import { markLive } from "./live-hours.js";
import { localise } from "./local-times.js";
import "./menus.js";

/** Unsent messages, drafts and what the worker kept go before the log-out does. @param {SubmitEvent} event */
async function forget(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const user = Number(document.querySelector("[data-logout]")?.getAttribute("data-logout"));
  if (!user || !form.matches('[action$="/logout/"]')) return;
  event.preventDefault();
  await new DeviceStore(() => {}).clear(user);
  await moveOut();
  form.submit();
}

/**
 * A part of the page that was asked for, and came from another address than asked, is the log-in or the rules: a whole
 * page, which the person must see as one. Loaded anew, this page is sent there, and knows the way back.
 * @param {CustomEvent} event
 */
function leaveWhenSentAway(event) {
  const { xhr, pathInfo } = event.detail;
  const [asked, answered] = [pathInfo.finalRequestPath, xhr.responseURL].map((url) => new URL(url, location.href).pathname);
  if (asked === answered) return;
  event.preventDefault();
  location.reload();
}

localise();
settleIn();
markLive();
document.addEventListener("submit", forget);
document.addEventListener("htmx:afterSettle", (event) => {
  localise(/** @type {Element} */ (event.target));
  markLive();
});
document.addEventListener("htmx:beforeSwap", /** @type {EventListener} */ (leaveWhenSentAway));
