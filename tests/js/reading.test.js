/** How far the reader has seen: told seldom, never back, and counted exactly where all is held. */

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { counted, Reading } from "../../static/js/chat/reading.js";
import { Timeline } from "../../static/js/chat/timeline.js";

const AMARA = 1;
const BEN = 2;
const message = (position, author = BEN, state = "published") => ({
  id: position, position, revision: position, state, at: "2026-03-01T18:04:05Z", author: { id: author, name: "x", role: "" }, html: "",
});

function timeline(more, ...messages) {
  const model = new Timeline(AMARA);
  model.joined({ room: "r", revision: 9, messages, own: [], more, reset: false, read: 0 }, { first: true });
  return model;
}

let told;
let works;
let reading;
beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  [told, works] = [[], true];
  reading = new Reading({ read: 3, unread: 4 }, (position) => works && Boolean(told.push(position)));
});

test("what comes into sight together is told once, and then at most every five seconds", () => {
  for (const position of [4, 6, 5]) reading.see(position);
  mock.timers.tick(400);
  reading.see(7);
  mock.timers.tick(4_000);
  assert.deepEqual(told, [6]);
  reading.see(8);
  mock.timers.tick(1_000);
  assert.deepEqual(told, [6, 8]);
});

test("what was read before, here or elsewhere, is not told again", () => {
  reading.see(3);
  reading.heard({ position: 8, count: 1 });
  reading.see(7);
  mock.timers.tick(10_000);
  assert.deepEqual(told, []);
  reading.heard({ position: 5 });
  assert.equal(reading.position, 8);
});

test("what could not be told is told when the room answers again", () => {
  works = false;
  reading.see(5);
  mock.timers.tick(400);
  works = true;
  reading.flush();
  assert.deepEqual(told, [5]);
  reading.heard({ position: 5 });
  reading.flush();
  assert.deepEqual(told, [5]);
});

test("over plain HTTP what was not heard is told again, more and more rarely, however often the room answers", () => {
  mock.method(Math, "random", () => 1);
  reading.see(5);
  mock.timers.tick(400);
  const at = [];
  for (let second = 0; second < 60; second += 4) {
    const before = told.length;
    reading.flush();
    if (told.length > before) at.push(second);
    mock.timers.tick(4_000);
  }
  assert.deepEqual(at, [12, 28, 56]);
  reading.again();
  assert.equal(told.length, 5);
  reading.heard({ position: 5 });
  reading.again();
  assert.equal(told.length, 5);
  mock.restoreAll();
});

test("others' messages after what was seen are unread, tombstones and one's own are not", () => {
  const model = timeline(false, message(2), message(4), message(5, AMARA), message(6, BEN, "removed"), message(7));
  assert.equal(reading.unread(model), 2);
  reading.see(4);
  assert.equal(reading.unread(model), 1);
});

test("what stands folded is not unread", () => {
  const model = timeline(false, message(4), message(5, 3), message(6));
  model.folds = ({ author }) => author.id === 3;
  assert.equal(reading.unread(model), 2);
});

test("while older ones are not held, the server's number counts", () => {
  const model = timeline(true, message(7));
  assert.equal(reading.unread(model), 4);
  model.older({ messages: [message(2), message(6)], more: true });
  assert.equal(reading.unread(model), 2);
});

test("the line that says what is new stands before the first of others, once all before it is held", () => {
  const model = timeline(true, message(5, AMARA), message(6), message(7));
  assert.equal(model.firstNew(), undefined);
  model.news = 4;
  assert.equal(model.firstNew(), undefined);
  model.older({ messages: [message(3)], more: true });
  assert.equal(model.firstNew(), "m6");
});

test("the page's title says how many are unread", () => {
  assert.equal(counted("Room", 0), "Room");
  assert.equal(counted("Room", 12), "(12) Room");
  assert.equal(counted("Room", 100), "(99+) Room");
});
