/** What a notice tells of a message in the room that one looks at is read out there, and not twice. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { happensHere, seen, showsHere } from "../../static/js/chat/notices.js";

const ROOM = "/rooms/type-1/";

test("an answer, a mention and a word of the care team need no slip of their own in their room", () => {
  for (const kind of ["message_reply", "mentioned", "care_answered"]) {
    assert.equal(showsHere({ kind, url: `${ROOM}?at=5` }, ROOM, false), true, kind);
    assert.equal(showsHere({ kind, url: ROOM }, ROOM, false), true, kind);
  }
});

test("a slip comes in another room, when nobody looks, and for what no message says", () => {
  assert.equal(showsHere({ kind: "mentioned", url: "/rooms/type-1/notes/" }, ROOM, false), false);
  assert.equal(showsHere({ kind: "mentioned", url: "/rooms/type-2/" }, ROOM, false), false);
  assert.equal(showsHere({ kind: "mentioned", url: ROOM }, ROOM, true), false);
  assert.equal(showsHere({ kind: "message_removed", url: ROOM }, ROOM, false), false);
});

test("what happens to a room needs no notice for who looks at it", () => {
  for (const kind of ["hour_planned", "hour_soon", "hour_called_off", "room_prompt", "room_archived"]) {
    assert.equal(happensHere({ kind, url: kind === "room_prompt" ? `${ROOM}?at=5` : ROOM }, ROOM, false), true, kind);
  }
  assert.equal(happensHere({ kind: "hour_soon", url: "/rooms/type-2/" }, ROOM, false), false);
  assert.equal(happensHere({ kind: "hour_soon", url: ROOM }, ROOM, true), false);
  assert.equal(happensHere({ kind: "paused", url: ROOM }, ROOM, false), false);
});

test("who looks at it says so, for that one notice", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const asked = [];
  context.mock.method(globalThis, "fetch", async (url, { method, headers, body }) => asked.push([url, method, headers["X-CSRFToken"], String(body)]));
  seen(7, "/notices/read/", "abc");
  context.mock.timers.tick(5_000);
  assert.deepEqual(asked, [["/notices/read/", "POST", "abc", "notice=7"]]);
});
