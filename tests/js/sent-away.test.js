/** A part of a page that is answered with another page, as after a log-out elsewhere, is seen as one. */

import assert from "node:assert/strict";
import { test } from "node:test";

const heard = {};
let reloads = 0;
globalThis.document = { addEventListener: (type, hear) => (heard[type] = hear) };
globalThis.location = { href: "https://site.example/admin/replay/", reload: () => (reloads += 1) };
await import("../../static/js/sent-away.js");

/** Whether what was answered from there was kept out of the page. */
function keptOut(responseURL) {
  let kept = false;
  const detail = { xhr: { responseURL }, pathInfo: { finalRequestPath: "/admin/replay/?n=1" } };
  heard["htmx:beforeSwap"]({ detail, preventDefault: () => (kept = true) });
  return kept;
}

test("a part is put into the page; a page is not, and this one is loaded anew", () => {
  assert.deepEqual([keptOut("https://site.example/admin/replay/?n=1"), reloads], [false, 0]);
  assert.deepEqual([keptOut("https://site.example/accounts/login/?next=/admin/replay/"), reloads], [true, 1]);
});
