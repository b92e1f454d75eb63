/** What the page says about itself stays as long as it is so. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Status } from "../../static/js/chat/status.js";
import { element } from "./page.mjs";

let status;
let place;
beforeEach(() => {
  const page = element();
  status = new Status(page, () => {});
  place = page.querySelector("trouble");
});

test("a trouble is told until it has passed", () => {
  status.trouble("reaction", "It is gone.");
  assert.deepEqual([place.textContent, place.hidden], ["It is gone.", false]);
  status.trouble("mute");
  assert.equal(place.hidden, false);
  status.trouble("reaction");
  assert.deepEqual([place.textContent, place.hidden], ["", true]);
});

test("of two the latest is told, and then the one that is left", () => {
  status.trouble("device", "Not kept.");
  status.trouble("reaction", "It is gone.");
  assert.equal(place.textContent, "It is gone.");
  status.trouble("reaction");
  assert.equal(place.textContent, "Not kept.");
  status.trouble("device");
  assert.equal(place.hidden, true);
});
