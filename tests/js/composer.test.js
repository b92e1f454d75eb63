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
let room;
let sent;
let edited;
let left;
/** The pages of one person in one room. @type {{area: any, composer: Composer, happen: (type: string) => void}[]} */
let pages;
beforeEach(() => {
  globalThis.document = madeUp();
  globalThis.matchMedia = () => ({ matches: false });
  [kept, room, sent, edited, left, pages] = [null, true, [], [], 0, []];
  const page = opened();
  ({ composer, area } = page);
  refusal = page.form.querySelector("refusal");
});

/** One page more, which hears of what the others keep. */
function opened() {
  const page = element();
  globalThis.addEventListener = page.addEventListener;
  const form = element();
  const write = (value) => {
    if (!room || JSON.stringify(value) === JSON.stringify(kept)) return;
    kept = structuredClone(value);
    for (const other of pages) if (other !== made) setImmediate(() => other.happen("storage"));
  };
  const composer = new Composer(form, {
    limits: { text: 4000, frame: 16_384 },
    kept: { read: () => kept, write },
    onSend: async (draft) => void sent.push(draft),
    onEdit: async ({ id }, text) => void edited.push([id, text]),
    onLeave: () => left++,
    onLast: () => false,
  });
  const made = { form, composer, area: form.querySelector("text"), happen: page.happen };
  pages.push(made);
  return made;
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

/** @param {string} text that is typed there, and kept */
function typed(page, text) {
  page.area.value = text;
  page.happen("pagehide"); // keeps it, as a pause does
  return settled();
}

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

test("an empty page that goes takes no draft of another page away", async () => {
  const [first, second] = [pages[0], opened()];
  pages = [first]; // the second heard of nothing
  await typed(first, "half a thought");
  second.happen("pagehide");
  assert.equal(kept.text, "half a thought");
});

test("a page where nothing was changed follows the other: its words, a change of a message, what is chosen, and that it was sent", async () => {
  const [first, second] = [pages[0], opened()];
  await typed(first, "half");
  await typed(first, "half a thought");
  first.composer.set({ reply_to: QUOTE });
  await settled();
  assert.deepEqual([second.area.value, second.composer.written.quote], ["half a thought", QUOTE]);
  first.composer.edit({ id: 7, text: "Good mornng" });
  await settled();
  assert.deepEqual(second.composer.written, { text: "Good mornng", quote: null, editing: { id: 7, text: "Good mornng" } });
  first.composer.leave();
  await settled();
  left = 0;
  first.composer.send();
  await settled();
  assert.deepEqual([second.area.value, second.composer.empty, left], ["", true, 1]);
  second.happen("pagehide");
  assert.deepEqual([kept, sent.length], [null, 1]);
});

test("one that came out of the history looks again", async () => {
  const first = pages[0];
  await typed(first, "sent meanwhile");
  const second = opened();
  pages = [first];
  await typed(first, "");
  second.happen("pageshow");
  assert.equal(second.area.value, "");
});

test("what was changed in two pages at once is kept of both, and so is what one has not seen when it sends", async () => {
  const [first, second] = [pages[0], opened()];
  second.area.value = "mine";
  await typed(first, "theirs");
  assert.deepEqual([kept.text, first.area.value, second.area.value], Array(3).fill("theirs\n\nmine"));
  pages = [first];
  await typed(first, "theirs");
  second.composer.send();
  await settled();
  assert.deepEqual([sent.map(({ text }) => text), second.area.value, kept.text], [["theirs\n\nmine"], "theirs", "theirs"]);
});

test("new words for a message stay where they are, and what another page kept waits below them", async () => {
  const [first, second] = [pages[0], opened()];
  pages = [first];
  second.composer.edit({ id: 7, text: "Good mornng" });
  second.area.value = "Good morning";
  kept = null;
  await typed(first, "half a thought");
  second.happen("pagehide");
  assert.deepEqual([second.area.value, kept.editing.id, kept.before.text], ["Good morning", 7, "half a thought"]);
});

test("a device without room for new words has none of them twice, and keeps them once there is room", async () => {
  await typed(pages[0], "half");
  room = false;
  await typed(pages[0], "half a");
  await typed(pages[0], "half a thought");
  assert.deepEqual([area.value, kept.text], ["half a thought", "half"]);
  room = true;
  pages[0].happen("pagehide");
  assert.equal(kept.text, "half a thought");
});
