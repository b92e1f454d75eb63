/** The case page: the note that belongs to a reason, a resource from the library, the running clock. */

import { run as runClocks } from "./clock.js";
import { watchQueue } from "./queue-feed.js";

runClocks();

const here = document.querySelector("[data-here]");
const talk = document.querySelector("[data-talk]");
if (here && talk) talk.scrollTop = here.offsetTop - talk.offsetTop; // what came since may be the answer to it
if (location.hash === "#decided") {
  history.replaceState(history.state, "", location.pathname);
  (document.querySelector("[data-next]") ?? document.querySelector("#the-decision"))?.focus(); // scrolls to it, where it lies below the message
}

const form = document.querySelector("form.decide");
if (form) {
  suggestNotes(form);
  pickResources(form);
  forgetErrors(form);
  goToError(form);
  if (location.hash === "#taken") {
    history.replaceState(history.state, "", location.pathname);
    form.querySelector("#the-decision").focus({ preventScroll: true });
  }
}

const claim = document.querySelector("#claim[hx-get]");
if (claim) followClaim(claim);

/** Who has the case by now: asked anew with each change of the queue. What is typed below stays.
 * @param {HTMLElement} claim */
function followClaim(claim) {
  let known = -1;
  watchQueue(claim.dataset.socket, {
    onChange(revision) {
      if (revision === known) return;
      known = revision ?? known;
      window.htmx.trigger(claim, "refresh");
    },
  });
}

/** To the first field that is wrong, which may lie far below the top of a page that came back.
 * @param {HTMLFormElement} form */
function goToError(form) {
  const group = form.querySelector(".error:not(:empty)")?.closest(".field, fieldset");
  if (!group) return;
  group.querySelector("input:not([type=hidden]), select, textarea").focus();
  group.scrollIntoView({ block: "nearest" }); // with what is said under the field
}

/** What was wrong with a field is said until it is changed.
 * @param {HTMLFormElement} form */
function forgetErrors(form) {
  form.addEventListener("input", ({ target }) => {
    const field = target.closest(".field, fieldset");
    for (const error of field?.querySelectorAll(".error") ?? []) error.textContent = "";
    target.removeAttribute("aria-invalid");
  });
}

/** A note that the clinician has not touched follows the reason.
 * @param {HTMLFormElement} form */
function suggestNotes(form) {
  const { reason, note } = form.elements;
  let suggested = "";
  reason.addEventListener("change", () => {
    if (note.value !== "" && note.value !== suggested) return;
    suggested = reason.selectedOptions[0]?.dataset.note ?? "";
    note.value = suggested;
  });
}

/** @param {HTMLFormElement} form */
function pickResources(form) {
  const { resource } = form.elements;
  const [results, chosen] = [form.querySelector("#picked"), form.querySelector("[data-chosen]")];
  results.addEventListener("click", (event) => {
    const button = event.target.closest("[data-resource-id]");
    if (!button) return;
    resource.value = button.dataset.resourceId;
    chosen.firstElementChild.textContent = button.dataset.title;
    chosen.hidden = false;
    results.replaceChildren();
    chosen.querySelector("button").focus();
  });
  form.querySelector("[data-unpick]").addEventListener("click", () => {
    resource.value = "";
    chosen.hidden = true;
    form.querySelector("#pick-words").focus();
  });
  // Enter in the search box looks there; it does not decide.
  form.querySelector("#pick-words").addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}
