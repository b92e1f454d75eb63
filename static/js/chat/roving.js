/** The messages are one stop of the Tab key: arrows go from one to the next, Enter opens what can be done with it. */

const INSIDE = "a, button, summary";

/** @param {HTMLElement} box that holds the lines, which come and go */
export function rove(box) {
  /** @type {HTMLElement | undefined} */
  let stop;
  /** Whether the reader went there; else the stop is the last line, whichever that is. */
  let chosen = false;

  const all = () => /** @type {HTMLElement[]} */ ([...box.querySelectorAll(".line")]);

  /** @param {HTMLElement | undefined} line */
  const stopAt = (line) => {
    if (stop) reach(stop, false);
    stop = line;
    if (stop) reach(stop, true);
  };

  const settle = () => {
    const lines = all();
    const same = chosen ? lines.find((line) => line.dataset.key === stop?.dataset.key) : undefined;
    chosen = Boolean(same);
    stopAt(same ?? lines.at(-1));
  };

  new MutationObserver((changes) => {
    const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
    for (const node of added) if (node instanceof HTMLElement && node.matches(".line")) reach(node, false);
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

/** @param {HTMLElement} line @param {boolean} reachable whether the Tab key comes to it and to what is in it */
function reach(line, reachable) {
  line.tabIndex = reachable ? 0 : -1;
  for (const one of line.querySelectorAll(INSIDE)) /** @type {HTMLElement} */ (one).tabIndex = reachable ? 0 : -1;
}

/** @param {HTMLElement} line whose menu opens @param {Event} event */
function open(line, event) {
  const menu = line.querySelector("details.menu");
  if (!(menu instanceof HTMLDetailsElement)) return;
  event.preventDefault();
  if (!menu.open) menu.querySelector("summary")?.click(); // which also draws what is in it
  const choices = /** @type {NodeListOf<HTMLElement>} */ (menu.querySelectorAll("button, a"));
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
