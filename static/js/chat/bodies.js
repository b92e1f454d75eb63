/** What the text of a message needs beyond its HTML: a mark on links that lead away, and a fold where it is long. */

import { draw } from "./dom.js";

const LINES = 12; // that a message shows before the rest is folded
const SLACK = 3; // a fold that hides less than this helps nobody
const WIDE = 62; // characters of a line on a desk
const NARROW = 36; // and on a phone

/** @type {MediaQueryList | undefined} */
let narrow;

/** @param {HTMLElement} body of a message */
export function markLinks(body) {
  for (const link of body.querySelectorAll("a")) link.append(draw("external"));
}

/** Whether the text takes many more lines than are shown at first. It is estimated: to measure would lay the page out for each line. @param {string} html of a body */
export function isLong(html) {
  narrow ??= matchMedia("(max-width: 39.99rem)");
  const text = html.replace(/<br>/g, "\n").replace(/<\/p>(?=<p>)/g, "\n\n").replace(/<[^>]*>/g, "");
  return linesOf(text, narrow.matches ? NARROW : WIDE) > LINES + SLACK;
}

/** @param {string} text @param {number} width characters of a line; what is wide, as emoji are, counts twice @returns {number} */
export function linesOf(text, width) {
  return text.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(columns(line) / width)), 0);
}

/** An emoji has a length of two, or more. @param {string} line */
function columns(line) {
  return line.length + (line.match(/[\u1100-\uffdc]/gu)?.length ?? 0);
}
