/** Who is asked before a message leaves, who is not asked again, and that nothing stands in the way. */

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { Nudge } from "../../static/js/chat/nudge.js";

const draft = (text) => ({ text, feeling: null, reply_to: null, resource: null });
const ADVICE = draft("double your lantus");

let asked;
let shown;
let reachable;
let urgent;
let nudge;
beforeEach(() => {
  mock.timers.reset();
  mock.restoreAll();
  asked = [];
  shown = 0;
  reachable = true;
  urgent = false;
  globalThis.fetch = async (_url, { body }) => {
    const question = JSON.parse(body);
    if (question.shown) shown += 1;
    else asked.push(question);
    return { ok: true, json: async () => ({ advice: Boolean(question.text?.startsWith("double")) }) };
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

test("nor is who got a safety card while the answer was waited for", async () => {
  const leaves = nudge.about({ ...ADVICE });
  urgent = true;
  assert.equal(await leaves, true);
  assert.equal(asked.length, 1);
});

test("new words for a message are asked about beside what it answers", async () => {
  assert.equal(await nudge.about({ ...ADVICE }, { id: 3, name: "ben", excerpt: "" }), false);
  assert.equal(asked[0].reply_to, 3);
});

test("other words leave as rewritten; the question is counted when it is shown, once for a message", async () => {
  await nudge.about({ ...ADVICE });
  assert.equal(shown, 0);
  nudge.show();
  assert.equal(await nudge.about(draft("double it, I mean it")), false);
  nudge.show();
  const mine = draft("I take what we agreed on");
  assert.equal(await nudge.about(mine), true);
  assert.equal(mine.nudge, "rewritten");
  assert.deepEqual([asked.length, shown], [3, 1]);
  await nudge.about(draft("double it tomorrow"));
  nudge.show();
  assert.equal(shown, 2);
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

const settled = () => new Promise(setImmediate);

/** Whether it left, 1.5 s after Send, while no answer comes before `answered` is called. */
function slow() {
  mock.timers.enable({ apis: ["setTimeout"] });
  mock.method(performance, "now", () => 0);
  let answered;
  globalThis.fetch = (_url, { body }) => {
    asked.push(JSON.parse(body));
    return new Promise((done) => {
      answered = () => done({ ok: true, json: async () => ({ advice: true }) });
    });
  };
  return () => answered();
}

test("an answer within a second and a half is waited for", async () => {
  const answer = slow();
  const leaves = nudge.about({ ...ADVICE });
  mock.timers.tick(1_400);
  answer();
  assert.equal(await leaves, false);
});

test("an answer that does not come in time is not waited for", async () => {
  const answer = slow();
  const sent = { ...ADVICE };
  const leaves = nudge.about(sent);
  mock.timers.tick(1_500);
  assert.equal(await leaves, true);
  answer();
  await settled();
  assert.equal(sent.nudge, null);
});

test("words are looked at ahead once their writer pauses, and not again at Send", async () => {
  const answer = slow();
  nudge.ahead("doub", null);
  mock.timers.tick(600);
  nudge.ahead(ADVICE.text, null);
  mock.timers.tick(600);
  assert.deepEqual(asked, []);
  mock.timers.tick(100);
  assert.deepEqual(asked, [{ text: ADVICE.text, reply_to: null }]);
  const leaves = nudge.about({ ...ADVICE });
  answer();
  assert.equal(await leaves, false);
  assert.equal(asked.length, 1);
});

test("looks ahead are three seconds apart, and none is at words that were asked about or with nowhere to ask", async () => {
  const answer = slow();
  nudge.ahead("double", null);
  mock.timers.tick(700);
  nudge.ahead("double it", null);
  mock.timers.tick(2_900);
  assert.equal(asked.length, 1);
  mock.timers.tick(100);
  assert.equal(asked.length, 2);
  const leaves = nudge.about(draft("double it"));
  answer();
  await leaves;
  nudge.ahead("double it", null);
  reachable = false;
  nudge.ahead("double it now", null);
  mock.timers.tick(5_000);
  assert.equal(asked.length, 2);
});

test("words that were thrown away in the pause are not looked at, nor any with a safety card before their writer by then", async () => {
  slow();
  nudge.ahead(ADVICE.text, null);
  nudge.over();
  mock.timers.tick(3_000);
  nudge.ahead(ADVICE.text, null);
  urgent = true;
  mock.timers.tick(3_000);
  assert.deepEqual(asked, []);
  urgent = false;
  nudge.ahead(ADVICE.text, null);
  mock.timers.tick(3_000);
  assert.equal(asked.length, 1);
});

test("a look ahead that failed is made again at Send, and another answer is another look", async () => {
  const works = globalThis.fetch;
  mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.fetch = async () => ({ ok: false });
  nudge.ahead(ADVICE.text, null);
  mock.timers.tick(3_000);
  await settled();
  globalThis.fetch = works;
  nudge.ahead(ADVICE.text, { id: 3 });
  mock.timers.tick(3_000);
  await settled();
  assert.equal(await nudge.about({ ...ADVICE }), false);
  assert.deepEqual(asked.map(({ reply_to }) => reply_to), [3, null]);
});
