/** What each answer over plain HTTP says of the connection. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { Polling } from "../../static/js/chat/polling.js";

const EVERY = 4_000;
const json = (body, status = 200) => new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
const html = (status) => new Response("<!doctype html>", { status, headers: { "Content-Type": "text/html" } });
const redirected = () => Object.defineProperty(html(200), "redirected", { value: true });
const JOINED = { room: "r", revision: 9, to: 9, messages: [], own: [], more: false, reset: false, settings: { slow: 0, archived: false } };

let answer;
let asked;
let heard;
let polling;
beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  [asked, heard] = [[], []];
  globalThis.fetch = async (url, options) => {
    asked.push(options?.method ?? url);
    return answer();
  };
  polling = new Polling({ url: "/m/", csrf: "", revision: () => 5, onFrame: ({ type }) => heard.push(type) });
});
afterEach(() => polling.stop());
const settled = () => new Promise(setImmediate);
const start = async () => {
  polling.start((found) => {
    heard.push(found);
    if (found === "loggedout") polling.stop();
  });
  await settled();
};

test("an answer stands for a joined and its changes, and is asked for again", async () => {
  answer = () => json(JOINED);
  await start();
  assert.deepEqual(heard, ["polling", "joined", "changes"]);
  mock.timers.tick(EVERY);
  await settled();
  assert.deepEqual(asked, ["/m/?since=5", "/m/?since=5"]);
});

test("what nobody waits for is said to its own address, and a failure of it says nothing", async () => {
  answer = () => json({ type: "unread", position: 3, count: 0 });
  await polling.tell("/read/", { type: "read", position: 3 });
  answer = () => html(500);
  await polling.tell("/read/", { type: "read", position: 4 });
  assert.deepEqual([asked, heard], [["POST", "POST"], ["unread"]]);
});

for (const [name, page] of Object.entries({
  "a redirect": redirected, "a 401": () => html(401), "a 403 page": () => html(403),
})) {
  test(`${name} means logged out, and nothing more is asked`, async () => {
    answer = page;
    await start();
    mock.timers.tick(10 * EVERY);
    await settled();
    assert.deepEqual([heard, asked.length], [["loggedout"], 1]);
  });
}

test("a server that fails, or none, means offline, and it is asked again", async () => {
  answer = () => html(502);
  await start();
  answer = () => Promise.reject(new TypeError("no network"));
  mock.timers.tick(EVERY);
  await settled();
  answer = () => html(200); // somebody between us and the server answers in its stead
  mock.timers.tick(EVERY);
  await settled();
  assert.deepEqual([heard, asked.length], [["offline", "offline", "offline"], 3]);
});

test("a post that ends at the log-in says so, and one that is refused is a refusal", async () => {
  answer = () => json(JOINED);
  await start();
  answer = () => json({ type: "refused", code: "not_allowed" }, 403);
  await polling.post({ type: "post" });
  answer = redirected;
  await polling.post({ type: "post" });
  assert.deepEqual(heard.slice(-2), ["refused", "loggedout"]);
});

test("an answer that is cut off is none, to whatever was said", async () => {
  const cut = () => new Response('{"type": "acc', { headers: { "Content-Type": "application/json" } });
  answer = cut;
  await polling.post({ type: "post" });
  await polling.tell("/read/", { type: "read" });
  await polling.hear("/read/");
  await start();
  assert.deepEqual(heard, ["offline"]);
});

test("stopped and started again while an answer is out, it asks in one round alone", async () => {
  let late;
  answer = () => new Promise((resolve) => (late = resolve));
  await start();
  polling.stop();
  answer = () => json(JOINED);
  await start();
  late(json(JOINED));
  await settled();
  assert.deepEqual(heard, ["polling", "joined", "changes"]);
  mock.timers.tick(EVERY);
  await settled();
  assert.equal(asked.length, 3);
});

test("settings are told as changed only where a revision is no message's", async () => {
  const told = [];
  for (const [revisions, to] of [[[], 5], [[6, 7], 7], [[7], 7], [[], 6]]) {
    polling = new Polling({ url: "/m/", csrf: "", revision: () => 5, onFrame: ({ type, settings }) => type === "changes" && told.push(Boolean(settings)) });
    answer = () => json({ ...JOINED, to, messages: revisions.map((revision) => ({ revision })) });
    await start();
    polling.stop();
  }
  assert.deepEqual(told, [false, false, true, true]);
});
