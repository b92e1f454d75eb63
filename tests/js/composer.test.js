/** What is being written is never lost to something else that one begins to write. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Composer } from "../../static/js/chat/composer.js";
import { element, madeUp } from "./page.mjs";

const QUOTE = { id: 3, name: "ben", excerpt: "Lentils" };
const EMPTY = { text: "", feeling: null, reply_to: null, resource: null };

let composer;
let area;
let refusal;
let kept;
let sent;
let edited;
beforeEach(() => {
  globalThis.document = madeUp();
  globalThis.matchMedia = () => ({ matches: false });
  globalThis.addEventListener = () => {};
  const form = element();
  [area, refusal] = ["text", "refusal"].map((name) => form.querySelector(name));
  [kept, sent, edited] = [null, [], []];
  composer = new Composer(form, {
    limits: { text: 4000, frame: 16_384 },
    kept: { read: () => kept, write: (value) => (kept = value) },
    onSend: async (draft) => void sent.push(draft),
    onEdit: async ({ id }, text) => void edited.push([id, text]),
    onLeave() {},
    onLast: () => false,
  });
});
const settled = () => new Promise(setImmediate);

test("a reply begun while new words are written waits for them, and both are kept", async () => {
  area.value = "half a thought";
  composer.edit({ id: 7, text: "Good mornng" });
  area.value = "Good morning";
  composer.set({ reply_to: QUOTE });
  assert.equal(area.value, "Good morning");
  assert.match(refusal.textContent, /changing a message/);
  assert.deepEqual([kept.text, kept.before], ["Good morning", { ...EMPTY, text: "half a thought", reply_to: QUOTE }]);
  composer.send();
  await settled();
  assert.deepEqual(edited, [[7, "Good morning"]]);
  assert.equal(area.value, "half a thought");
  composer.send();
  await settled();
  assert.deepEqual(sent, [{ ...EMPTY, text: "half a thought", reply_to: QUOTE }]);
});

test("who has changed nothing yet replies at once", () => {
  composer.edit({ id: 7, text: "Good morning" });
  composer.set({ reply_to: QUOTE });
  assert.deepEqual([area.value, kept], ["", { ...EMPTY, reply_to: QUOTE }]);
});

test("neither another message to change nor one that comes back takes the place of new words", () => {
  composer.edit({ id: 7, text: "Good mornng" });
  area.value = "Good morning";
  composer.edit({ id: 8, text: "Lentils" });
  composer.takeBack({ ...EMPTY, text: "too long" });
  assert.deepEqual([area.value, kept.editing.id], ["Good morning", 7]);
  composer.leave();
  assert.equal(area.value, "too long");
});

test("it is empty only where nothing was chosen either, and no message is being changed", () => {
  assert.ok(composer.empty);
  composer.set({ reply_to: QUOTE });
  assert.ok(composer.wordless && !composer.empty);
  composer.set({ reply_to: null, resource: { id: 3, title: "Feet" } });
  assert.ok(!composer.empty);
  composer.set({ resource: null });
  assert.ok(composer.empty);
  composer.edit({ id: 7, text: "Good morning" });
  area.value = "";
  assert.ok(composer.wordless && !composer.empty);
});

test("locked, it keeps its words and sends none, until it is unlocked; closed, it stays so", async () => {
  area.value = "half a thought";
  composer.lock(true);
  composer.send();
  await settled();
  assert.deepEqual([area.value, area.readOnly, sent], ["half a thought", true, []]);
  composer.lock(false);
  composer.send();
  await settled();
  assert.equal(sent.length, 1);
  composer.close();
  composer.lock(false);
  assert.equal(area.readOnly, true);
});
