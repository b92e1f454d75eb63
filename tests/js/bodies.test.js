/** How long a message is, before anybody lays it out. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { linesOf } from "../../static/js/chat/bodies.js";

test("a line that is full goes on in the next", () => {
  assert.equal(linesOf("a".repeat(60), 60), 1);
  assert.equal(linesOf("a".repeat(61), 60), 2);
});

test("line breaks and empty lines count", () => {
  assert.equal(linesOf("one\ntwo\n\nthree", 60), 4);
});

test("emoji are wide, so that a wall of them is long", () => {
  assert.equal(linesOf("🌱".repeat(60), 60), 2);
  assert.ok(linesOf("🌱".repeat(4000), 36) > 200);
});
