/** Which lines the page shows, and where, for what the model holds. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { lines } from "../../static/js/chat/layout.js";

const entry = (id, at, { author = 2, state = "published", revision = id, own } = {}) => ({
  key: `m${id}`, own, message: { id, position: id, revision, state, at, author: { id: author, name: "x", role: "" } },
});
const types = (list) => list.map(({ type }) => type);

test("each day opens with a divider", () => {
  const list = lines([entry(1, "2026-03-01T12:00"), entry(2, "2026-03-01T12:30"), entry(3, "2026-03-02T12:00")], 9);
  assert.deepEqual(types(list), ["divider", "message", "message", "divider", "message"]);
  assert.notEqual(list[0].key, list[3].key);
});

test("the line that says what is new stands right above the first that is, which tells its name anew", () => {
  const list = lines([entry(1, "2026-03-01T12:00"), entry(2, "2026-03-01T12:01"), entry(3, "2026-03-02T12:00")], 9, "m2");
  assert.deepEqual(types(list), ["divider", "message", "news", "message", "divider", "message"]);
  assert.deepEqual([list[3].continued, list[3].entry.key], [false, "m2"]);
  const days = lines([entry(1, "2026-03-01T12:00")], 9, "m1");
  assert.deepEqual(types(days), ["divider", "news", "message"]);
});

test("one that waited over midnight and comes late opens no second divider", () => {
  const list = lines([entry(1, "2026-03-09T12:00"), entry(2, "2026-03-10T12:00"), entry(3, "2026-03-09T12:00"), entry(4, "2026-03-10T13:00")], 9);
  assert.deepEqual(types(list), ["divider", "message", "divider", "message", "message", "message"]);
  assert.equal(new Set(list.map(({ key }) => key)).size, list.length);
});

test("one that comes late stands where it appeared, and says why its time is before the one above it", () => {
  const list = lines([entry(1, "2026-03-01T10:01"), entry(2, "2026-03-01T10:31"), entry(3, "2026-03-01T10:02"), entry(4, "2026-03-01T10:32")], 9);
  assert.deepEqual(list.slice(1).map(({ key, after }) => [key, after]), [
    ["m1", undefined], ["m2", undefined], ["m3", "2026-03-01T10:31"], ["m4", undefined],
  ]);
  const together = lines([entry(1, "2026-03-01T10:04"), entry(2, "2026-03-01T10:02")], 9);
  assert.equal(together[2].continued, false);
  const alike = lines([entry(1, "2026-03-01T10:04:10"), entry(2, "2026-03-01T10:03:50")], 9);
  assert.equal(alike[2].after, undefined);
});

test("what arrived since the view began goes where it is read out, what was there does not", () => {
  const list = lines([entry(1, "2026-03-01T12:00"), entry(2, "2026-03-01T12:01")], 1);
  assert.deepEqual(list.map(({ place }) => place), ["older", "older", "log"]);
});

test("messages of one author within five minutes stand under one name", () => {
  const list = lines([
    entry(1, "2026-03-01T12:00"), entry(2, "2026-03-01T12:04"), entry(3, "2026-03-01T12:10"), entry(4, "2026-03-01T12:11", { author: 3 }),
  ], 9);
  assert.deepEqual(list.slice(1).map(({ continued }) => continued), [false, true, false, false]);
});

test("however fast one author writes, a time stands at least every five minutes", () => {
  const list = lines([0, 2, 4, 6, 8].map((minute) => entry(minute + 1, `2026-03-01T12:0${minute}`)), 9);
  assert.deepEqual(list.slice(1).map(({ continued }) => continued), [false, true, true, false, true]);
});

test("a new day names the author again", () => {
  const list = lines([entry(1, "2026-03-01T23:59"), entry(2, "2026-03-02T00:01")], 9);
  assert.equal(list.at(-1).continued, false);
});

test("a message that is gone is a tombstone, and for its author still a message with a reason", () => {
  const own = { id: 2, key: "k", room: "r", state: "removed", at: "2026-03-01T12:00", html: "", reason: "why" };
  const list = lines([
    entry(1, "2026-03-01T12:00", { state: "removed" }), entry(2, "2026-03-01T12:00", { state: "removed", own }),
  ], 9);
  assert.deepEqual(types(list), ["divider", "tombstone", "own"]);
});

test("a line is drawn anew after each change to it and only then", () => {
  const version = (revision) => lines([entry(1, "2026-03-01T12:00", { revision })], 9)[1].version;
  assert.equal(version(1), version(1));
  assert.notEqual(version(1), version(2));
});

test("my unseen message stands among what was there, or among what came since, and opens its day", () => {
  const own = (at) => ({ key: "m7", own: { id: 7, key: "k", room: "r", state: "held", at, html: "" } });
  const first = lines([own("2026-03-01T10:00"), entry(1, "2026-03-01T12:00")], 1);
  assert.deepEqual(first.map(({ type, place }) => [type, place]), [["divider", "older"], ["own", "older"], ["message", "older"]]);
  const last = lines([entry(1, "2026-03-01T12:00"), own("2026-03-02T10:00")], 1);
  assert.deepEqual(last.slice(2).map(({ type, place }) => [type, place]), [["divider", "log"], ["own", "log"]]);
});

test("what is on its way stands apart and is drawn anew when its state changes", () => {
  const pending = (state) => lines([{ key: "k", pending: { key: "k", state, created: 0, room: "r", user: 1, draft: {} } }], 9);
  assert.deepEqual(pending("sending").map(({ type, place }) => [type, place]), [["own", "unseen"]]);
  assert.notEqual(pending("sending")[0].version, pending("refused")[0].version);
});

test("a prompt of the week stands under its own name", () => {
  const list = lines([entry(1, "2026-03-01T12:00"), entry(2, "2026-03-01T12:01")], 9);
  assert.equal(list[2].continued, true);
  const prompt = entry(2, "2026-03-01T12:01");
  prompt.message.kind = "prompt";
  assert.equal(lines([entry(1, "2026-03-01T12:00"), prompt], 9)[2].continued, false);
});
