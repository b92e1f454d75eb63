/** The open queue: hears over the socket that something changed, fetches the list, tells the reader what is new. */

import { Asking } from "./chat/asking.js";
import { Connection } from "./chat/socket.js";
import { run as runClocks } from "./clock.js";

const POLL = 5_000; // ms between looks while there is no socket

const list = document.getElementById("cases");
const live = document.querySelector("[data-live]");
const announcer = document.querySelector("[data-announce]");
const title = document.title.replace(/^\(\d+\) /, "");
let known = cases();
let focused = "";

/** Looks at the list every few seconds from the first moment without the feed: a case must not wait for the network. */
const polling = {
  timer: 0,
  start() {
    this.timer ||= setInterval(refresh, POLL);
  },
  stop() {
    clearInterval(this.timer);
    this.timer = 0;
  },
};

const connection = new Connection(list.dataset.socket, {
  polling,
  onFrame(frame) {
    if (frame.type === "hello") watching.ask();
    if (frame.type === "error") unheard(frame);
    if (frame.type !== "feed") return;
    watching.answered();
    hears(true);
    if (frame.revision !== revision()) refresh();
  },
  onState(state) {
    if (state === "loggedout") return location.reload();
    watching.stop();
    hears(false);
  },
});
const watching = new Asking(() => connection.send({ type: "watch", feed: "queue" }), () => hears(false));

/** @param {boolean} feed whether changes come by themselves; a socket without them is not enough */
function hears(feed) {
  live.textContent = feed ? live.dataset.on : live.dataset.off;
  if (feed) polling.stop();
  else polling.start();
}

/** @param {{code: string, retry_after?: number}} error about the feed, the one thing asked for here */
function unheard({ code, retry_after: seconds }) {
  if (code === "no_feed") watching.stop();
  else watching.putOff(seconds);
  hears(false);
}

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

addEventListener("online", () => connection.hurry());
document.addEventListener("visibilitychange", () => document.hidden || connection.hurry());
runClocks();
polling.start();
connection.open();
