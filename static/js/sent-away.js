/** Wherever a page asks for a part of itself: none is put into it that is a page. */

/**
 * A part of the page that was asked for, and came from another address than asked, is the log-in or the rules: a whole
 * page, which the person must see as one. Loaded anew, this page is sent there, and knows the way back.
 * @param {CustomEvent} event
 */
function leaveWhenSentAway(event) {
  const { xhr, pathInfo } = event.detail;
  const [asked, answered] = [pathInfo.finalRequestPath, xhr.responseURL].map((url) => new URL(url, location.href).pathname);
  if (asked === answered) return;
  event.preventDefault();
  location.reload();
}

document.addEventListener("htmx:beforeSwap", /** @type {EventListener} */ (leaveWhenSentAway));
