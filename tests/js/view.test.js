/** What the page shows of the model: once and in order, history a few lines a frame, in sheaves. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { put } from "../../static/js/chat/sheaves.js";
import { Timeline } from "../../static/js/chat/timeline.js";
import { View } from "../../static/js/chat/view.js";
import { Node, sheaves } from "./tree.mjs";

let frames = [];
globalThis.document = { hidden: false, activeElement: null, createElement: () => new Node() };
globalThis.requestAnimationFrame = (act) => frames.push(act);

const said = (id, rest = {}) => {
  const at = new Date(Date.UTC(2026, 2, 1, 12, id)).toISOString();
  return { id, position: id, revision: id, state: "published", at, html: "", author: { id: 2, name: "Ben", role: "" }, ...rest };
};
const saidFrom = (first, last) => Array.from({ length: last - first + 1 }, (_, at) => said(first + at));
const keysOf = (first, last) => saidFrom(first, last).map(({ id }) => `m${id}`);
const named = (...keys) => keys.map((key) => new Node(key));

/** A page that shows the messages 51 to 100 of a room, with more on both sides or up to its end. */
function begin({ newer = false } = {}) {
  frames = [];
  const places = { older: new Node(), log: new Node(), unseen: new Node() };
  const painted = [];
  const painter = {
    paint: (line) => (painted.push(line.key), new Node(line.key)),
    retouch: () => {},
  };
  const kept = [];
  const view = new View(painter, { keep: (change) => (kept.push(shown()), change()) }, places);
  const shown = () => Object.values(places).flatMap((place) => sheaves(place).flat());
  const timeline = new Timeline(1);
  timeline.joined({ messages: saidFrom(51, 100), revision: 100, more: true, own: [] }, { first: true });
  if (newer) timeline.window({ messages: saidFrom(51, 100), more: true, newer: true, revision: 100 });
  view.render(timeline);
  return { view, timeline, places, shown, painted, kept };
}

test("a line that can't be drawn leaves the others in the room", () => {
  const told = [];
  globalThis.reportError = (error) => told.push(error.message);
  const places = { older: new Node(), log: new Node(), unseen: new Node() };
  const paint = ({ key }) => {
    if (key === "m2") throw new Error("no such part");
    return new Node(key);
  };
  const view = new View({ paint, failed: ({ key }) => new Node(`failed ${key}`), retouch: () => {} }, { keep: (change) => change() }, places);
  const timeline = new Timeline(1);
  timeline.joined({ messages: saidFrom(1, 3), revision: 3, more: false, own: [] }, { first: true });
  view.render(timeline);
  const shown = Object.values(places).flatMap((place) => sheaves(place).flat());
  assert.deepEqual(shown.filter((key) => key.includes("m")), ["m1", "failed m2", "m3"]);
  assert.deepEqual(told, ["no such part"]);
});

const messages = (keys) => keys.filter((key) => key.startsWith("m"));
/** The next frame of the screen, and what follows from it. */
async function frame() {
  for (const act of frames.splice(0)) act();
  await new Promise(setImmediate);
}
async function settle(drawn) {
  let done = false;
  drawn.then(() => (done = true));
  let count = 0;
  await new Promise(setImmediate);
  for (; !done && count < 100; count++) await frame();
  return count;
}

test("lines stand in sheaves of twelve at most", () => {
  const { places } = begin();
  const sizes = sheaves(places.older).map(({ length }) => length);
  assert.deepEqual([Math.max(...sizes), sizes.reduce((sum, size) => sum + size)], [12, 51]); // with the line of the day
});

test("what is put at an end fills the sheaf there, then opens others", () => {
  const place = new Node();
  const first = named("a", "b");
  put(place, [...first], null, null);
  put(place, named("c"), first[1], null);
  assert.deepEqual(sheaves(place), [["a", "b", "c"]]);
  put(place, named(...keysOf(1, 22)), null, first[0]);
  assert.deepEqual(sheaves(place), [keysOf(1, 1), keysOf(2, 13), [...keysOf(14, 22), "a", "b", "c"]]);
  put(place, named(...keysOf(30, 42)), place.lastElementChild.lastElementChild, null);
  assert.deepEqual(sheaves(place).slice(3), [keysOf(30, 41), keysOf(42, 42)]);
});

test("what comes between two of one sheaf stands between them", () => {
  const place = new Node();
  const lines = named(...keysOf(1, 12));
  put(place, [...lines], null, null);
  put(place, named("own"), lines[4], lines[5]);
  assert.deepEqual(sheaves(place), [[...keysOf(1, 5), "own", ...keysOf(6, 12)]]);
});

