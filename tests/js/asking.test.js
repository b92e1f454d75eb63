/** A question to the server is put until it is answered. */

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { Asking } from "../../static/js/chat/asking.js";

const HALF_A_SECOND = 500; // the longest first pause

let asked;
let late;
let asking;
beforeEach(() => {
  mock.restoreAll();
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  [asked, late] = [0, 0];
  asking = new Asking(() => Boolean(++asked), () => late++);
});

test("an answered question is not put again", () => {
  asking.ask();
  asking.answered();
  mock.timers.tick(60_000);
  assert.deepEqual([asked, late, asking.open], [1, 0, false]);
});

test("while one is open, a second is not put", () => {
  asking.ask();
  asking.ask();
  assert.equal(asked, 1);
});

test("told to try again, it does so after a moment, and after the pause it was asked for", () => {
  asking.ask();
  asking.putOff();
  assert.deepEqual([asked, late], [1, 1]);
  mock.timers.tick(HALF_A_SECOND);
  assert.equal(asked, 2);
  asking.putOff(7);
  mock.timers.tick(7_000);
  assert.equal(asked, 2);
  mock.timers.tick(2 * HALF_A_SECOND);
  assert.equal(asked, 3);
});

test("without an answer in ten seconds it is put again", () => {
  asking.ask();
  mock.timers.tick(9_999);
  assert.equal(asked, 1);
  mock.timers.tick(1);
  mock.timers.tick(HALF_A_SECOND);
  assert.deepEqual([asked, late], [2, 1]);
});

test("the pauses grow while the server goes on saying no, and begin anew after an answer", () => {
  mock.method(Math, "random", () => 0.5);
  for (let tries = 0; tries < 8; tries++) asking.putOff();
  mock.timers.tick(10_000);
  assert.equal(asked, 0);
  mock.timers.tick(5_000);
  assert.equal(asked, 1);
  asking.answered();
  asking.putOff();
  mock.timers.tick(HALF_A_SECOND);
  assert.equal(asked, 2);
});

test("without a socket nothing is open, so that the next hello asks", () => {
  const unplugged = new Asking(() => false);
  unplugged.ask();
  assert.equal(unplugged.open, false);
});

test("once the socket is gone nothing is put into the void", () => {
  asking.ask();
  asking.putOff();
  asking.stop();
  mock.timers.tick(60_000);
  assert.equal(asked, 1);
});
