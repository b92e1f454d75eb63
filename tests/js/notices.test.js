/** What a notice tells of a message in the room that one looks at is read out there, and not twice. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { happensHere, Notices, seen, showsHere } from "../../static/js/chat/notices.js";
import { element, madeUp } from "./page.mjs";

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

/** What stands after these notices, each "kind of whom", where "care" is a word of the care team. @param {string[]} told */
function standing(context, ...told) {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.document = madeUp();
  const place = element();
  const notices = new Notices(place);
  const tell = (...more) => {
    for (const title of more) {
      const [kind, whom] = title.split(" of ");
      notices.show({ kind: kind === "care" ? "care_answered" : kind, title, body: "", url: `/rooms/${whom}/` });
    }
    return place.children.map((slip) => slip.querySelector("title").textContent);
  };
  tell(...told);
  return { place, tell };
}

test("a slip goes by itself, with the next one, or when it is closed", (context) => {
  const { place, tell } = standing(context, "mentioned of ben");
  assert.deepEqual(tell("paused of guide"), ["paused of guide"]);
  context.mock.timers.tick(8_000);
  assert.deepEqual(tell(), []);
  tell("mentioned of ben");
  place.children[0].querySelector("close").happen("click");
  assert.deepEqual(tell(), []);
});

test("it does not go while it is looked at", (context) => {
  const { place, tell } = standing(context, "mentioned of ben");
  place.matches = () => true;
  context.mock.timers.tick(8_000);
  assert.deepEqual(tell(), ["mentioned of ben"]);
});

test("a word of the care team stays, and no other slip takes it away", (context) => {
  const { place, tell } = standing(context, "care of diaz");
  context.mock.timers.tick(8_000);
  assert.deepEqual(tell("mentioned of ben", "paused of guide"), ["care of diaz", "paused of guide"]);
  context.mock.timers.tick(8_000);
  assert.deepEqual(tell(), ["care of diaz"]);
  assert.equal(place.children[0].querySelector("more").href, "/rooms/diaz/");
});

test("of what the care team wrote the latest stands", (context) => {
  const { tell } = standing(context, "care of diaz", "mentioned of ben");
  assert.deepEqual(tell("care of erin"), ["care of erin"]);
});

test("what one did oneself is told like a notice, but leads nowhere and takes no word of the care team away", (context) => {
  const { place, tell } = standing(context, "care of diaz", "mentioned of ben");
  new Notices(place).tell("Link copied");
  assert.deepEqual(tell(), ["care of diaz", "Link copied"]);
  assert.equal(place.children[1].querySelector("onward").hidden, true);
  context.mock.timers.tick(8_000);
  assert.deepEqual(tell(), ["care of diaz"]);
});

test("what shows in the room is only counted", (context) => {
  const { place } = standing(context);
  new Notices(place).show({ kind: "mentioned", title: "x", body: "", url: "/" }, { silent: true });
  assert.equal(place.children.length, 0);
});
