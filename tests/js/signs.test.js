/** Who writes, in words; and how seldom it is said that I do. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Signs, writingWords } from "../../static/js/chat/signs.js";

const AMARA = 1;
const people = (...ids) => ids.map((id) => ({ id, name: `p${id}` }));

let place;
let told;
let page;
beforeEach(() => {
  [place, told] = [{ textContent: "" }, 0];
  page = { querySelector: () => place };
});
const signs = (shows = true) => new Signs(page, { me: AMARA, shows, mutes: new Set([9]), send: () => Boolean(++told) });

test("three are named, the rest is counted", () => {
  assert.equal(writingWords([], 0), "");
  assert.equal(writingWords(["a"], 0), "a is writing…");
  assert.equal(writingWords(["a", "b"], 0), "a and b are writing…");
  assert.equal(writingWords(["a", "b", "c"], 0), "a, b and c are writing…");
  assert.equal(writingWords(["a", "b", "c", "d"], 0), "a, b, c and 1 more person are writing…");
  assert.equal(writingWords(["a", "b", "c", "d"], 6), "a, b, c and 7 more people are writing…");
});

test("neither oneself nor whom one has muted is read out, and who has sent it writes no more", () => {
  const ours = signs();
  ours.typing({ people: people(AMARA, 2, 3, 9), more: 0 });
  assert.equal(place.textContent, "p2 and p3 are writing…");
  ours.wrote(2);
  assert.equal(place.textContent, "p3 is writing…");
  ours.typing({ people: [], more: 0 });
  assert.equal(place.textContent, "");
});

test("it is said at most every three seconds that I write, and anew after I have sent it", () => {
  const ours = signs();
  for (const now of [10_000, 11_000, 12_999, 13_000, 14_000]) ours.typed(now);
  assert.equal(told, 2);
  ours.wrote(AMARA);
  ours.typed(14_100);
  assert.equal(told, 3);
});

test("who does not let it be seen neither tells nor is told", () => {
  const ours = signs(false);
  ours.typed(10_000);
  ours.typing({ people: people(2), more: 0 });
  assert.deepEqual([told, place.textContent], [0, ""]);
});
