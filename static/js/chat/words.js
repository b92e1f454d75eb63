/** Every sentence that the room says by itself, through Django's catalogue (loaded before the modules). */

/** @type {any} */
const catalogue = globalThis;

/** @param {string} text @returns {string} */
export const gettext = (text) => (catalogue.gettext ? catalogue.gettext(text) : text);

/** @param {string} one @param {string} many @param {number} count @returns {string} */
export const ngettext = (one, many, count) =>
  catalogue.ngettext ? catalogue.ngettext(one, many, count) : count === 1 ? one : many;

/** @param {string} text with %(name)s places @param {Record<string, string | number>} values */
export const interpolate = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => String(values[name]));

/** @param {string} role @returns {string} "" for a member */
export function roleWord(role) {
  return {
    clinician: gettext("Clinician"),
    guide: gettext("Guide"),
    librarian: gettext("Librarian"),
    admin: gettext("Admin"),
  }[role] ?? "";
}

/** @param {string} state of the connection */
export function connectionWord(state) {
  return {
    connecting: gettext("Connecting…"),
    online: gettext("Connected"),
    polling: gettext("Connected, a few seconds behind"),
    offline: gettext("No connection. Trying again…"),
    crowded: gettext("You have this site open in many places. Close one of them: this one tries again by itself within half a minute, or at once with “Try now”."),
    loggedout: gettext("You are logged out."),
    gone: gettext("You are no longer in this room."),
  }[state] ?? "";
}

/** @param {string} kind of a resource */
export function kindWord(kind) {
  return {
    article: gettext("Article"),
    leaflet: gettext("Leaflet"),
    video: gettext("Video"),
    tool: gettext("Tool"),
    recipe: gettext("Recipe"),
    story: gettext("Story"),
  }[kind] ?? gettext("Resource");
}

/** Why the server refused a message, and what helps. @param {{code: string, detail: string}} refusal */
export function refusalWord({ code, detail }) {
  return {
    empty: gettext("Write a few words first."),
    too_long: gettext("This is too long to send. Make it shorter, or send it in parts."),
    too_large: gettext("This is too long to send. Make it shorter, or send it in parts."),
    bad_feeling: gettext("That feeling is not on the list any more. Choose another one, or none."),
    bad_reply: gettext("The message you answered is not there any more. Send yours without the reply."),
    bad_resource: gettext("That resource is not in the library any more. Choose another one, or none."),
    too_late: gettext("A message can be changed for 15 minutes, and that time is over. You can send this as a new message."),
    too_many_edits: gettext("This message was changed many times already. You can send this as a new message."),
    waits: gettext("A clinician is about to read that message, so it can't be changed now. You can send this as a new message."),
    settled: gettext("A clinician has answered that message, so its words stay. You can send this as a new message."),
    gone: gettext("That message is not in the room any more. You can send this as a new message."),
    no_message: gettext("That message is not in the room any more. You can send this as a new message."),
    no_room: gettext("You are no longer in this room, so your message was not sent. You can still copy it."),
    not_allowed: gettext("Your account can't post at the moment. Your text is still here."),
    key_reused: gettext("Something went wrong on the way. Please send it once more."),
  }[code] ?? (detail || gettext("This could not be sent. Your text is still here."));
}
