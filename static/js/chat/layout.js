/** From the model's entries to the lines of the page: which template, in which part of the page, under which day. */

import { dayOf } from "../zone.js";

/** @typedef {import("./timeline.js").Entry} Entry */
/**
 * `place`: `older` was there when the view began or was paged in, `log` arrived since, `unseen` is on its way.
 * A line is drawn anew when its `version` differs from the one on the page.
 * @typedef {object} Line
 * @property {string} key
 * @property {string} version
 * @property {"divider" | "news" | "message" | "folded" | "tombstone" | "own"} type
 * @property {"older" | "log" | "unseen"} place
 * @property {Entry} entry
 * @property {number} [revision] of the message: its reactions may differ where the version does not
 * @property {boolean} continued stands under the name and time of a message of the same author a few minutes before
 * @property {string} [after] ISO 8601: its time is before that of one above it; it came in later than this
 * @property {string} named the time of the message under whose name it stands, its own or that one's
 * @property {string} at ISO 8601
 */

const LATE = 60_000; // ms that the times of two may run backwards, and nobody wonders
const TOGETHER = 5 * 60_000; // ms between the messages of one author that are shown under one name and time

/**
 * @param {Entry[]} entries in order
 * @param {number} since the revision at which the view began
 * @param {string} [firstNew] the key of the entry before which the line stands that says what is new
 * @returns {Line[]}
 */
export function lines(entries, since, firstNew) {
  /** @type {Line[]} */
  const result = [];
  const lastOld = entries.findLastIndex(({ message }) => message && message.position <= since);
  let [day, latest] = ["", ""];
  for (const [index, entry] of entries.entries()) {
    const line = toLine(entry, index <= lastOld ? "older" : "log", result.at(-1));
    if (entry.message && latest && Date.parse(latest) - Date.parse(line.at) > LATE) {
      line.after = latest;
      line.continued = false;
      line.named = line.at;
    } else if (entry.message && line.at > latest) latest = line.at;
    // A message that waited for a clinician keeps its time and comes late: it opens no day that is over.
    if (!entry.pending && dayOf(new Date(line.at)) > day) {
      day = dayOf(new Date(line.at));
      result.push({ ...line, key: `day-${day}`, version: day, type: "divider", continued: false });
      line.continued = false;
      line.named = line.at;
    }
    if (entry.key === firstNew) {
      result.push({ ...line, key: "news", version: "", type: "news", continued: false });
      line.continued = false;
      line.named = line.at;
    }
    line.version = `${line.type} ${line.continued} ${line.after} ${line.version}`;
    result.push(line);
  }
  return result;
}

/** @param {Entry} entry @param {"older" | "log"} place of what stands here @param {Line} [before] @returns {Line} */
function toLine(entry, place, before) {
  const { key, message, looks, own, pending, acting, muting } = entry;
  const change = `${own?.change?.state} ${acting?.act} ${acting?.state}`;
  if (message) {
    const type = message.state === "published" ? (entry.folded ? "folded" : "message") : own ? "own" : "tombstone";
    const continued = type === "message" && before?.type === "message" && !message.kind && follows(before, message);
    const { at, revision } = message;
    const named = continued ? before.named : at;
    return { key, version: `${looks ?? revision} ${own?.state} ${change} ${muting}`, type, place, entry, revision, continued, named, at };
  }
  const at = own?.at ?? new Date(pending?.created ?? 0).toISOString();
  const rest = { key, type: /** @type {const} */ ("own"), entry, continued: false, named: at, at };
  return own ? { ...rest, version: `${own.state} ${change}`, place } : { ...rest, version: pending?.state ?? "", place: "unseen" };
}

/** @param {Line} before @param {import("./types.js").Message} message */
function follows({ entry, named }, { author, at }) {
  return entry.message?.author.id === author.id && Math.abs(Date.parse(at) - Date.parse(named)) < TOGETHER;
}
