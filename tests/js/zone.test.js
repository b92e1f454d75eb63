/** Times and days are those of the zone that the reader chose, wherever the browser is. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Times } from "../../static/js/chat/times.js";
import { dayOf, known } from "../../static/js/zone.js";

const LATE = "2026-03-02T23:30:00Z"; // in Tokyo the next morning, in Denver the afternoon

test("a day is that of the zone", () => {
  assert.equal(dayOf(new Date(LATE), "Asia/Tokyo"), "2026-03-03");
  assert.equal(dayOf(new Date(LATE), "America/Denver"), "2026-03-02");
});

test("so is what the room says of a message: its hour, its day, and whether that is today", () => {
  const plain = (words) => words.replaceAll("\u202f", " ");
  const [tokyo, denver] = ["Asia/Tokyo", "America/Denver"].map((zone) => new Times("en", zone));
  assert.deepEqual([tokyo, denver].map((times) => plain(times.hour(LATE))), ["8:30 AM", "4:30 PM"]);
  const noon = new Date("2026-03-03T03:00:00Z");
  assert.deepEqual([tokyo, denver].map((times) => times.day(LATE, noon)), ["Today", "Today"]);
  assert.deepEqual([tokyo, denver].map((times) => times.day("2026-03-02T12:00:00Z", noon)), ["Yesterday", "Today"]);
  assert.equal(tokyo.day("2025-12-31T16:00:00Z", noon), "Thursday, January 1");
  assert.equal(denver.day("2025-12-31T16:00:00Z", noon), "December 31, 2025");
});

test("the clocks that change in between make no day of it", () => {
  const madrid = new Times("en", "Europe/Madrid");
  assert.equal(madrid.day("2026-10-24T21:30:00Z", new Date("2026-10-25T22:30:00Z")), "Yesterday");
  assert.equal(madrid.day("2026-03-28T22:30:00Z", new Date("2026-03-29T21:30:00Z")), "Yesterday");
});

test("the page says which zone was chosen; one that the browser does not know leaves its own", async () => {
  globalThis.document = /** @type {any} */ ({ documentElement: { dataset: { zone: "Asia/Kolkata" } } });
  const chosen = await import("../../static/js/zone.js?chosen");
  delete globalThis.document;
  assert.deepEqual([chosen.zone, chosen.zoneName()], ["Asia/Kolkata", "Asia/Kolkata"].map((name) => new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone));
  assert.equal(known("Nowhere/Atlantis"), undefined);
  assert.equal(known(undefined), undefined);
});