test("an older page is drawn in parts, the nearest lines first, and nothing doubles", async () => {
  const { view, timeline, shown, kept } = begin();
  timeline.older({ messages: saidFrom(1, 50), more: false, revision: 100 });
  const parts = await settle(view.unroll(timeline, 0));
  assert.ok(parts > 4, `${parts} frames`);
  for (const keys of [...kept.slice(3), shown()]) {
    const [first] = messages(keys);
    assert.ok(keys.slice(1).every((key) => key.startsWith("m")), "the day is told above its first message, or waits");
    assert.deepEqual(messages(keys), keysOf(Number(first.slice(1)), 100));
  }
  assert.deepEqual(messages(shown()), keysOf(1, 100));
  assert.equal(new Set(shown()).size, shown().length);
});

test("a later page is drawn in parts too, and the end is there once all of it stands", async () => {
  const { view, timeline, shown } = begin({ newer: true });
  timeline.later({ messages: saidFrom(101, 150), newer: false, revision: 150 });
  const drawn = view.unroll(timeline, 1);
  await new Promise(setImmediate);
  await frame();
  const some = messages(shown());
  assert.ok(some.length > 50 && some.length < 100, `${some.length} lines`);
  assert.deepEqual([some, view.reachesEnd], [keysOf(51, 50 + some.length), false]);
  await settle(drawn);
  assert.deepEqual([messages(shown()), view.reachesEnd], [keysOf(51, 150), true]);
});

test("what arrives meanwhile stands at once, at the end", async () => {
  const { view, timeline, places, shown } = begin();
  timeline.older({ messages: saidFrom(1, 50), more: false, revision: 100 });
  const drawn = view.unroll(timeline, 0);
  await new Promise(setImmediate);
  await frame();
  timeline.changes({ from: 101, to: 101, messages: [said(101)] });
  view.render(timeline);
  assert.deepEqual([sheaves(places.log), view.reachesEnd], [[["m101"]], true]);
  assert.ok(!shown().includes("m1"));
  await settle(drawn);
  assert.deepEqual(messages(shown()), keysOf(1, 101));
});

test("what arrived just before an older page stands at once too, and the end stays the end", async () => {
  const { view, timeline, places } = begin();
  timeline.changes({ from: 101, to: 101, messages: [said(101)] }); // its frame has not come yet
  timeline.older({ messages: saidFrom(1, 50), more: false, revision: 100 });
  const drawn = view.unroll(timeline, 0);
  await new Promise(setImmediate);
  assert.equal(view.reachesEnd, true);
  await frame();
  assert.deepEqual(sheaves(places.log), [["m101"]]);
  await settle(drawn);
});

test("a page of history that reaches to what was said since is not read out", async () => {
  const { view, timeline, places } = begin({ newer: true });
  timeline.later({ messages: saidFrom(101, 103), newer: true, revision: 150 });
  await settle(view.unroll(timeline, 1));
  assert.deepEqual([sheaves(places.log).flat(), places.log.attributes["aria-live"]], [["m101", "m102", "m103"], "off"]);
});

test("a message of one's own that is published goes to the end, and what stands keeps its place and the focus", () => {
  const { view, timeline, places } = begin();
  const own = { id: 101, key: "k", room: "r", state: "held", at: said(101).at, html: "", feeling: null, card: null, reason: null };
  timeline.ownChanged(own);
  timeline.changes({ from: 101, to: 103, messages: [said(102), said(103)] });
  view.render(timeline);
  assert.deepEqual(sheaves(places.log).flat(), ["m101", "m102", "m103"]);
  const standing = places.log.children[0].children[1];
  standing.focus();
  const moved = [];
  for (const line of places.log.children[0].children) line.remove = () => (moved.push(line.dataset.key), Node.prototype.remove.call(line));
  timeline.changes({ from: 104, to: 104, messages: [said(101, { position: 104, revision: 104, author: { id: 1, name: "Amara", role: "" } })] });
  view.render(timeline);
  assert.deepEqual([sheaves(places.log).flat(), moved], [["m102", "m103", "m101"], ["m101"]]);
  assert.equal(document.activeElement, standing);
});

test("who jumps meanwhile sees all of it at once", async () => {
  const { view, timeline, shown } = begin();
  timeline.older({ messages: saidFrom(1, 50), more: false, revision: 100 });
  const drawn = view.unroll(timeline, 0);
  view.renderAll(timeline);
  assert.deepEqual(messages(shown()), keysOf(1, 100));
  await settle(drawn);
  assert.deepEqual(messages(shown()), keysOf(1, 100));
});

test("what the model lets go leaves the page", async () => {
  const { view, timeline, shown } = begin();
  for (let first = 1; first > -300; first -= 50) {
    timeline.older({ messages: saidFrom(first, first + 49), more: true, revision: 100 });
    await settle(view.unroll(timeline, 0));
  }
  assert.equal(messages(shown()).length, 300);
  assert.equal(new Set(shown()).size, shown().length);
});

test("a line that says the same is not drawn anew", async () => {
  const { view, timeline, painted } = begin();
  painted.length = 0;
  timeline.older({ messages: saidFrom(1, 50), more: false, revision: 100 });
  await settle(view.unroll(timeline, 0));
  assert.deepEqual(messages(painted).sort(), keysOf(1, 50).sort());
});
