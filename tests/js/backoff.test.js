/** The pause before each try grows, stays bounded, and differs from tab to tab. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { wait, within } from "../../static/js/chat/backoff.js";

const longest = () => 1;

test("the first tries wait up to half a second, a second, two", () => {
  assert.deepEqual([0, 1, 2].map((tries) => wait(tries, undefined, longest)), [500, 1000, 2000]);
});

test("another first pause grows the same way", () => {
  assert.deepEqual([0, 1, 2].map((tries) => wait(tries, 2_000, longest)), [2000, 4000, 8000]);
});

test("it never waits longer than half a minute", () => {
  for (const tries of [6, 7, 60, 2000]) assert.equal(wait(tries, undefined, longest), 30_000);
});

test("two thousand tabs that lost the server together come back evenly spread", () => {
  const tenths = Array(20).fill(0); // of two seconds
  for (let tab = 0; tab < 2_000; tab++) tenths[Math.min(19, Math.floor(wait(0, 2_000) / 100))]++;
  for (const tabs of tenths) assert.ok(tabs > 30 && tabs < 200, `${tenths}`);
});

test("a request is given up in time, also where the browser has no AbortSignal.timeout", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(AbortSignal, "timeout", () => assert.fail());
  const signal = within(400);
  t.mock.timers.tick(399);
  assert.equal(signal.aborted, false);
  t.mock.timers.tick(1);
  assert.equal(signal.aborted, true);
});
