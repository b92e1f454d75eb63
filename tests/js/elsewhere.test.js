/** What is new in my other rooms: one number, and none when there is nothing. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Elsewhere } from "../../static/js/chat/elsewhere.js";
import { element } from "./page.mjs";

let page;
beforeEach(() => (page = element()));
const begin = (counts) => new Elsewhere(page, "here", counts);
const shown = () => (page.querySelector("elsewhere").hidden ? null : page.querySelector("elsewhere-count").textContent);

test("it counts the others and not the room one is in, up to a bound", () => {
  const elsewhere = begin({ food: 2, type1: 0 });
  assert.equal(shown(), "2");
  elsewhere.heard({ room: "type1", count: 3 });
  elsewhere.heard({ room: "here", count: 7 });
  assert.equal(shown(), "5");
  elsewhere.heard({ room: "food", count: 100 });
  assert.equal(shown(), "99+");
});

test("nothing is shown where nothing is new", () => {
  assert.equal((begin({}), shown()), null);
  const elsewhere = begin({ food: 2 });
  elsewhere.heard({ room: "food", count: 0 });
  assert.equal(shown(), null);
});
