/** What the server draws beside the talk is asked for anew, and put in place only where it has changed. */

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { keepDuty } from "../../static/js/chat/duty.js";
import { Fresh } from "../../static/js/chat/fresh.js";
import { element, madeUp } from "./page.mjs";

const MINUTES = 60_000;
const html = (words) => ({ ok: true, redirected: false, text: async () => words });
const settled = () => new Promise(setImmediate);

let answer;
let asked;
let put;
let fresh;
beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  [asked, put] = [[], []];
  globalThis.fetch = async (url) => {
    asked.push(url);
    return answer();
  };
  fresh = new Fresh("/live/", (words) => put.push(words));
});

test("the same as before is not put in place again", async () => {
  for (const words of ["at seven", "at seven", "at eight"]) {
    answer = () => html(words);
    await fresh.ask();
  }
  assert.deepEqual(put, ["at seven", "at eight"]);
});

test("a question that fails is asked once more, and the page stays as it is", async () => {
  for (const failing of [() => Promise.reject(new TypeError()), () => ({ ok: false }), () => ({ ...html("log in"), redirected: true })]) {
    asked = [];
    answer = failing;
    await fresh.ask();
    for (let turn = 0; turn < 3; turn++) {
      mock.timers.tick(MINUTES);
      await settled();
    }
    assert.deepEqual([asked.length, put], [2, []]);
  }
});

test("an answer that is late does not take the place of a later one", async () => {
  let late;
  answer = () => new Promise((resolve) => (late = resolve));
  const first = fresh.ask();
  answer = () => html("new");
  await fresh.ask();
  late(html("old"));
  await first;
  assert.deepEqual(put, ["new"]);
});

test("the line of duty in an open room changes, while somebody looks at it", async () => {
  let look;
  globalThis.document = { ...madeUp(), documentElement: { lang: "en" }, addEventListener: (_, act) => (look = act) };
  const page = element();
  const line = page.querySelector("duty");
  line.dataset.url = "/duty/?care";
  line.innerHTML = "Nobody is on duty.";
  keepDuty(page);
  answer = () => html("A clinician is on duty.");
  mock.timers.tick(5 * MINUTES);
  await settled();
  assert.deepEqual([asked, line.innerHTML], [["/duty/?care"], "A clinician is on duty."]);
  globalThis.document.hidden = true;
  mock.timers.tick(20 * MINUTES);
  assert.equal(asked.length, 1);
  globalThis.document.hidden = false;
  look();
  look();
  await settled();
  assert.equal(asked.length, 2);
  keepDuty({ querySelector: () => null }); // where no hours are known
});
