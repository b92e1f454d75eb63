/** From the model's entries to the lines of the page: which template, in which part of the page, under which day. */

/** @typedef {import("./timeline.js").Entry} Entry */
/**
 * `place`: `older` was there when the view began or was paged in, `log` arrived since, `unseen` is on its way.
 * A line is drawn anew when its `version` differs from the one on the page.
 * @typedef {object} Line
 * @property {string} key
 * @property {string} version
 * @property {"divider" | "message" | "tombstone" | "own"} type
 * @property {"older" | "log" | "unseen"} place
 * @property {Entry} entry
 * @property {boolean} continued follows, within a few minutes, a message of the same author
 * @property {string} at ISO 8601
 */

const TOGETHER = 5 * 60_000; // ms between two messages of one author that are shown under one name

/**
 * @param {Entry[]} entries in order
 * @param {number} since the revision at which the view began
 * @returns {Line[]}
 */
export function lines(entries, since) {
  /** @type {Line[]} */
  const result = [];
  const lastOld = entries.findLastIndex(({ message }) => message && message.position <= since);
  let day = "";
  for (const [index, entry] of entries.entries()) {
    const line = toLine(entry, index <= lastOld ? "older" : "log", result.at(-1));
    // A message that waited for a clinician keeps its time and comes late: it opens no day that is over.
    if (!entry.pending && localDay(line.at) > day) {
      day = localDay(line.at);
      result.push({ ...line, key: `day-${day}`, version: day, type: "divider", continued: false });
      line.continued = false;
    }
    line.version = `${line.type} ${line.continued} ${line.version}`;
    result.push(line);
  }
  return result;
}

/** @param {Entry} entry @param {"older" | "log"} place of what stands here @param {Line} [before] @returns {Line} */
function toLine(entry, place, before) {
  const { key, message, own, pending } = entry;
  if (message) {
    const type = message.state === "published" ? "message" : own ? "own" : "tombstone";
    const continued = type === "message" && before?.type === "message" && follows(before.entry, entry);
    return { key, version: `${message.revision} ${own?.state}`, type, place, entry, continued, at: message.at };
  }
  const rest = { key, type: /** @type {const} */ ("own"), entry, continued: false };
  if (own) return { ...rest, version: own.state, place, at: own.at };
  return { ...rest, version: pending?.state ?? "", place: "unseen", at: new Date(pending?.created ?? 0).toISOString() };
}

/** @param {Entry} before @param {Entry} entry */
function follows({ message: first }, { message: second }) {
  const apart = Date.parse(second?.at ?? "") - Date.parse(first?.at ?? "");
  return first?.author.id === second?.author.id && Math.abs(apart) < TOGETHER;
}

/** @param {string} at @returns {string} the day in the reader's own time zone, as in 2026-03-01 */
function localDay(at) {
  const date = new Date(at);
  const [month, day] = [date.getMonth() + 1, date.getDate()].map((number) => String(number).padStart(2, "0"));
  return `${date.getFullYear()}-${month}-${day}`;
}
