/** On every page of a logged-in person: menus that close by themselves, times in the reader's zone, what is to put right, a device that forgets at log-out, no page in a page. */

import { DeviceStore } from "./chat/store.js";
import { moveOut, settleIn } from "./device.js";
import { markLive } from "./live-hours.js";
import { localise } from "./local-times.js";
import "./menus.js";
import "./sent-away.js";

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

localise();
settleIn();
markLive();
/** @type {HTMLElement | null} */ (document.querySelector("[data-wrong]"))?.focus();
document.addEventListener("submit", forget);
document.addEventListener("htmx:afterSettle", (event) => {
  localise(/** @type {Element} */ (event.target));
  markLive();
});
