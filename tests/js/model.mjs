/**
 * The room's model on its own, for tests in other languages: a JSON array of commands a line in, what it then shows out.
 *
 *   ["new", me, joined]  ["joined", frame]  ["accepted", frame]  ["changes", frame]  ["own", state]  ["show"]
 *
 * `changes` answers whether there was a gap; `show` the revision, and the entries as [id, revision, state, html, reactions].
 */

import { createInterface } from "node:readline";

import { Timeline } from "../../static/js/chat/timeline.js";

/** @type {Timeline} */
let model;

/** @type {Record<string, (...words: any[]) => unknown>} */
const commands = {
  new(me, frame) {
    model = new Timeline(me);
    model.joined(frame, { first: true });
  },
  joined: (frame) => model.joined(frame),
  accepted: (frame) => model.accepted(frame),
  changes: (frame) => model.changes(frame) === null,
  own: (state) => model.ownChanged(state),
  show: () => ({ revision: model.revision, entries: model.entries().map(shown) }),
};

/** @param {import("../../static/js/chat/timeline.js").Entry} entry */
function shown({ message, own }) {
  const { id, state, html } = message ?? own;
  return [id, message?.revision ?? null, state, html ?? null, message?.reactions ?? null];
}

for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...words] = JSON.parse(line);
  console.log(JSON.stringify(commands[name](...words) ?? null));
}
