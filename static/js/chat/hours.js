/** The room's live hours, as they are planned by now: over its messages, and in the list beside them. */

import { markLive } from "../live-hours.js";
import { localise } from "../local-times.js";
import { part, setServerHtml } from "./dom.js";
import { Fresh } from "./fresh.js";

const WITHIN = 3_000; // ms in which all pages of the room ask, so that not all do at once
const PLACES = ["live", "live-list"];

/** @param {HTMLElement} page @param {string} url @returns {() => void} that looks for them */
export function liveHours(page, url) {
  const fresh = new Fresh(url, (html) => put(page, html));
  const look = () => {
    if (part(page, "live")) setTimeout(() => fresh.ask(), Math.random() * WITHIN);
  };
  document.addEventListener("live-over", look);
  return look;
}

/** @param {HTMLElement} page @param {string} html */
function put(page, html) {
  const told = document.createElement("div");
  setServerHtml(told, html);
  for (const name of PLACES) {
    const place = part(page, name);
    place.replaceChildren(...part(told, name).childNodes);
    localise(place);
  }
  markLive();
}
