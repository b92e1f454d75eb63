/** When a live hour is marked as on. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { phase } from "../../static/js/live-hours.js";

test("an hour is live from its first moment to before its last", () => {
  const [from, until] = ["2026-06-04T19:00:00+02:00", "2026-06-04T20:00:00+02:00"];
  const at = ["16:59:59", "17:00:00", "17:59:59", "18:00:00"].map((time) => Date.parse(`2026-06-04T${time}Z`));
  assert.deepEqual(at.map((now) => phase(from, until, now)), ["coming", "now", "now", "over"]);
});
