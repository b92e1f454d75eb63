/** A device whose clock is wrong tells the server's time. */

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { isEditable } from "../../static/js/chat/own.js";
import { Times } from "../../static/js/chat/times.js";
import { heard, now } from "../../static/js/server-time.js";

const DAY = 86_400_000;
const NOON = Date.parse("2026-03-02T12:00:00Z");

for (const off of [DAY, -DAY]) {
  test(`with a clock that is ${off / DAY} day off`, () => {
    mock.timers.enable({ apis: ["Date"], now: NOON + off });
    heard("2026-03-02T12:00:00Z");
    assert.equal(now(), NOON);
    mock.timers.tick(5_000);
    assert.equal(now(), NOON + 5_000);
    assert.equal(new Times("en").day("2026-03-02T11:00:00Z"), "Today");
    const message = /** @type {any} */ ({ state: "published", author: { id: 1 }, at: "2026-03-02T11:50:00Z" });
    assert.ok(isEditable({ key: "m1", message }, 1, { edit: 900_000 }, now()));
    heard("2026-03-02T12:00:00Z", 5_000); // and has lain for that long
    assert.equal(now(), NOON + 5_000);
    heard("no time at all");
    heard(undefined);
    assert.equal(now(), NOON + 5_000);
    mock.timers.reset();
  });
}
