/** Where a name is being written after an @. */

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { begun, fitting, Mentions } from "../../static/js/chat/mentions.js";
import { element, madeUp } from "./page.mjs";

const named = (...names) => names.map((name, at) => ({ id: at + 1, name, role: "" }));

test("a name begins where a word does", () => {
  assert.deepEqual(begun("@"), { at: 0, typed: "" });
  assert.deepEqual(begun("hello @riv"), { at: 6, typed: "riv" });
  assert.deepEqual(begun("one\n(@Dr Di"), { at: 5, typed: "Dr Di" });
});

test("an address, a lone sign and what ends the line are no names", () => {
  for (const text of ["", "hello", "me@example", "see https://e.org/@riv", "@ riv", "@@riv", "@riv\nand", `@${"x".repeat(31)}`]) {
    assert.equal(begun(text), null, text);
  }
});

test("who fits is told by letters alone, as the names of the site are", () => {
  const people = named("Río-verde", "river", "Ben");
  assert.deepEqual(fitting(people, "ri").map(({ name }) => name), ["Río-verde", "river"]);
  assert.deepEqual(fitting(people, "RIO V").map(({ name }) => name), ["Río-verde"]);
});

let form;
let area;
let list;
let answer;
beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.document = madeUp();
  form = element();
  [area, list] = ["text", "names"].map((name) => form.querySelector(name));
  list.hidden = true;
  document.activeElement = area;
  globalThis.fetch = () => new Promise((resolve) => {
    answer = (people) => resolve({ ok: true, json: async () => ({ people }) });
  });
  new Mentions(form, "/people/");
});
const type = (words) => {
  area.value = words;
  area.setSelectionRange(words.length, words.length);
  area.happen("input");
};
const press = (key) => form.happen("keydown", { key, target: area });
const come = async (people) => {
  answer(people);
  for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
};

test("Enter takes a name that fits what is typed, though the names for it are still asked for", async () => {
  type("hi @r");
  mock.timers.tick(150);
  await come(named("rana", "river"));
  assert.equal(list.children.length, 2);
  type("hi @riv");
  press("Enter");
  assert.equal(area.value, "hi @river ");
});

test("when nobody of those shown fits any more, the list goes, and Enter is the composer's", async () => {
  type("hi @r");
  mock.timers.tick(150);
  await come(named("rana", "river"));
  type("hi @rx");
  assert.equal(list.hidden, true);
  press("Enter");
  assert.equal(area.value, "hi @rx");
});

test("an answer that comes after more was typed shows only who fits it", async () => {
  type("hi @r");
  mock.timers.tick(150);
  type("hi @ra");
  await come(named("river", "rana"));
  press("Enter");
  assert.equal(area.value, "hi @rana ");
});
