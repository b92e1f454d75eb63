/** The pause before each try grows, stays bounded, and differs from tab to tab. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { wait } from "../../static/js/chat/backoff.js";

test("the first tries wait about half a second, a second, two", () => {
  assert.deepEqual([0, 1, 2].map((tries) => wait(tries, () => 1)), [500, 1000, 2000]);
});

test("it never waits longer than half a minute nor less than half of the ceiling", () => {
  for (const tries of [6, 7, 60, 2000]) {
    assert.equal(wait(tries, () => 1), 30_000);
    assert.equal(wait(tries, () => 0), 15_000);
  }
});

test("two tabs that lost the server together come back apart", () => {
  const waits = new Set(Array.from({ length: 20 }, () => wait(3)));
  assert.ok(waits.size > 10);
});
