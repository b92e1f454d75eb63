/** The address of a message, on the clipboard or, where that is refused, in sight. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { addressOf, copy } from "../../static/js/chat/link.js";
import { element } from "./page.mjs";

const ADDRESS = "https://chat.example/rooms/type-1/?at=7";

test("it names the message and the room, and nothing else that is shown", () => {
  for (const rest of ["", "?at=3", "?at=3#m3", "#composer-text"]) {
    assert.equal(addressOf(7, `https://chat.example/rooms/type-1/${rest}`), ADDRESS);
  }
});

/** A dialog, and what was done with it and with the clipboard. @param {(words: string) => Promise<void>} [writeText] */
async function copied(context, writeText) {
  const dialog = element();
  const field = dialog.querySelector("[data-part=address]");
  const done = [];
  dialog.showModal = () => done.push("shown");
  field.select = () => done.push(`selected ${field.value}`);
  const clipboard = writeText && { writeText: (words) => (done.push(`written ${words}`), writeText()) };
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { value: { clipboard }, configurable: true });
  context.after(() => before && Object.defineProperty(globalThis, "navigator", before));
  return [await copy(ADDRESS, dialog), done];
}

test("it is copied, and nothing is asked of the reader", async (context) => {
  assert.deepEqual(await copied(context, async () => {}), [true, [`written ${ADDRESS}`]]);
});

test("a browser that refuses, or has no clipboard, shows it selected", async (context) => {
  const byHand = ["shown", `selected ${ADDRESS}`];
  assert.deepEqual(await copied(context), [false, byHand]);
  assert.deepEqual(await copied(context, () => Promise.reject(new Error("refused"))), [false, [`written ${ADDRESS}`, ...byHand]]);
});
