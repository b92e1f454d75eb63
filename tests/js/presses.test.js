/** Shift three times leaves the site; writing with capitals does not. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Presses } from "../../static/js/presses.js";

/** @param {[string, number, boolean?][]} keys name, ms, held down */
const leaves = (keys) => {
  const presses = new Presses();
  return keys.map(([key, at, repeat = false]) => presses.pressed(key, repeat, at)).includes(true);
};

test("three times within two seconds leave", () => {
  assert.ok(leaves([["Shift", 0], ["Shift", 500], ["Shift", 1_900]]));
});

test("capitals, a held key, and slow presses do not", () => {
  assert.ok(!leaves([["Shift", 0], ["H", 50], ["Shift", 200], ["I", 250], ["Shift", 400], ["Tab", 450]]));
  assert.ok(!leaves([["Shift", 0], ["Shift", 50, true], ["Shift", 100, true], ["Shift", 150, true]]));
  assert.ok(!leaves([["Shift", 0], ["Shift", 1_000], ["Shift", 2_100]]));
});
