/** The tab's connection: what each way of losing it leads to. */

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { Connection } from "../../static/js/chat/socket.js";

class FakeSocket {
  static OPEN = 1;
  /** @type {FakeSocket[]} */
  static opened = [];
  readyState = FakeSocket.OPEN;

  constructor() {
    FakeSocket.opened.push(this);
  }

  close() {}
}
Object.assign(globalThis, { WebSocket: FakeSocket, location: { href: "https://example.org/rooms/type-1/" } });
mock.timers.enable({ apis: ["setTimeout", "setInterval"] });

/** @type {string[]} */
let states;
/** @type {Connection} */
let connection;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  FakeSocket.opened = [];
  states = [];
  const polling = /** @type {any} */ ({ start() {}, stop() {} });
  connection = new Connection("/ws/", { polling, onFrame() {}, onState: (state) => states.push(state) });
  connection.open();
});

/** @param {number} code with which the server closes the latest socket */
const closed = (code) => /** @type {any} */ (FakeSocket.opened.at(-1)).onclose({ code });

test("with too many connections open it says so, and waits long before it tries again", () => {
  closed(4429);
  assert.equal(states.at(-1), "crowded");
  mock.timers.tick(14_000);
  assert.equal(FakeSocket.opened.length, 1);
  mock.timers.tick(16_000);
  assert.equal(FakeSocket.opened.length, 2);
});

test("whoever asks to connect now need not wait", () => {
  closed(4429);
  connection.hurry();
  assert.equal(FakeSocket.opened.length, 2);
});

test("a reader that was too slow comes back at once, and one that lost the server soon", () => {
  closed(4408);
  mock.timers.tick(0);
  assert.equal(FakeSocket.opened.length, 2);
  closed(1006);
  assert.equal(states.at(-1), "offline");
  mock.timers.tick(500);
  assert.equal(FakeSocket.opened.length, 3);
});

test("whoever is logged out does not come back", () => {
  closed(4401);
  mock.timers.tick(60_000);
  assert.deepEqual([states.at(-1), FakeSocket.opened.length], ["loggedout", 1]);
});
