/** Whose messages stand folded, and which never do. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { lines } from "../../static/js/chat/layout.js";
import { Mutes } from "../../static/js/chat/mutes.js";
import { Timeline } from "../../static/js/chat/timeline.js";

const BEN = { id: 2, name: "ben", role: "" };
const said = (id, author = BEN) => ({ id, position: id, revision: id, state: "published", at: "2026-03-01T12:00", author });
const urls = { mute: "/people/0/mute/", unmute: "/people/0/unmute/" };

let asked;
let answer;
beforeEach(() => {
  asked = [];
  answer = { ok: true, json: async () => ({ muted: asked.at(-1).endsWith("/mute/") }) };
  globalThis.fetch = async (url) => {
    asked.push(url);
    if (!answer) throw new Error("offline");
    return answer;
  };
});

test("a muted person's messages are folded in their places until one is looked at", async () => {
  const mutes = new Mutes([], urls, "");
  const timeline = new Timeline(1);
  timeline.folds = (message) => mutes.folds(message);
  timeline.joined({ own: [], messages: [said(1), said(2)], revision: 2, more: false }, { first: true });
  const types = () => lines(timeline.entries(), 2).map(({ type }) => type);
  assert.deepEqual(types(), ["divider", "message", "message"]);
  assert.equal(await mutes.toggle(BEN), null);
  assert.deepEqual(asked, ["/people/2/mute/"]);
  assert.deepEqual(types(), ["divider", "folded", "folded"]);
  mutes.show(2);
  assert.deepEqual(types(), ["divider", "folded", "message"]);
  await mutes.toggle(BEN);
  assert.deepEqual(types(), ["divider", "message", "message"]);
});

test("quotes of somebody are drawn anew when they are muted, and when they are heard again", async () => {
  const mutes = new Mutes([], urls, "");
  const timeline = new Timeline(1);
  timeline.folds = (message) => mutes.folds(message);
  timeline.muting = (message) => mutes.touches(message);
  const CY = { id: 3, name: "cy", role: "" };
  const quoting = { ...said(2, CY), reply_to: { id: 1, by: BEN.id, name: "ben", excerpt: "" } };
  timeline.joined({ own: [], messages: [said(1), quoting, said(3, CY)], revision: 3, more: false }, { first: true });
  const version = (key) => lines(timeline.entries(), 3).find((line) => line.key === key).version;
  const heard = ["m2", "m3"].map(version);
  await mutes.toggle(BEN);
  const muted = ["m2", "m3"].map(version);
  assert.notEqual(muted[0], heard[0]);
  assert.equal(muted[1], heard[1]);
  await mutes.toggle(BEN);
  assert.deepEqual(["m2", "m3"].map(version), heard);
});

test("a quote of somebody muted stays one whatever they are called since", () => {
  const mutes = new Mutes([BEN], urls, "");
  const quoting = (by, name) => mutes.touches({ ...said(2, { id: 3, name: "cy", role: "" }), reply_to: { id: 1, by, name, excerpt: "" } });
  const [muted, heard] = [quoting(BEN.id, "ben"), quoting(4, "dee")];
  assert.notEqual(muted, heard);
  assert.equal(quoting(BEN.id, "Cuenta cerrada n.º 2"), muted);
  assert.equal(quoting(4, "ben"), heard);
});

test("one that was looked at offers to mute again, once its author is heard again", async () => {
  const mutes = new Mutes([BEN], urls, "");
  mutes.show(1);
  const before = mutes.touches(said(1));
  await mutes.toggle(BEN);
  assert.notEqual(mutes.touches(said(1)), before);
});

test("what a clinician says is never folded", () => {
  const mutes = new Mutes([{ id: 2, name: "ben" }], urls, "");
  assert.ok(mutes.folds(said(1)));
  assert.ok(!mutes.folds(said(1, { ...BEN, role: "clinician" })));
  assert.ok(!Mutes.canMute({ ...BEN, role: "clinician" }));
});

test("where the server refuses or cannot be reached nothing changes, and the reason is told", async () => {
  const mutes = new Mutes([], urls, "");
  answer = { ok: false, json: async () => ({ muted: false, detail: "Clinicians can't be muted." }) };
  assert.equal(await mutes.toggle(BEN), "Clinicians can't be muted.");
  answer = null;
  assert.equal(await mutes.toggle(BEN), "");
  assert.ok(!mutes.folds(said(1)));
});
