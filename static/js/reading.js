/** Blind reading by keyboard: digits tick, Enter saves; a risk and "nothing risky" exclude each other. */

const form = document.querySelector("[data-reading]");
if (form) {
  const nothing = form.elements.nothing;
  const labels = [...form.elements.labels];

  form.addEventListener("change", ({ target }) => {
    if (target === nothing && nothing.checked) for (const label of labels) label.checked = false;
    if (labels.includes(target) && target.checked) nothing.checked = false;
  });

  // Only while the focus is in the form, so that no key of an assistive program means something here.
  form.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter" && !event.target.closest("button")) {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    if (!/^\d$/.test(event.key)) return;
    event.preventDefault();
    (event.key === "0" ? nothing : labels[Number(event.key) - 1]).click();
  });

  (form.querySelector("[role=alert]") ? labels[0] : form.querySelector("[data-first]")).focus({ preventScroll: true });
}
