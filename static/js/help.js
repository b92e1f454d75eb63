/** “I need help now” without leaving the page: the numbers of one's country at once, also without a connection. */

const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("help-dialog"));
const page = dialog?.querySelector("a[data-help-page]");

/** A plain press on a way to the help page opens what this page holds of it. @param {MouseEvent} event */
function open(event) {
  const link = /** @type {Element} */ (event.target).closest?.("a");
  if (!dialog || !page || !link || link === page || link.pathname !== /** @type {HTMLAnchorElement} */ (page).pathname) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (!dialog.open) dialog.showModal();
}

document.addEventListener("click", open);
dialog?.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
