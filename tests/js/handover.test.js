/** What a closed page left unsent goes out from another one: once, and under its key; what was taken back goes out from none. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Handover } from "../../static/js/chat/handover.js";
import { Outbox } from "../../static/js/chat/outbox.js";
import { MemoryStore } from "./memory.mjs";

let channels;
let store;
beforeEach(() => {
  [channels, store] = [[], new MemoryStore()];
  globalThis.BroadcastChannel = class {
    constructor(name) {
      this.name = name;
      channels.push(this);
    }
    postMessage(data) {
      for (const one of channels) if (one !== this && one.name === this.name) one.onmessage({ data });
    }
  };
});
/** A page, looked at or not, with or without a way to the server. */
function page(user, { open, hidden = false }) {
  const [heard, sent] = [{}, []];
  const hear = (type, act) => (heard[type] = act);
  const seen = { hidden, addEventListener: hear };
  globalThis.document = seen;
  globalThis.addEventListener = hear;
  const outbox = new Outbox({
    user, store, onChange() {}, onRefused() {},
    send: ({ key }) => Boolean(sent.push(key)),
    onGone: (key) => handover.gone(key),
  });
  outbox.open(open);
  const handover = new Handover(user, {
    hasUnsent: () => !outbox.empty,
    onLeft: () => outbox.load(),
    onGone: (key) => outbox.forget(key),
  });
  const happen = (type) => {
    globalThis.document = seen;
    heard[type]?.();
    return new Promise(setImmediate);
  };
  return { outbox, sent, seen, happen };
}
const settled = () => new Promise(setImmediate);
const draft = { text: "one", feeling: null, reply_to: null, resource: null };

test("what a page without a connection leaves is sent by one that has it", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const [crowded, other, another] = [page(1, { open: false }), page(1, { open: true }), page(2, { open: true })];
  await crowded.outbox.add("r", draft);
  globalThis.document = other.seen;
  await crowded.happen("pagehide");
  assert.deepEqual(other.sent, []); // it may still be asked about
  t.mock.timers.tick(2_000);
  await settled();
  assert.deepEqual([other.sent, another.sent], [[...store.entries.keys()], []]);
  assert.equal(other.sent.length, 1);
});

test("a page that nobody looks at takes it up when somebody does, and a page that leaves nothing says nothing", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const [crowded, other] = [page(1, { open: false }), page(1, { open: true, hidden: true })];
  globalThis.document = other.seen;
  await crowded.happen("pagehide");
  await crowded.outbox.add("r", draft);
  t.mock.timers.tick(2_000);
  other.seen.hidden = false;
  await other.happen("visibilitychange");
  assert.deepEqual(other.sent, []);
  other.seen.hidden = true;
  globalThis.document = other.seen;
  channels[0].postMessage("left");
  await settled();
  assert.deepEqual(other.sent, []);
  other.seen.hidden = false;
  await other.happen("visibilitychange");
  assert.equal(other.sent.length, 1);
});

test("what one page takes back is gone from the others at once, and comes back to none", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const [one, other] = [page(1, { open: true }), page(1, { open: true })];
  await one.outbox.add("r", draft);
  const [key] = one.sent;
  t.mock.timers.tick(2_000);
  await other.outbox.load();
  await settled();
  assert.deepEqual(other.sent, [key]);
  for (const { outbox } of [one, other]) outbox.refused({ key, code: "slow_mode", detail: "", retry_after: 120 });
  assert.ok(await one.outbox.recall(key));
  assert.deepEqual(other.outbox.of("r"), []);
  await other.outbox.load();
  t.mock.timers.tick(200_000);
  await settled();
  assert.deepEqual([one.sent, other.sent], [[key], [key]]);
});
