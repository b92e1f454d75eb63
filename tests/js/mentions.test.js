/** Where a name is being written after an @. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { begun } from "../../static/js/chat/mentions.js";

test("a name begins where a word does", () => {
  assert.deepEqual(begun("@"), { at: 0, typed: "" });
  assert.deepEqual(begun("hello @riv"), { at: 6, typed: "riv" });
  assert.deepEqual(begun("one\n(@Dr Di"), { at: 5, typed: "Dr Di" });
});

test("an address, a lone sign and what ends the line are no names", () => {
  for (const text of ["", "hello", "me@example", "see https://e.org/@riv", "@ riv", "@@riv", "@riv\nand", `@${"x".repeat(31)}`]) {
    assert.equal(begun(text), null, text);
  }
});
