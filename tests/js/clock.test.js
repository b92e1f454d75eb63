/** The running clock of the queue says short, round spans. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { span } from "../../static/js/clock.js";

const cases = [
  [0, "0 sec"],
  [59, "59 sec"],
  [90, "1 min 30 sec"],
  [119, "1 min 59 sec"],
  [120, "2 min"],
  [3_599, "59 min"],
  [3_660, "1 hr 1 min"],
  [90_000, "1 day 1 hr"],
];

for (const [seconds, words] of cases) {
  test(`${seconds} s is "${words}"`, () => assert.equal(span(seconds, "en"), words));
}

test("a span speaks the reader's language", () => {
  assert.match(span(86_400, "es"), /^1 d/);
});
