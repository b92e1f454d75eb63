/** The tab's connection comes back by itself: how soon, and how much later each time. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { Connection } from "../../static/js/chat/socket.js";

const HALF = 0.5; // of the longest pause
const polling = { start: mock.fn(), stop() {}, post() {} };

class FakeSocket {
  static OPEN = 1;
  static all = [];
  readyState = FakeSocket.OPEN;
  constructor() {
    FakeSocket.all.push(this);
  }
  close() {}
  hello() {
    this.onmessage({ data: JSON.stringify({ type: "hello" }) });
  }
}

let connection;
let states;
beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  mock.method(Math, "random", () => HALF);
  globalThis.location = { href: "https://example.org/rooms/type-1/" };
  globalThis.WebSocket = FakeSocket;
  FakeSocket.all = [];
  states = [];
  polling.start.mock.resetCalls();
  connection = new Connection("/ws/", { polling, onFrame() {}, onState: (state) => states.push(state) });
  connection.open();
});
afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

const last = () => FakeSocket.all.at(-1);

/** How many ms after the close the tab tries again; Infinity when it doesn't within a minute. */
function comesBackAfter(code) {
  const before = FakeSocket.all.length;
  last().onclose({ code });
  for (let ms = 0; ms <= 60_000; ms++) {
    if (FakeSocket.all.length > before) return ms;
    mock.timers.tick(1);
  }
  return Infinity;
}

test("a server that vanished is tried again within half a second", () => {
  for (const code of [1001, 1006]) {
    last().hello();
    assert.equal(comesBackAfter(code), 500 * HALF);
  }
});

test("a server that restarts by plan is given two seconds over which its tabs come back", () => {
  last().hello();
  assert.equal(comesBackAfter(1012), 2_000 * HALF);
});

test("the pauses double up to half a minute, and begin anew after a hello", () => {
  const pauses = Array.from({ length: 8 }, () => comesBackAfter(1006));
  assert.deepEqual(pauses, [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  last().hello();
  assert.equal(comesBackAfter(1006), 250);
});

test("a restart that drags on is asked after as any server that is away", () => {
  last().hello();
  comesBackAfter(1012);
  assert.deepEqual([comesBackAfter(1006), comesBackAfter(1006)], [500, 1_000]);
});

test("after three tries without a hello plain HTTP is tried as well", () => {
  for (let tries = 0; tries < 3; tries++) comesBackAfter(1006);
  assert.equal(polling.start.mock.callCount(), 0);
  comesBackAfter(1006);
  assert.equal(polling.start.mock.callCount(), 1);
});

test("a server that accepts and then says nothing is left after ten seconds", () => {
  mock.timers.tick(9_999);
  assert.equal(FakeSocket.all.length, 1);
  mock.timers.tick(1);
  mock.timers.tick(500 * HALF);
  assert.equal(FakeSocket.all.length, 2);
});

test("a tab that is one too many says so, and asks over plain HTTP when it still is one at the next try", () => {
  comesBackAfter(4429);
  assert.equal(states.filter((state) => state === "crowded").length, 1);
  assert.equal(polling.start.mock.callCount(), 0);
  comesBackAfter(4429);
  assert.equal(polling.start.mock.callCount(), 1);
});

test("a tab that is one too many tries again within the half minute that it promises", () => {
  assert.equal(comesBackAfter(4429), 15_000 + 15_000 * HALF);
});

test("whoever closed a tab and asks to connect now need not wait", () => {
  last().onclose({ code: 4429 });
  connection.hurry();
  assert.equal(FakeSocket.all.length, 2);
});

/** A connection that goes on with a socket which the head of the page opened. */
function begun({ said = [], code = undefined } = {}) {
  const early = new FakeSocket();
  FakeSocket.all = [];
  const [frames, ages] = [[], []];
  const onFrame = ({ type }, late) => {
    frames.push(type);
    ages.push(late);
  };
  const later = new Connection("/ws/", { polling, onFrame, onState() {}, early: { socket: early, said, code } });
  later.open();
  return { early, frames, ages, later };
}

test("a socket that was opened early is gone on with, and what it said meanwhile is heard", () => {
  const at = performance.now();
  mock.method(performance, "now", () => at);
  const { early, frames, ages } = begun({ said: [{ data: JSON.stringify({ type: "hello" }), timeStamp: at - 900 }] });
  assert.equal(FakeSocket.all.length, 0);
  early.onmessage({ data: JSON.stringify({ type: "joined" }), timeStamp: at });
  assert.deepEqual([frames, ages], [["hello", "joined"], [900, 0]]);
});

test("one that was opened early and was closed meanwhile is opened anew as its code asks for", () => {
  for (const [code, state, pause] of [[1006, "offline", 500 * HALF], [4429, "crowded", 15_000 + 15_000 * HALF], [4401, "loggedout", Infinity]]) {
    const { later } = begun({ code });
    assert.deepEqual([later.state, FakeSocket.all.length], [state, 0]);
    mock.timers.tick(Math.min(pause, 60_000) - 1);
    assert.equal(FakeSocket.all.length, 0);
    mock.timers.tick(1);
    assert.equal(FakeSocket.all.length, pause === Infinity ? 0 : 1);
    mock.timers.reset();
    mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  }
});

test("none that was opened early is gone on with twice", () => {
  const { early, later } = begun();
  early.onclose({ code: 1006 });
  later.open();
  assert.equal(FakeSocket.all.length, 1);
});
