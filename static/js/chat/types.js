/**
 * The shapes that the modules of the room share; docs/protocol.md says what each field means.
 *
 * @typedef {{id: number, name: string, role: string}} Person
 * @typedef {{slug: string, emoji: string, word: {en: string, es: string}}} Feeling
 * @typedef {{id: number, by: number, name: string, excerpt: string}} Quote `by`: its author
 * @typedef {{id: number, title: string, summary: string, url: string, kind: string, language: string, demo: boolean, gone?: false}} Card
 * @typedef {{id: number, gone: true}} GoneCard
 * @typedef {Card | GoneCard} Resource
 * @typedef {{html: string, by: string, at: string, resource: Resource | null}} Correction
 *
 * @typedef {object} Message what everybody in the room may see; a tombstone has only the fields up to `author`
 * @property {number} id
 * @property {number} position
 * @property {number} revision
 * @property {"published" | "hidden" | "removed" | "withdrawn"} state
 * @property {string} at ISO 8601
 * @property {Person} author
 * @property {string} [html]
 * @property {string | null} [edited] ISO 8601: when its words took the place of others
 * @property {string} [kind] "" or "prompt"
 * @property {boolean} [caution]
 * @property {Feeling | null} [feeling]
 * @property {Quote | null} [reply_to]
 * @property {Resource | null} [resource]
 * @property {Correction | null} [correction]
 * @property {boolean} [pinned]
 * @property {{reaction: string, count: number, by: number[]}[]} [reactions] the ids are the latest, and not all
 * @property {{id: number, name: string}[]} [mentions] as they are called now
 *
 * @typedef {object} OwnMessage one of my messages that others do not see
 * @property {number} id
 * @property {string} key
 * @property {string} room
 * @property {"held" | "removed" | "published" | "withdrawn"} state published: it brought a safety card, or has a change
 * @property {string} at
 * @property {string} html
 * @property {Feeling | null} feeling
 * @property {SafetyCard | null} card
 * @property {string | null} reason
 * @property {Change | null} [change]
 *
 * @typedef {{id: number, state: "waiting" | "refused", html: string, at: string, reason: string | null}} Change new words
 *   that wait for a clinician, or that one refused; others see the former ones
 *
 * @typedef {object} SafetyCard
 * @property {string} kind
 * @property {string} title
 * @property {string} body_html
 * @property {{label: string, number: string, href: string}[]} numbers
 * @property {boolean} open all numbers are to be in sight, not the first alone
 * @property {boolean} draft its words are not yet signed off by a clinician
 *
 * @typedef {object} Draft what the composer hands over
 * @property {string} text
 * @property {string | null} feeling slug
 * @property {Quote | null} reply_to
 * @property {{id: number, title: string} | null} resource
 * @property {"as_it_was" | "rewritten" | null} [nudge] what was done when a draft of it read as advice
 *
 * @typedef {object} OutboxEntry one message, or change of one, on its way; `checking` is one from before a reload, perhaps sent already,
 *   `waiting` one without a connection
 * @property {string} key UUID
 * @property {"edit" | "withdraw"} [act] on a message of mine; without it this is a new one
 * @property {number} [id] of that message
 * @property {number} user whose message it is
 * @property {string} room slug
 * @property {Draft} draft
 * @property {number} created ms since 1970
 * @property {"checking" | "waiting" | "sending" | "delayed" | "paced" | "refused"} state `paced` by the room's slow mode
 * @property {boolean} [asking] whether it may leave is being asked: once, and by this page alone, of one that was written here
 * @property {boolean} [stored] on the device, where another page of this person finds it: each time before it is sent it is asked whether one took it back
 * @property {boolean} [left] the device was told that it may be on its way
 * @property {boolean} [may] the device said yes
 * @property {number} [until] ms by the page's own clock: when a delayed or paced one is sent again
 * @property {{code: string, detail: string}} [refusal]
 *
 * @typedef {{room: string, revision: number, messages: Message[], own: OwnMessage[], more: boolean, reset: boolean, read: number, settings: Settings, pinned?: Message[]}} Joined
 * @typedef {{messages: Message[], more: boolean, newer: boolean, revision: number, at?: number}} Page `at`: the position that was asked for; `more` and `newer` are null where that side was not
 * @typedef {{slow: number, archived: boolean}} Settings seconds between two posts of a member; whether it is read-only
 * @typedef {{leads: boolean, wait: number, paused: {until: string, reason: string} | null}} Turn seconds until I may post
 * @typedef {{id: number, key: string, room: string, state: string, message?: Message | null, own?: OwnMessage | null, card?: SafetyCard | null}} Accepted
 * @typedef {{room: string, from: number, to: number, messages: Message[], settings?: Settings, people?: Person[]}} Changes `people`: who is called otherwise now
 * @typedef {{type: string} & Record<string, any>} Frame
 *
 * @typedef {object} Boot what the page is born with
 * @property {Person} user
 * @property {{slug: string, title: string, language: string}} room
 * @property {Joined} joined
 * @property {number} unread messages of the room
 * @property {Record<string, number>} elsewhere the same of my other rooms, by slug
 * @property {boolean} shows_typing whether I let others see that I write
 * @property {Feeling[]} feelings
 * @property {{id: number, name: string}[]} muted
 * @property {Feeling[]} reactions
 * @property {{text: number, frame: number, edit: number}} limits characters; bytes; ms
 * @property {Record<"messages" | "reactions" | "people" | "live" | "check" | "read" | "search" | "picker" | "library" | "report" | "appeal" | "pin" | "mute" | "unmute" | "login" | "notices" | "help" | "pause" | "hand_over", string>} urls
 * @property {"en" | "es"} language
 * @property {"mg/dL" | "mmol/L"} unit that my meter shows
 * @property {boolean} can_pin whether the reader may pin messages
 * @property {number | null} at a message to open the room at
 * @property {Turn} turn
 */

export {};
