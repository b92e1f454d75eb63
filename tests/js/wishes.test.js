/** What the reader sees of reactions between the press and the server's word. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { Wishes } from "../../static/js/chat/wishes.js";

const ME = 7;

/** @param {[string, number[], number?][]} reactions kind, ids, and the count where more reacted than are named */
const message = (...reactions) => ({
  id: 5, reactions: reactions.map(([reaction, by, count = by.length]) => ({ reaction, by, count })),
});

let reachable;
beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  reachable = true;
});
afterEach(() => mock.timers.reset());

function begin() {
  const sent = [];
  const changed = [];
  const said = [];
  const wishes = new Wishes(ME, { send: (wish) => Boolean(sent.push(wish)) && reachable, onChange: (id) => changed.push(id), onRefused: (words) => said.push(words) });
  return { wishes, sent, changed, said };
}
const hug = (on) => ({ id: 5, reaction: "hug", on });

test("what others did is counted, and what is mine is known by my id", () => {
  const { wishes } = begin();
  assert.deepEqual(wishes.tally(message(["hug", [1, ME]], ["thanks", [2]])), [
    { reaction: "hug", count: 2, mine: true },
    { reaction: "thanks", count: 1, mine: false },
  ]);
});

test("a press shows at once and is sent, and a second press takes it back", () => {
  const { wishes, sent, changed } = begin();
  wishes.turn(message(), "hug");
  assert.deepEqual(wishes.tally(message()), [{ reaction: "hug", count: 1, mine: true }]);
  wishes.turn(message(), "hug");
  assert.deepEqual(wishes.tally(message()), []);
  assert.deepEqual(sent, [hug(true), hug(false)]);
  assert.deepEqual(changed, [5, 5]);
});

test("between the answer and the change nothing jumps, and then the room's word holds", () => {
  const { wishes } = begin();
  const mine = [{ reaction: "hug", count: 2, mine: true }];
  wishes.turn(message(["hug", [1]]), "hug");
  assert.deepEqual(wishes.tally(message(["hug", [1]])), mine);
  wishes.met(hug(true));
  assert.deepEqual(wishes.tally(message(["hug", [1]])), mine);
  assert.deepEqual(wishes.tally(message(["hug", [ME, 1]])), mine);
  assert.deepEqual(wishes.tally(message(["hug", [1]])), [{ reaction: "hug", count: 1, mine: false }]); // from another device
});

test("among more than are named, mine is remembered and not counted twice", () => {
  const { wishes } = begin();
  wishes.turn(message(["hug", [1, 2], 60]), "hug");
  assert.deepEqual(wishes.tally(message(["hug", [1, 2], 60])), [{ reaction: "hug", count: 61, mine: true }]);
  wishes.met(hug(true));
  assert.deepEqual(wishes.tally(message(["hug", [3, 4], 70])), [{ reaction: "hug", count: 70, mine: true }]);
});

test("what was refused goes back and says why", () => {
  const { wishes, said } = begin();
  wishes.turn(message(), "hug");
  wishes.refused({ ...hug(true), code: "no_message", detail: "It is gone." });
  assert.deepEqual(wishes.tally(message()), []);
  assert.deepEqual(said, ["It is gone."]);
});

test("an old answer says nothing about a newer wish", () => {
  const { wishes } = begin();
  wishes.turn(message(), "hug");
  wishes.turn(message(), "hug");
  wishes.met(hug(true));
  wishes.refused({ ...hug(true), code: "no_message", detail: "" });
  wishes.turn(message(), "hug");
  assert.deepEqual(wishes.tally(message()), [{ reaction: "hug", count: 1, mine: true }]);
});

test("what came too fast is sent again later", () => {
  const { wishes, sent, said } = begin();
  wishes.turn(message(), "hug");
  wishes.refused({ ...hug(true), code: "slow_down", detail: "", retry_after: 3 });
  assert.equal(sent.length, 1);
  mock.timers.tick(3000);
  assert.deepEqual(sent, [hug(true), hug(true)]);
  assert.deepEqual(said, []);
});

test("after a reconnect only what was not answered is sent again", () => {
  const { wishes, sent } = begin();
  wishes.turn(message(), "hug");
  wishes.turn(message(), "thanks");
  wishes.met(hug(true));
  sent.length = 0;
  wishes.again();
  assert.deepEqual(sent, [{ id: 5, reaction: "thanks", on: true }]);
});

test("what stays without an answer is sent again, more and more rarely, until it is met", () => {
  const { wishes, sent } = begin();
  mock.method(Math, "random", () => 1);
  wishes.turn(message(), "hug");
  mock.timers.tick(10_000);
  assert.equal(sent.length, 1);
  mock.timers.tick(500);
  assert.deepEqual(sent, [hug(true), hug(true)]);
  mock.timers.tick(10_500);
  assert.equal(sent.length, 2);
  mock.timers.tick(500);
  assert.equal(sent.length, 3);
  wishes.met(hug(true));
  mock.timers.tick(120_000);
  assert.equal(sent.length, 3);
  mock.restoreAll();
});

test("without a way to the server nothing is tried until there is one", () => {
  const { wishes, sent } = begin();
  reachable = false;
  wishes.turn(message(), "hug");
  mock.timers.tick(120_000);
  assert.equal(sent.length, 1);
  reachable = true;
  wishes.again();
  assert.equal(sent.length, 2);
});
