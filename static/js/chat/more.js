/** Says of a box that scrolls, for as long as it is so, that there is more below what it shows. */

const SLACK = 8; // px below the edge that hide no line: rounding, and the box's own padding

/**
 * @param {HTMLElement} box which scrolls and can hold the focus
 * @param {HTMLElement} sign shown while something is hidden below
 * @param {HTMLElement} button in the sign, which goes on by what the box shows at a time
 */
export function tellOfMore(box, sign, button) {
  const look = () => {
    const more = box.scrollHeight - box.scrollTop - box.clientHeight > SLACK;
    if (!more && sign.contains(document.activeElement)) box.focus({ preventScroll: true });
    sign.hidden = !more;
  };
  button.addEventListener("click", () => box.scrollBy({ top: Math.max(1, box.clientHeight - sign.offsetHeight) }));
  box.addEventListener("scroll", look, { passive: true });
  const watch = new ResizeObserver(look);
  for (const element of [box, ...box.children]) watch.observe(element);
}
