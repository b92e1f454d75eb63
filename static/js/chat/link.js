/** A message's own address, to be kept or passed on to somebody of the room. */

import { part } from "./dom.js";

/** @param {number} id of a message @param {string} room its page, whatever part of it is shown */
export function addressOf(id, room) {
  return new URL(`?at=${id}`, room).href;
}

/**
 * @param {string} address
 * @param {HTMLDialogElement} dialog where it stands to be copied by hand if the browser does not let us
 * @returns {Promise<boolean>} whether it was copied
 */
export async function copy(address, dialog) {
  try {
    await navigator.clipboard.writeText(address); // there is none where the page did not come by https
    return true;
  } catch {
    const field = /** @type {HTMLInputElement} */ (part(dialog, "address"));
    field.value = address;
    dialog.showModal();
    field.select();
    return false;
  }
}
