/** Menus (<details class="menu">) close as people expect: by Escape, by a click elsewhere, or once a choice is made. */

const OPEN = "details.menu[open]";

/** @param {EventTarget | null} target */
function within(target) {
  return /** @type {HTMLDetailsElement | null} */ (target instanceof Element ? target.closest(OPEN) : null);
}

/** @param {Event} event */
function closeOthers(event) {
  const kept = within(event.target);
  for (const menu of document.querySelectorAll(OPEN)) if (menu !== kept) menu.removeAttribute("open");
}

/** Opens upwards where there is more room above than below, and all of it in sight. @param {Event} event */
function place({ target }) {
  if (!(target instanceof HTMLDetailsElement) || !target.matches(OPEN)) return;
  const choices = /** @type {HTMLElement} */ (target.lastElementChild);
  const frame = target.closest("[data-part=timeline]")?.getBoundingClientRect() ?? { top: 0, bottom: window.innerHeight };
  const { top, bottom } = target.getBoundingClientRect();
  const below = frame.bottom - bottom;
  target.classList.toggle("flipped", below < choices.offsetHeight && top - frame.top > below);
  choices.scrollIntoView({ block: "nearest" });
}

document.addEventListener("click", (event) => {
  closeOthers(event);
  const menu = within(event.target);
  if (menu && event.target instanceof Element && event.target.closest("button, a")) menu.removeAttribute("open");
});
document.addEventListener("focusin", closeOthers);
document.addEventListener("toggle", place, true);
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector(OPEN);
  if (!menu) return;
  const summary = menu.querySelector("summary");
  const back = menu.contains(document.activeElement);
  menu.removeAttribute("open");
  if (back) summary?.focus();
});
