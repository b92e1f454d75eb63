import assert from "node:assert/strict";
import { test } from "node:test";

import { moment, soon } from "../../static/js/local-times.js";

const at = new Date("2026-03-02T07:00:00Z");

test("a day comes before its month, which is a word, and the hour is told as where the reader is", () => {
  const plain = (words) => words.replaceAll("\u202f", " ");
  assert.equal(plain(moment(at, "en-US", "Europe/Vienna")), "2 Mar 2026, 8:00 AM");
  assert.equal(moment(at, "en-GB", "Europe/Vienna"), "2 Mar 2026, 08:00");
  assert.equal(moment(at, "es", "America/Denver"), "2 mar 2026, 0:00");
});

test("a moment of today is its hour, one of another day has its weekday", () => {
  const plain = (words) => words.replaceAll("\u202f", " ");
  assert.equal(plain(soon(at, new Date("2026-03-02T05:00:00Z"), "en", "Europe/Vienna")), "8:00 AM");
  assert.equal(plain(soon(at, new Date("2026-03-01T20:00:00Z"), "en", "Europe/Vienna")), "Mon 8:00 AM");
});

test("today and the hour are those of the reader's own zone", () => {
  const plain = (words) => words.replaceAll("\u202f", " ");
  assert.equal(plain(soon(at, new Date("2026-03-02T05:00:00Z"), "en", "America/Denver")), "Mon 12:00 AM");
  assert.equal(soon(at, new Date("2026-03-02T05:00:00Z"), "es", "Europe/Vienna"), "8:00");
});
