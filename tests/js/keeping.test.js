/** The countdown to the next turn in slow mode. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { left } from "../../static/js/chat/keeping.js";

test("what is left is said in minutes and seconds, never too short", () => {
  assert.deepEqual([600_000, 65_000, 59_001, 1].map(left), ["10:00", "1:05", "1:00", "0:01"]);
});
