/** What this device can't keep is told, and nothing breaks by it. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { DeviceStore, Keepsake } from "../../static/js/chat/store.js";

const full = () => {
  throw new DOMException("full", "QuotaExceededError");
};
let troubles;
beforeEach(() => {
  troubles = 0;
  heard = [];
});
const trouble = () => troubles++;
let heard;
const hear = (kept) => heard.push(kept);

test("a draft that finds no room is told of, each time, and reads as none", () => {
  globalThis.localStorage = { setItem: full, getItem: full, removeItem: full };
  const kept = new Keepsake(1, "draft:r", hear);
  kept.write({ text: "half a thought" });
  kept.write(null);
  assert.deepEqual([heard, kept.read()], [[false, false], null]);
  new Keepsake(1, "cards").write([1]);
});

test("one that is kept is told of too, so that the words about trouble go away", () => {
  const held = new Map();
  globalThis.localStorage = { setItem: (name, value) => held.set(name, value), getItem: (name) => held.get(name), removeItem: (name) => held.delete(name) };
  const kept = new Keepsake(1, "draft:r", hear);
  kept.write({ text: "half a thought" });
  assert.deepEqual([heard, kept.read()], [[true], { text: "half a thought" }]);
});

test("an outbox without room says so and goes on", async () => {
  globalThis.indexedDB = { open: full };
  const store = new DeviceStore(trouble);
  await store.put({ key: "k" });
  assert.deepEqual([await store.all(1), troubles], [[], 2]);
});
