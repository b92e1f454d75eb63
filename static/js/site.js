/** On every page of a logged-in person: menus that close by themselves, and a device that forgets at log-out. */

import { DeviceStore } from "./chat/store.js";
import "./menus.js";

/** Unsent messages and drafts go before the log-out does. @param {SubmitEvent} event */
async function forget(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const user = Number(document.querySelector("[data-logout]")?.getAttribute("data-logout"));
  if (!user || !form.matches('[action$="/logout/"]')) return;
  event.preventDefault();
  await new DeviceStore(() => {}).clear(user);
  form.submit();
}

document.addEventListener("submit", forget);
