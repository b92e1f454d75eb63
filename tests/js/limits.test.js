/** The composer counts as the server does. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { fits, left } from "../../static/js/chat/limits.js";

const LIMITS = { text: 4000, frame: 16_384 };

test("characters are counted as code points, without the space around", () => {
  assert.equal(left(`  ${"x".repeat(3999)}\n`, LIMITS), 1);
  assert.equal(left("🌱".repeat(10), LIMITS), 3990);
});

test("a text of exactly the limit fits, one more does not", () => {
  assert.ok(fits("x".repeat(4000), LIMITS));
  assert.ok(!fits("x".repeat(4001), LIMITS));
});

test("a text within the count can still be too big for a frame", () => {
  assert.equal(left("🌱".repeat(4000), LIMITS), 0);
  assert.ok(!fits("🌱".repeat(4000), LIMITS));
});
