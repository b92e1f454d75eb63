/** The room's live hours, as they are planned by now: over its messages, and in the list beside them. */

import { markLive } from "../live-hours.js";
import { localise } from "../local-times.js";
import { part, setServerHtml } from "./dom.js";

const WITHIN = 3_000; // ms in which all pages of the room ask, so that not all do at once
const PLACES = ["live", "live-list"];

/** @param {HTMLElement} page @param {string} url */
export function lookForHours(page, url) {
  if (part(page, "live")) setTimeout(() => look(page, url), Math.random() * WITHIN);
}

/** @param {HTMLElement} page @param {string} url */
async function look(page, url) {
  const response = await fetch(url).catch(() => null);
  if (!response?.ok || response.redirected) return;
  const told = document.createElement("div");
  setServerHtml(told, await response.text());
  for (const name of PLACES) {
    const place = part(page, name);
    place.replaceChildren(...part(told, name).childNodes);
    localise(place);
  }
  markLive();
}
