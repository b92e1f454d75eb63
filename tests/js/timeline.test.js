/** What the reader holds of the room after each kind of frame. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Timeline } from "../../static/js/chat/timeline.js";

const AMARA = 1;
const BEN = 2;

const message = (id, { position = id, revision = position, author = BEN, ...rest } = {}) => ({
  id, position, revision, state: "published", at: "2026-03-01T18:04:05Z", author: { id: author, name: "x", role: "" }, html: "<p>hi</p>", ...rest,
});
const own = (id, rest = {}) => ({ id, key: `key-${id}`, room: "r", state: "held", at: "2026-03-01T18:04:05Z", html: "", ...rest });
const clock = (hour) => `2026-03-01T${String(hour).padStart(2, "0")}:00:00Z`;
const pending = (key, state = "sending") => ({ key, state, room: "r", user: AMARA, draft: { text: key }, created: 0 });

function timeline(...messages) {
  const model = new Timeline(AMARA);
  const revision = Math.max(0, ...messages.map((one) => one.revision));
  model.joined({ room: "r", revision, messages, own: [], more: true, reset: false }, { first: true });
  return model;
}
const keys = (model) => model.entries().map(({ key }) => key);

test("messages stand in the order of their positions, whatever order they came in", () => {
  const model = timeline(message(11), message(10));
  model.older({ messages: [message(3), message(2)], more: false });
  assert.deepEqual(keys(model), ["m2", "m3", "m10", "m11"]);
  assert.equal(model.oldest(), 2);
  assert.equal(model.more, false);
});

test("the state with the higher revision wins, and an old one coming late changes nothing", () => {
  const model = timeline(message(1));
  model.changes({ room: "r", from: 2, to: 5, messages: [message(1, { revision: 5, html: "<p>new</p>" })] });
  model.older({ messages: [message(1, { html: "<p>old</p>" })], more: false });
  assert.equal(model.message(1).html, "<p>new</p>");
  assert.equal(keys(model).length, 1);
});

test("changes bring the reader up to date", () => {
  const model = timeline(message(1));
  const fresh = model.changes({ room: "r", from: 2, to: 3, messages: [message(2), message(1, { position: 1, revision: 3 })] });
  assert.deepEqual(fresh.map(({ id }) => id), [2]);
  assert.equal(model.revision, 3);
});

test("after a gap nothing is taken, so that the reader asks for what is missing", () => {
  const model = timeline(message(1));
  assert.equal(model.changes({ room: "r", from: 3, to: 3, messages: [message(3)] }), null);
  assert.equal(model.revision, 1);
  assert.deepEqual(keys(model), ["m1"]);
});

test("changes that overlap what is held are no gap and never turn the revision back", () => {
  const model = timeline(message(1), message(4));
  model.changes({ room: "r", from: 2, to: 3, messages: [message(3)] });
  assert.equal(model.revision, 4);
  assert.deepEqual(keys(model), ["m1", "m3", "m4"]);
});

test("a reset drops what was held, and a plain join keeps it", () => {
  const model = timeline(message(1));
  model.joined({ room: "r", revision: 9, messages: [], own: [], more: false, reset: false });
  assert.deepEqual([keys(model), model.revision], [["m1"], 1]);
  model.joined({ room: "r", revision: 900, messages: [message(890)], own: [], more: true, reset: true });
  assert.deepEqual([keys(model), model.revision, model.more], [["m890"], 900, true]);
});

test("my unseen messages of one time stand after the room's, by id, and those on their way last", () => {
  const model = timeline(message(20));
  model.ownChanged(own(9));
  model.ownChanged(own(7));
  model.pending([pending("a"), pending("b")]);
  assert.deepEqual(keys(model), ["m20", "m7", "m9", "a", "b"]);
});

test("an unseen message of mine stands at its own time and stays there", () => {
  const model = timeline(message(1, { at: clock(10) }), message(2, { at: clock(12) }));
  model.ownChanged(own(7, { at: clock(11) }));
  model.ownChanged(own(8, { at: clock(13) }));
  model.pending([pending("a")]);
  assert.deepEqual(keys(model), ["m1", "m7", "m2", "m8", "a"]);
  model.changes({ room: "r", from: 3, to: 3, messages: [message(3, { at: clock(14) })] });
  assert.deepEqual(keys(model), ["m1", "m7", "m2", "m8", "m3", "a"]);
});

test("one that waited and comes late with an old time moves none of mine", () => {
  const model = timeline(message(1, { at: clock(10) }), message(2, { at: clock(12) }));
  model.ownChanged(own(7, { at: clock(11) }));
  model.changes({ room: "r", from: 3, to: 3, messages: [message(3, { at: clock(9) })] });
  assert.deepEqual(keys(model), ["m1", "m7", "m2", "m3"]);
});

test("an unseen message of mine from before what is held comes first, until its page is there", () => {
  const model = timeline(message(5, { at: clock(12) }));
  model.ownChanged(own(7, { at: clock(10) }));
  assert.deepEqual(keys(model), ["m7", "m5"]);
  model.older({ messages: [message(4, { at: clock(9) })], more: false });
  assert.deepEqual(keys(model), ["m4", "m7", "m5"]);
});

test("a held message that is published takes its place in the room and keeps its key in the display", () => {
  const model = timeline(message(1));
  model.ownChanged(own(7));
  model.changes({ room: "r", from: 2, to: 2, messages: [message(7, { position: 2, author: AMARA })] });
  assert.deepEqual(keys(model), ["m1", "m7"]);
  assert.equal(model.entries()[1].own, undefined);
});

test("my removed message says why, where it stood", () => {
  const model = timeline(message(1, { author: AMARA }), message(2));
  model.changes({ room: "r", from: 3, to: 3, messages: [message(1, { position: 1, revision: 3, state: "removed", author: AMARA })] });
  model.ownChanged(own(1, { state: "removed", reason: "It gave a dose." }));
  assert.deepEqual(keys(model), ["m1", "m2"]);
  assert.equal(model.entries()[0].own.reason, "It gave a dose.");
});

test("my removed message is still there after a reconnect, and once put away only its tombstone is", () => {
  const model = timeline(message(1, { author: AMARA, state: "removed" }), message(2, { state: "removed" }));
  const mine = own(1, { state: "removed", reason: "It gave a dose." });
  model.joined({ room: "r", revision: 2, messages: [], own: [mine], more: false, reset: false });
  assert.deepEqual(model.entries().map(({ own }) => own?.reason), ["It gave a dose.", undefined]);
  model.away = new Set([1]);
  assert.deepEqual(keys(model), ["m1", "m2"]);
  assert.deepEqual(model.entries().map(({ own }) => own), [undefined, undefined]);
});

test("my removed message goes to its place when the page of its tombstone comes", () => {
  const model = timeline(message(20));
  model.ownChanged(own(7, { state: "removed" }));
  assert.deepEqual(keys(model), ["m20", "m7"]);
  model.older({ messages: [message(6), message(7, { author: AMARA, state: "removed" })], more: false });
  assert.deepEqual(keys(model), ["m6", "m7", "m20"]);
  assert.equal(model.entries()[1].own.id, 7);
});

test("a sent message is shown once when its change comes before its answer", () => {
  const model = timeline();
  model.pending([pending("a"), pending("b")]);
  model.changes({ room: "r", from: 1, to: 1, messages: [message(5, { position: 1, author: AMARA })] });
  assert.deepEqual(keys(model), ["m5", "b"]);
  model.accepted({ id: 5, message: message(5, { position: 1, author: AMARA }) });
  model.pending([pending("b")]);
  assert.deepEqual(keys(model), ["m5", "b"]);
});

test("a sent message is shown once when its answer comes before its change", () => {
  const model = timeline();
  model.pending([pending("a")]);
  model.accepted({ id: 5, message: message(5, { position: 1, author: AMARA }) });
  model.pending([]);
  model.changes({ room: "r", from: 1, to: 1, messages: [message(5, { position: 1, author: AMARA })] });
  assert.deepEqual(keys(model), ["m5"]);
  model.pending([pending("c")]);
  assert.deepEqual(keys(model), ["m5", "c"]);
});

test("other people's messages never hide one of mine that is on its way", () => {
  const model = timeline();
  model.pending([pending("a")]);
  model.changes({ room: "r", from: 1, to: 1, messages: [message(5, { position: 1 })] });
  assert.deepEqual(keys(model), ["m5", "a"]);
});

test("one that is held already is not shown a second time as being on its way", () => {
  const model = timeline();
  model.pending([pending("key-7"), pending("other")]);
  model.ownChanged(own(7));
  assert.deepEqual(keys(model), ["m7", "other"]);
});

test("one from before a reload stays out of sight while it is being checked", () => {
  const model = timeline();
  model.pending([pending("a", "checking"), pending("b", "refused")]);
  assert.deepEqual(keys(model), ["b"]);
});

test("a removed message of mine stays until I have put it away, and a held one stays in any case", () => {
  const model = timeline();
  model.ownChanged(own(7, { state: "removed" }));
  model.ownChanged(own(8));
  assert.deepEqual(keys(model), ["m7", "m8"]);
  model.away = new Set([7, 8]);
  assert.deepEqual(keys(model), ["m8"]);
});

test("a published message of mine keeps the safety card that it brought, and stands in the room once", () => {
  const timeline = new Timeline(1);
  const card = { kind: "emergency", title: "Call now", numbers: [] };
  const message = { id: 9, position: 1, revision: 1, state: "published", at: "2026-03-01T18:04:05Z", author: { id: 1 }, html: "" };
  timeline.accepted({ id: 9, key: "key-9", room: "r", state: "published", message, card });
  const entries = timeline.entries();
  assert.equal(entries.length, 1);
  assert.equal(entries[0].own.card, card);
});

test("one that waited keeps its safety card when a clinician puts it into the room", () => {
  const card = { kind: "self_harm", title: "Call now", numbers: [] };
  const model = timeline(message(1));
  model.ownChanged(own(9, { card }));
  model.changes({ room: "r", from: 2, to: 2, messages: [message(9, { position: 2, author: AMARA })] });
  assert.deepEqual(keys(model), ["m1", "m9"]);
  assert.equal(model.entries()[1].own?.card, card);
});

test("one waits for a clinician until it is in the room, or is mine no more", () => {
  const model = timeline(message(1));
  model.ownChanged(own(9));
  model.ownChanged(own(10, { state: "removed" }));
  assert.deepEqual([1, 9, 10].map((id) => model.waits(id)), [false, true, false]);
  model.changes({ room: "r", from: 2, to: 2, messages: [message(9, { position: 2, author: AMARA, state: "hidden" })] });
  assert.equal(model.waits(9), true);
  model.changes({ room: "r", from: 3, to: 3, messages: [message(9, { position: 2, revision: 3, author: AMARA })] });
  assert.equal(model.waits(9), false);
});

const change = (rest = {}) => ({ id: 3, state: "waiting", html: "<p>new</p>", at: clock(19), reason: null, ...rest });

test("a change or a withdrawal on its way stands with its message, and takes no line of its own", () => {
  const model = timeline(message(1, { author: AMARA }), message(2));
  model.pending([{ ...pending("a"), act: "edit", id: 1 }]);
  assert.deepEqual(keys(model), ["m1", "m2"]);
  assert.equal(model.entries()[0].acting.key, "a");
  model.pending([{ ...pending("a"), act: "edit", id: 1 }, { ...pending("b", "waiting"), act: "withdraw", id: 1 }]);
  assert.equal(model.entries()[0].acting.act, "withdraw");
});

test("a change that was refused on its way is a line that can be mended", () => {
  const model = timeline(message(1, { author: AMARA }));
  model.pending([{ ...pending("a", "refused"), act: "edit", id: 1 }]);
  assert.deepEqual(keys(model), ["m1", "a"]);
  assert.equal(model.entries()[0].acting, undefined);
});

test("a change of mine on its way hides no new message of mine from another tab", () => {
  const model = timeline(message(1, { author: AMARA }));
  model.pending([{ ...pending("a"), act: "edit", id: 1 }, pending("b")]);
  model.changes({ room: "r", from: 2, to: 2, messages: [message(1, { position: 1, revision: 2, author: AMARA })] });
  assert.deepEqual(keys(model), ["m1", "b"]);
});

test("new words that wait are told until they are in the room, or refused and put away", () => {
  const model = timeline(message(1, { author: AMARA }));
  model.accepted({ id: 1, key: "a", room: "r", message: message(1, { author: AMARA }), own: own(1, { state: "published", change: change() }) });
  assert.equal(model.entries()[0].own.change.state, "waiting");
  model.changes({ room: "r", from: 2, to: 2, messages: [message(1, { position: 1, revision: 2, author: AMARA, edited: clock(20) })] });
  assert.equal(model.entries()[0].own.change, null);
  model.ownChanged(own(1, { state: "published", change: change({ state: "refused" }) }));
  assert.equal(model.entries()[0].own.change.state, "refused");
  model.away.add("c3");
  assert.equal(model.entries()[0].own.change, null);
});

test("a later change that was made at once leaves none to tell of", () => {
  const model = timeline(message(1, { author: AMARA }));
  model.ownChanged(own(1, { state: "published", change: change({ state: "refused" }) }));
  model.accepted({ id: 1, key: "a", room: "r", message: message(1, { revision: 2, author: AMARA, edited: clock(20) }) });
  assert.equal(model.entries()[0].own.change, null);
});

test("one that waited and was taken back is gone, and one that was seen leaves its tombstone", () => {
  const model = timeline(message(1, { author: AMARA }));
  model.ownChanged(own(7));
  model.accepted({ id: 7, key: "a", room: "r", own: own(7, { state: "withdrawn" }) });
  model.accepted({ id: 1, key: "b", room: "r", message: message(1, { revision: 2, author: AMARA, state: "withdrawn" }) });
  assert.deepEqual(keys(model), ["m1"]);
  assert.equal(model.message(1).state, "withdrawn");
  assert.equal(model.lastOfMine(), undefined);
});

test("a change of the reactions alone leaves the look of a message as it was", () => {
  const model = new Timeline(AMARA);
  const change = (revision, rest) => {
    model.changes({ room: "r", from: revision, to: revision, messages: [message(1, { position: 1, revision, ...rest })] });
    return model.entries()[0];
  };
  const first = change(1, { reactions: [] });
  const hugged = change(2, { reactions: [{ reaction: "hug", count: 1, by: [3] }] });
  assert.equal(hugged.looks, first.looks);
  assert.equal(hugged.message.reactions.length, 1);
  assert.notEqual(change(3, { reactions: [], html: "<p>other</p>" }).looks, first.looks);
});

test("what is pinned is known wherever it stands, until it is unpinned or taken away", () => {
  const model = new Timeline(AMARA);
  const far = message(1, { revision: 5, pinned: true });
  model.joined({ room: "r", revision: 9, messages: [message(9)], pinned: [far], own: [], more: true, reset: false }, { first: true });
  model.changes({ room: "r", from: 10, to: 10, messages: [message(2, { revision: 10, pinned: true })] });
  assert.deepEqual(model.pins().map(({ id }) => id), [1, 2]);
  model.changes({ room: "r", from: 11, to: 12, messages: [message(1, { revision: 11 }), message(2, { revision: 12, state: "removed" })] });
  assert.deepEqual(model.pins(), []);
});

// --- one window of the room -----------------------------------------------------------------------------------------
const span = (from, to) => Array.from({ length: to - from + 1 }, (_, at) => message(from + at));
const page = (from, to, rest = {}) => ({ messages: span(from, to), more: true, newer: true, revision: 1000, ...rest });
const changed = (from, ...messages) => ({ room: "r", from, to: Math.max(...messages.map(({ revision }) => revision)), messages });
const ends = (model) => [model.oldest(), model.newest(), model.more, model.newer];

test("a window in the past holds nothing of what is said at the end, and the reader hears how much it is", () => {
  const model = timeline(...span(951, 1000));
  model.window(page(101, 150));
  const fresh = model.changes(changed(1001, message(1001), message(1002)));
  assert.deepEqual(fresh.map(({ id }) => id), [1001, 1002]);
  assert.deepEqual(ends(model), [101, 150, true, true]);
  assert.equal(model.revision, 1002);
});

test("paging on to the end joins the window to what was said meanwhile, without a gap", () => {
  const model = timeline(...span(951, 1000));
  model.window(page(901, 950));
  model.changes(changed(1001, message(1001)));
  model.later(page(951, 1000, { newer: false }));
  assert.deepEqual(ends(model), [901, 1001, true, false]);
  model.changes(changed(1002, message(1002)));
  assert.equal(model.newest(), 1002);
});

test("a change to a message that is not held is no new line, and no new message", () => {
  const model = timeline(...span(951, 1000));
  const fresh = model.changes(changed(1001, message(5, { revision: 1001 })));
  assert.deepEqual(fresh, []);
  assert.deepEqual(ends(model), [951, 1000, true, false]);
});

test("a page that was read before a change does not bring the old words back", () => {
  const model = timeline(...span(951, 1000));
  model.changes(changed(1001, message(905, { revision: 1001, state: "removed" })));
  model.older(page(901, 950));
  assert.equal(model.message(905).state, "removed");
  model.changes(changed(1002, message(960, { revision: 1002, state: "removed" })));
  model.window(page(941, 990));
  assert.equal(model.message(960).state, "removed");
});

test("a page that is older than what was let go of is refused", () => {
  const model = timeline(...span(951, 1000));
  for (let at = 1; at <= 1100; at++) model.changes(changed(1000 + at, message(2000 + at, { position: 1 + (at % 900), revision: 1000 + at })));
  assert.equal(model.older(page(901, 950)), false);
  assert.deepEqual(ends(model), [951, 1000, true, false]);
  assert.equal(model.older(page(901, 950, { revision: 2100 })), true);
});

test("what is held is bounded: the end that is far from the reader is let go", () => {
  const model = timeline(...span(951, 1000));
  for (let from = 901; from > 0; from -= 50) model.older(page(from, from + 49));
  assert.deepEqual(ends(model), [1, 300, true, true]);
  for (let from = 301; from < 1000; from += 50) model.later(page(from, from + 49, { newer: from < 951 }));
  assert.deepEqual(ends(model), [701, 1000, true, false]);
  for (let at = 1001; at <= 1400; at++) model.changes(changed(at, message(at)));
  assert.deepEqual(ends(model), [1101, 1400, true, false]);
});

test("to whoever reads further up, the new ones beyond the bound are only counted", () => {
  const model = timeline(...span(701, 1000));
  const fresh = model.changes(changed(1001, message(1001)), false);
  assert.equal(fresh.length, 1);
  assert.deepEqual(ends(model), [701, 1000, true, true]);
});

test("in the past, my own unseen ones stand only where they belong, and nothing is on its way there", () => {
  const model = timeline(message(1000, { at: clock(20) }));
  model.ownChanged(own(7, { at: clock(8) }));
  model.ownChanged(own(9, { at: clock(21) }));
  model.pending([pending("a")]);
  model.window({ messages: [message(1, { at: clock(7) }), message(2, { at: clock(9) })], more: true, newer: true, revision: 1000 });
  assert.deepEqual(keys(model), ["m1", "m7", "m2"]);
});

test("who is called otherwise is so in all that is held, and in what was read before", () => {
  const quote = { id: 1, by: BEN, name: "ben", excerpt: "hi" };
  const mine = message(2, { author: AMARA, reply_to: quote, mentions: [{ id: BEN, name: "ben" }] });
  const model = timeline(message(1), mine);
  const before = model.entries().map(({ looks }) => looks);
  const people = [{ id: BEN, name: "Closed account #2", role: "" }];
  assert.deepEqual(model.changes({ room: "r", from: 3, to: 3, messages: [], people }), []);
  const [his, hers] = [model.message(1), model.message(2)];
  assert.deepEqual([his.author.name, hers.author.name], ["Closed account #2", "x"]);
  assert.deepEqual([hers.reply_to.name, hers.mentions[0].name], ["Closed account #2", "Closed account #2"]);
  assert.notDeepEqual(model.entries().map(({ looks }) => looks), before);
  model.older({ messages: [message(0.5)], more: false, revision: 2 });
  assert.equal(model.message(0.5).author.name, "Closed account #2");
});

test("a closed account has its name in the reader's language", () => {
  globalThis.gettext = (words) => words.replace("Closed account", "Cuenta cerrada");
  const model = timeline(message(1, { position: 1 }));
  model.changes({ room: "r", from: 2, to: 2, messages: [], people: [{ id: BEN, name: "Closed account #2", role: "" }] });
  delete globalThis.gettext;
  assert.equal(model.message(1).author.name, "Cuenta cerrada #2");
});
