/** What counts as a safety card, whatever the server sends in its place. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Cards, isCard } from "../../static/js/chat/cards.js";

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
