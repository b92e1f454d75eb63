/** The messages are one stop of the Tab key: arrows go from one to the next, Enter opens what can be done with it. */

import { lastIn, linesIn } from "./sheaves.js";

const INSIDE = "a, button, summary";

/** @param {HTMLElement} box that holds the lines, which come and go */
export function rove(box) {
  /** @type {HTMLElement | undefined} */
  let stop;
  /** Whether the reader went there; else the stop is the last line, whichever that is. */
  let chosen = false;

  const all = () => linesIn(box).filter(isLine);

  /** @param {HTMLElement | undefined} line */
  const stopAt = (line) => {
    if (stop) reach(stop, false);
    stop = line;
    if (stop) reach(stop, true);
  };

  const settle = () => {
    if (chosen && stop?.isConnected) return;
    const same = chosen ? all().find((line) => line.dataset.key === stop?.dataset.key) : undefined;
    chosen = Boolean(same);
    const next = same ?? lastIn(box);
    if (next !== stop) stopAt(next);
  };

  new MutationObserver((changes) => {
    const added = /** @type {Element[]} */ (changes.flatMap(({ addedNodes }) => [...addedNodes]).filter((node) => node instanceof Element));
    const fresh = added.flatMap((node) => (node.matches(".sheaf") ? [...node.children] : [node]));
    for (const line of fresh) if (isLine(line) && line !== stop) reach(line, false); // the stop may come anew, with the focus
    settle();
  }).observe(box, { childList: true, subtree: true });

  box.addEventListener("focusin", ({ target }) => {
    const line = /** @type {HTMLElement} */ (target).closest(".line");
    if (!(line instanceof HTMLElement)) return;
    chosen = true;
    if (line !== stop) stopAt(line);
  });

  box.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const line = /** @type {HTMLElement | null} */ (target.closest(".line"));
    if (!line || target.closest(".menu[open]")) return;
    if (target === line && (event.key === "Enter" || event.key === "ContextMenu")) open(line, event);
    else go(all(), line, event);
  });

  for (const line of all()) reach(line, false);
  settle();
}

/** @param {Element} element @returns {element is HTMLElement} */
function isLine(element) {
  return element.classList.contains("line");
}

/** @param {HTMLElement} line @param {boolean} reachable whether the Tab key comes to it and to what is in it */
function reach(line, reachable) {
  const wanted = reachable ? 0 : -1;
  for (const one of /** @type {Iterable<HTMLElement>} */ ([line, ...line.querySelectorAll(INSIDE)])) if (one.tabIndex !== wanted) one.tabIndex = wanted;
}

/** @param {HTMLElement} line whose menu opens @param {Event} event */
function open(line, event) {
  const mark = /** @type {HTMLElement | null} */ (line.querySelector("[data-part=menu]"));
  if (!mark) return;
  event.preventDefault();
  if (!mark.closest("[open]")) mark.click(); // which also draws what is in it
  const choices = /** @type {NodeListOf<HTMLElement>} */ (line.querySelectorAll(".line-menu :is(button, a)"));
  [...choices].find((choice) => choice.offsetParent)?.focus(); // of an archived room the first are not shown
}

/** @param {HTMLElement[]} lines @param {HTMLElement} line @param {KeyboardEvent} event */
function go(lines, line, event) {
  const at = lines.indexOf(line);
  const next = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: lines.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  lines[next]?.focus();
}
