/** The messages are one stop of the Tab key, whatever is drawn anew or moved while somebody stands there. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { rove } from "../../static/js/chat/roving.js";
import { put } from "../../static/js/chat/sheaves.js";
import { Node } from "./tree.mjs";

globalThis.Element = globalThis.HTMLElement = Node;
globalThis.document = { createElement: () => new Node() };

/** A line as the view draws it. */
function line(key) {
  const made = new Node(key);
  made.className = "line";
  return made;
}

/** A page with a few messages: what the browser tells of focus and of changes is told by hand. */
function page(...keys) {
  const [box, place, heard] = [new Node(), new Node(), {}];
  let observed;
  globalThis.MutationObserver = class {
    constructor(tell) {
      observed = tell;
    }
    observe() {}
  };
  place.className = "lines";
  box.append(place);
  box.addEventListener = (type, hear) => (heard[type] = hear);
  const lines = keys.map(line);
  put(place, [...lines], null, null);
  const all = () => place.children.flatMap(({ children }) => children);
  for (const one of lines) one.tabIndex = 0;
  rove(box);
  return {
    place,
    lines,
    focus: (target) => heard.focusin({ target }),
    added: (...nodes) => {
      for (const node of nodes) node.tabIndex ??= 0;
      observed([{ addedNodes: nodes }]);
    },
    stops: () => all().filter(({ tabIndex }) => tabIndex === 0).map(({ dataset }) => dataset.key),
  };
}

test("the last message is the stop, until the reader chooses one", () => {
  const { place, lines, added, focus, stops } = page("m1", "m2");
  const third = line("m3");
  put(place, [third], lines[1], null);
  added(third);
  assert.deepEqual(stops(), ["m3"]);
  focus(lines[0]);
  assert.deepEqual(stops(), ["m1"]);
});

test("a line that is drawn anew under the reader stays the stop", () => {
  const { lines, added, focus, stops } = page("m1", "m2");
  focus(lines[0]);
  const anew = line("m1");
  lines[0].replaceWith(anew);
  focus(anew); // as view.js does, before the change is told
  added(anew);
  assert.deepEqual(stops(), ["m1"]);
});

test("a stop that is moved stays the stop, chosen or not", () => {
  const { place, lines, added, focus, stops } = page("m1", "m2");
  put(place, [lines[1]], lines[0], null);
  added(lines[1]);
  assert.deepEqual(stops(), ["m2"]);
  focus(lines[0]);
  put(place, [lines[0]], null, lines[1]);
  added(lines[0]);
  assert.deepEqual(stops(), ["m1"]);
});
