/** The strip of what is pinned: whose it is, and of whom the reader has muted not a word. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Pins } from "../../static/js/chat/pins.js";
import { element, madeUp } from "./page.mjs";

const said = (id, name) => ({ id, position: id, revision: id, state: "published", at: "", author: { id, name, role: "" }, html: "<p>Kale soup</p>" });

globalThis.DOMParser = class {
  parseFromString = (html) => ({ body: { textContent: html.replace(/<[^>]+>/g, "").trim() } });
};

function shown(folds) {
  globalThis.document = madeUp();
  const box = element();
  return { box, pins: new Pins(box, () => {}, folds), list: () => box.querySelector("pins-list").children.map(words) };
}

const words = (line) => ["name", "excerpt"].map((name) => line.querySelector(name).textContent).concat(!line.querySelector("folded").hidden);

test("what somebody muted has pinned keeps its name and loses its words, and has them again", () => {
  const muted = new Set();
  const { pins, list } = shown(({ author }) => muted.has(author.name));
  const messages = [said(1, "ben"), said(2, "cy")];
  pins.render(messages);
  assert.deepEqual(list(), [["ben", "Kale soup", false], ["cy", "Kale soup", false]]);
  muted.add("ben");
  pins.render(messages);
  assert.deepEqual(list(), [["ben", "", true], ["cy", "Kale soup", false]]);
  muted.clear();
  pins.render(messages);
  assert.deepEqual(list()[0], ["ben", "Kale soup", false]);
});

test("the strip tells how many there are, and says when there are none", () => {
  const { box, pins } = shown(() => false);
  pins.render([said(1, "ben"), said(2, "cy")]);
  assert.deepEqual(["pins-count", "pins-words"].map((name) => box.querySelector(name).textContent), ["2", "2 pinned messages"]);
  assert.equal(box.names.has("none"), false);
  pins.render([]);
  assert.equal(box.names.has("none"), true);
});
