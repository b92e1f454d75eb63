/** What I may do with a message of mine that was sent before, and the frames that ask for it. */

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").OutboxEntry} OutboxEntry */

/** @param {OutboxEntry} entry @returns {object} the frame that sends it */
export function frameOf({ act, id, key, room, draft: { text, feeling, reply_to: quote, resource, nudge } }) {
  if (act === "withdraw") return { type: "withdraw", room, id, key };
  if (act === "edit") return { type: "edit", room, id, key, text, nudge: nudge ?? null };
  return { type: "post", room, key, text, feeling, reply_to: quote?.id ?? null, resource: resource?.id ?? null, nudge: nudge ?? null };
}

/**
 * Whether the server would take new words for it: mine, in the room, new enough, nothing of it waits, none has answered it.
 * @param {import("./timeline.js").Entry} entry @param {number} me @param {{edit: number}} limits ms @param {number} now ms since 1970
 */
export function isEditable({ message, own, acting }, me, limits, now) {
  if (message?.state !== "published" || message.author.id !== me) return false;
  return !acting && own?.change?.state !== "waiting" && !message.correction && now - Date.parse(message.at) <= limits.edit;
}

const QUOTED = 140; // characters
const ADDED = ".converted, .external"; // by this page
const MARKS = /** @type {Record<string, string>} */ ({ STRONG: "*", EM: "_" });

/** The words as they were typed, from what the server made of them (chat/text.py). @param {Element} body @returns {string} */
export function source(body) {
  return [...body.children].map((paragraph) => [...paragraph.childNodes].map(typed).join("")).join("\n\n");
}

/** The beginning of a message's own words, as its quote shows it. @param {Element} body @returns {string} */
export function excerpt(body) {
  const whole = [...source(body).replace(/\s+/g, " ").trim()];
  return whole.length > QUOTED ? `${whole.slice(0, QUOTED - 1).join("").trimEnd()}…` : whole.join("");
}

/** @param {Node} node @returns {string} */
function typed(node) {
  if (node.nodeName === "BR") return "\n";
  const mark = MARKS[node.nodeName] ?? "";
  return mark + words(node) + mark;
}

/**
 * Without what was added here, wherever that stands, and addresses whole, which may be shown in short; before one that
 * begins with "www" the server put "http://".
 * @param {Node & Partial<Element>} node @returns {string}
 */
function words(node) {
  if (node.matches?.(ADDED)) return "";
  const address = node.nodeName === "A" && node.getAttribute?.("href");
  if (address) return /^www/i.test(node.textContent ?? "") ? address.slice(7) : address;
  return node.childNodes?.length ? [...node.childNodes].map(words).join("") : (node.textContent ?? "");
}

/** @param {HTMLDialogElement} dialog with a button of the value "yes" @returns {Promise<boolean>} whether that was pressed */
export function confirmed(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
