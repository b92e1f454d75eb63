/** How the room is kept: its pace, and a pause. */

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { Keeping, left } from "../../static/js/chat/keeping.js";
import { element } from "./page.mjs";

const NOW = 1_000_000;
const times = { hour: (at) => at };

let page;
beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: NOW });
  globalThis.document = { activeElement: null };
  page = element();
});
const begin = (turn = {}) => new Keeping(page, { leads: false, wait: 0, paused: null, ...turn }, times);

test("what is left is said in minutes and seconds, never too short", () => {
  assert.deepEqual([600_000, 65_000, 59_001, 1].map(left), ["10:00", "1:05", "1:00", "0:01"]);
});

test("only a pace that is faster than before lets what waits try again", () => {
  const keeping = begin();
  const told = [0, 600, 600, 30, 30, 120, 0, 0].map((slow) => keeping.set({ slow, archived: false }));
  assert.deepEqual(told, [false, false, false, true, false, false, true, false]);
});

test("a post begins the wait for the next one, and new words for a message do not", () => {
  const keeping = begin();
  keeping.set({ slow: 600, archived: false });
  keeping.sent({ act: "edit" });
  keeping.sent({ act: "withdraw" });
  assert.equal(page.querySelector("turn").hidden, true);
  keeping.sent({});
  assert.equal(page.querySelector("turn-left").textContent, "10:00");
  mock.timers.tick(300_000);
  keeping.sent({ act: "edit" });
  assert.equal(page.querySelector("turn-left").textContent, "5:00");
});

test("why one is asked to pause stays as long as the pause, whatever is answered meanwhile", () => {
  const until = new Date(NOW + 3_600_000).toISOString();
  const keeping = begin({ paused: { until, reason: "Let it rest." } });
  keeping.pause({ until });
  const why = page.querySelector("paused-why");
  assert.deepEqual([why.textContent, why.hidden], ["Let it rest.", false]);
  keeping.resume();
  assert.equal(why.textContent, "");
  keeping.pause({ until, reason: "Once more." });
  assert.equal(why.textContent, "Once more.");
});

test("what is half typed when a room is archived stays in sight; else who was writing is led to the last line, and nothing scrolls", () => {
  const [text, composer] = ["text", "composer"].map((name) => page.querySelector(name));
  const lines = [element(), element()];
  const led = [];
  lines[1].focus = (options) => led.push(options);
  page.querySelector("timeline").querySelectorAll = () => lines;
  composer.contains = () => true;
  const keeping = begin();
  text.value = "half a thought";
  keeping.set({ slow: 0, archived: true });
  assert.deepEqual([composer.hidden, led], [false, []]);
  keeping.set({ slow: 0, archived: false });
  text.value = "";
  keeping.set({ slow: 0, archived: true });
  assert.deepEqual([composer.hidden, led, lines[0].focused], [true, [{ preventScroll: true }], 0]);
});

test("of an archived room the page knows that nothing in it may lead to writing", () => {
  const keeping = begin();
  keeping.set({ slow: 0, archived: true });
  assert.deepEqual([keeping.archived, page.names.has("archived"), page.querySelector("composer").hidden], [true, true, true]);
  keeping.set({ slow: 0, archived: false });
  assert.deepEqual([keeping.archived, page.names.has("archived"), page.querySelector("composer").hidden], [false, false, false]);
});
