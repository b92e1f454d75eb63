/** What counts as a safety card, whatever the server sends in its place, and which one stands until it is put away. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Cards, isCard, isDue, putAway } from "../../static/js/chat/cards.js";

const card = { kind: "crisis", title: "You matter", body_html: "<p>Call.</p>", numbers: [], draft: false };

test("a card has a title and numbers; anything else is none", () => {
  assert.equal(isCard(card), true);
  for (const other of [null, undefined, "", "crisis", {}, { title: "You matter" }, { numbers: [] }]) {
    assert.equal(isCard(other), false);
  }
});

test("a waiting message with something else in place of its card does not stop the room", () => {
  const place = { hasChildNodes: () => assert.fail("nothing is to be shown") };
  const cards = new Cards(place, { read: () => null, write() {} }, () => {});
  cards.remind([{ id: 7, state: "held", card: "crisis" }]);
  cards.show("crisis", 7);
});

test("a card stands as long as its message waits, and for a day when that is in the room", () => {
  const now = Date.parse("2026-03-02T12:00:00Z");
  const hours = (/** @type {number} */ ago) => new Date(now - ago * 3_600_000).toISOString();
  const due = (/** @type {string} */ state, /** @type {number} */ ago, shown = card) => isDue({ id: 7, state, at: hours(ago), card: shown }, now);
  assert.equal(due("published", 1), true);
  assert.equal(due("published", 25), false);
  assert.equal(due("held", 100), true);
  assert.equal(due("removed", 1), false);
  assert.equal(due("published", 1, null), false);
});

test("with a card those of older messages are put away, and none of newer ones", () => {
  assert.deepEqual(putAway([1], [2, 3, 5, 6], 5), [1, 2, 3, 5]);
  assert.deepEqual(putAway([1, 2], [], 2), [1, 2]);
});
