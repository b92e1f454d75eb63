/** How long a message may be, counted as the server counts it. */

const REST_OF_FRAME = 400; // bytes of a `post` beside its text

/** @param {string} text @param {{text: number}} limits @returns {number} characters (code points, as Python counts) left */
export function left(text, limits) {
  return limits.text - [...text.trim()].length;
}

/** @param {string} text @param {{text: number, frame: number}} limits a text of emoji can fill the frame before the count */
export function fits(text, limits) {
  const bytes = new TextEncoder().encode(JSON.stringify(text)).length;
  return left(text, limits) >= 0 && bytes + REST_OF_FRAME <= limits.frame;
}
