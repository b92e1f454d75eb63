/** The worker shows a push, for a moment only where the room of which it tells is looked at, and has told it. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, mock, test } from "node:test";
import { runInNewContext } from "node:vm";

import { Told } from "../../static/js/chat/told.js";

const SCRIPT = readFileSync(new URL("../../static/js/worker.js", import.meta.url), "utf8");
const ROOM = "/rooms/type-1/";
const PUSH = { title: "Peer support", body: "New", lang: "en", tag: "notice-5", url: "/notices/" };

class Channel {
  port1 = {};
  port2 = { postMessage: (data) => setImmediate(() => this.port1.onmessage({ data })) };
}

let windows;
let shown;
let silences;
let hear;
beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  [windows, shown, silences, hear] = [[], [], [], {}];
  const self = {
    SHELL: { version: "1", files: [] },
    clients: { matchAll: async () => windows },
    registration: {
      async showNotification(title, { tag, silent }) {
        shown.push({ tag, close: () => (shown = shown.filter((one) => one.tag !== tag)) });
        silences.push(silent);
      },
      getNotifications: async ({ tag }) => shown.filter((one) => one.tag === tag),
    },
    addEventListener: (type, act) => (hear[type] = act),
  };
  runInNewContext(SCRIPT, { self, MessageChannel: Channel, setTimeout, URL });
});

/** A page of ours: `told` answers for it, unless it is frozen. @param {Told | null} told */
function page(told, { focused = true, visibilityState = "visible" } = {}) {
  return { focused, visibilityState, url: `https://example.org${ROOM}`, postMessage: (data, [port]) => told && port.postMessage(told.has(data.told)) };
}

/** A room's page that heard of the notices. */
function heard(...ids) {
  const told = new Told(ROOM, () => true);
  for (const id of ids) told.note({ id, url: `${ROOM}?at=1` });
  return told;
}

async function push(said = PUSH) {
  let done;
  hear.push({ data: { json: () => said }, waitUntil: (promise) => (done = promise) });
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  mock.timers.tick(500);
  await done;
  return shown.length;
}

test("what a room that is looked at has told is shown without a sound, since the browser asks for it, and goes at once", async () => {
  windows = [page(heard(5))];
  shown = [{ tag: "notice-4" }];
  assert.equal(await push(), 1); // the other one
  assert.deepEqual(silences, [true]);
});

test("a page that did not hear of it, that polls, or that shows another room lets it be shown", async () => {
  const elsewhere = new Told("/rooms/type-2/", () => true);
  elsewhere.note({ id: 5, url: ROOM });
  windows = [page(heard()), page(heard(4)), page(elsewhere)];
  assert.equal(await push(), 1);
  assert.deepEqual(silences, [false]);
});

test("one that is hidden, in the background, or frozen lets it be shown", async () => {
  windows = [page(heard(5), { visibilityState: "hidden" }), page(heard(5), { focused: false }), page(null)];
  assert.equal(await push(), 1);
  assert.equal(new Told(ROOM, () => false).has("notice-5"), false);
});

test("what tells of several is shown", async () => {
  windows = [page(heard(5))];
  assert.equal(await push({ ...PUSH, tag: "news" }), 1);
});
