/** Who is asked before a message leaves, who is not asked again, and that nothing stands in the way. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Nudge } from "../../static/js/chat/nudge.js";

const draft = (text) => ({ text, feeling: null, reply_to: null, resource: null });
const ADVICE = draft("double your lantus");

let asked;
let reachable;
let urgent;
let nudge;
beforeEach(() => {
  asked = [];
  reachable = true;
  urgent = false;
  globalThis.fetch = async (_url, { body }) => {
    asked.push(JSON.parse(body));
    return { ok: true, json: async () => ({ advice: JSON.parse(body).text.startsWith("double") }) };
  };
  const place = { hidden: true, addEventListener() {}, focus() {}, closest() {} };
  nudge = new Nudge(place, { url: "/check/", csrf: "", reachable: () => reachable, urgent: () => urgent, onChoice() {} });
});

test("advice is asked about once; the same words then leave as they were", async () => {
  assert.equal(await nudge.about({ ...ADVICE }), false);
  const again = { ...ADVICE };
  assert.equal(await nudge.about(again), true);
  assert.equal(again.nudge, "as_it_was");
  assert.equal(asked.length, 1);
});

test("who has a safety card before them is not asked: a clinician reads the words first", async () => {
  urgent = true;
  const sent = { ...ADVICE };
  assert.equal(await nudge.about(sent), true);
  assert.deepEqual([sent.nudge, asked], [null, []]);
  urgent = false;
  assert.equal(await nudge.about({ ...ADVICE }), false);
});

test("new words for a message are asked about beside what it answers", async () => {
  assert.equal(await nudge.about({ ...ADVICE }, { id: 3, name: "ben", excerpt: "" }), false);
  assert.equal(asked[0].reply_to, 3);
});

test("other words leave as rewritten, and those that still are advice are asked about as the same question", async () => {
  await nudge.about({ ...ADVICE });
  assert.equal(await nudge.about(draft("double it, I mean it")), false);
  const mine = draft("I take what we agreed on");
  assert.equal(await nudge.about(mine), true);
  assert.equal(mine.nudge, "rewritten");
  assert.deepEqual(asked.map(({ again }) => again), [false, true, true]);
});

test("who empties the box, or was never asked, carries no mark", async () => {
  await nudge.about({ ...ADVICE });
  nudge.over();
  for (const text of ["good morning", "and good night"]) {
    const other = { ...draft(text), nudge: "rewritten" };
    assert.equal(await nudge.about(other), true);
    assert.equal(other.nudge, null);
  }
});

test("a question that was not shown was not asked: the words are asked about again, and others carry no mark", async () => {
  await nudge.about({ ...ADVICE });
  nudge.forget(ADVICE.text);
  const other = draft("good morning");
  assert.equal(await nudge.about(other), true);
  assert.equal(other.nudge, null);
  const again = { ...ADVICE };
  assert.equal(await nudge.about(again), false);
  assert.deepEqual([again.nudge, asked.length], [null, 3]);
});

test("without a connection, with an answer that fails or one that is none, it leaves", async () => {
  reachable = false;
  assert.equal(await nudge.about({ ...ADVICE }), true);
  assert.equal(asked.length, 0);
  reachable = true;
  for (const answer of [async () => ({ ok: false, json: async () => ({ advice: true }) }), () => Promise.reject(new Error())]) {
    globalThis.fetch = answer;
    assert.equal(await nudge.about({ ...ADVICE }), true);
  }
});

test("an answer that does not come in time is not waited for", async () => {
  globalThis.fetch = (_url, { signal }) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  const alive = setTimeout(() => {}, 5_000);
  const begun = performance.now();
  assert.equal(await nudge.about({ ...ADVICE }), true);
  clearTimeout(alive);
  assert.ok(performance.now() - begun < 1_000);
});
