/** Lines stand in sheaves of a few: what changes in one, the browser need not lay out in the others (room.css). */

const MOST = 12; // lines of one, but for what comes into its middle

/** @param {HTMLElement} place that holds sheaves @returns {HTMLElement | null} its first line */
export function firstIn(place) {
  return /** @type {HTMLElement | null} */ (place.firstElementChild?.firstElementChild ?? null);
}

/** Those of the places in a box, in order: children are walked, for a query looks at all that is in a line. @param {HTMLElement} box @returns {HTMLElement[]} */
export function sheavesIn(box) {
  return /** @type {HTMLElement[]} */ ([...box.children].filter(({ classList }) => classList.contains("lines")).flatMap(({ children }) => [...children]));
}

/** @param {HTMLElement} box @returns {HTMLElement[]} day lines among them */
export function linesIn(box) {
  return /** @type {HTMLElement[]} */ (sheavesIn(box).flatMap(({ children }) => [...children]));
}

/** @param {HTMLElement} box @returns {HTMLElement | undefined} the last line */
export function lastIn(box) {
  return /** @type {HTMLElement | undefined} */ (sheavesIn(box).at(-1)?.lastElementChild ?? undefined);
}

/** @param {HTMLElement} line @returns {HTMLElement | null} the next one, in the same sheaf or in another */
export function after(line) {
  const next = line.nextElementSibling ?? line.parentElement?.nextElementSibling?.firstElementChild;
  return /** @type {HTMLElement | null} */ (next ?? null);
}

/** @param {HTMLElement} line that goes; an empty sheaf goes with it */
export function drop(line) {
  const sheaf = line.parentElement;
  line.remove();
  if (!sheaf?.firstElementChild) sheaf?.remove();
}

/**
 * Puts lines in between two that stand, or at an end of the place.
 * @param {HTMLElement} place
 * @param {HTMLElement[]} run
 * @param {HTMLElement | null} last above them
 * @param {HTMLElement | null} next below them
 */
export function put(place, run, last, next) {
  for (const line of run) drop(line); // some may stand elsewhere
  const [above, below] = [last?.parentElement, next?.parentElement];
  if (next && above === below) return next.before(...run);
  while (last && run.length && hasRoom(above)) {
    last.after(run[0]);
    last = /** @type {HTMLElement} */ (run.shift());
  }
  while (next && run.length && hasRoom(below)) {
    next.before(run[run.length - 1]);
    next = /** @type {HTMLElement} */ (run.pop());
  }
  let before = below ?? null;
  while (run.length) {
    const sheaf = document.createElement("div");
    sheaf.className = "sheaf";
    sheaf.append(...(below ? run.splice(-MOST) : run.splice(0, MOST)));
    place.insertBefore(sheaf, before);
    before &&= sheaf;
  }
}

/** @param {Element | null | undefined} sheaf */
function hasRoom(sheaf) {
  return Boolean(sheaf && sheaf.childElementCount < MOST);
}
