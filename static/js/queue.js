/** The open queue: hears over the socket that something changed, fetches the list, tells the reader what is new. */

import { run as runClocks } from "./clock.js";
import { watchQueue } from "./queue-feed.js";

const list = document.getElementById("cases");
const live = document.querySelector("[data-live]");
const announcer = document.querySelector("[data-announce]");
const title = document.title.replace(/^\(\d+\) /, "");
let known = cases();
let focused = "";

watchQueue(list.dataset.socket, {
  onChange(now) {
    if (now !== revision()) refresh();
  },
  onLive(feed) {
    live.textContent = feed ? live.dataset.on : live.dataset.off;
  },
});

function refresh() {
  window.htmx.trigger(list, "refresh");
}

function revision() {
  return Number(list.querySelector("[data-revision]").dataset.revision);
}

function cases() {
  return new Set([...list.querySelectorAll("[data-case]")].map((row) => row.dataset.case));
}

list.addEventListener("htmx:beforeSwap", () => {
  focused = list.contains(document.activeElement) ? document.activeElement.id : "";
});

list.addEventListener("htmx:afterSettle", () => {
  const now = cases();
  if ([...now].some((id) => !known.has(id))) say(announcer.dataset.words);
  known = now;
  const count = Number(list.querySelector("[data-count]").dataset.count);
  document.title = count ? `(${count}) ${title}` : title;
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
});

/** @param {string} words said again even when they are the same as last time */
function say(words) {
  announcer.textContent = "";
  setTimeout(() => (announcer.textContent = words), 50);
}

/** j and k walk through the cases, Enter opens the one that has the focus (it is a link). */
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const step = { j: 1, k: -1 }[event.key];
  if (!step) return;
  const links = [...list.querySelectorAll(".case-text a")];
  const at = links.findIndex((link) => link.closest("li").contains(document.activeElement));
  links[Math.min(Math.max(at + step, 0), links.length - 1)]?.focus();
});

runClocks();
