/** Pages of history beside what is held: one at a time, and none that fails is the last. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { History } from "../../static/js/chat/history.js";

globalThis.IntersectionObserver = class {
  observe() {}
  unobserve() {}
};
const button = () => ({ textContent: "Earlier", hidden: false, addEventListener() {} });

test("after a page that could not be drawn another one can be asked for", async () => {
  const asked = [];
  globalThis.fetch = async (url) => (asked.push(url), { ok: true, status: 200, json: async () => ({}) });
  const timeline = { more: true, newer: false, oldest: () => 51, newest: () => 100, older: () => true };
  const earlier = button();
  const drawn = [];
  const onPage = async (side) => {
    drawn.push(side);
    if (drawn.length === 1) throw new Error("a fault in a line");
  };
  const history = new History({ url: "/messages/", timeline, box: {}, earlier, later: button(), onPage });
  await assert.rejects(history.earlier(), /a fault in a line/);
  assert.equal(earlier.textContent, "Earlier");
  await history.earlier();
  assert.deepEqual([asked.length, drawn], [2, [0, 0]]);
});
