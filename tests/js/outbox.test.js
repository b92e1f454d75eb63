/** Each message is sent once and in order, and none is lost before it is answered. */

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { newKey, Outbox } from "../../static/js/chat/outbox.js";
import { MemoryStore } from "./memory.mjs";

const AMARA = 1;
const BEN = 2;

/** A page of `user` on this device: its outbox, what it sent, and what was refused. */
function page(store, user = AMARA) {
  const sent = [];
  const refused = [];
  const outbox = new Outbox({
    user, store, onChange() {}, onRefused: (entry) => refused.push(entry),
    send: (entry) => Boolean(sent.push(entry.key)),
  });
  return { outbox, sent, refused, states: () => outbox.of("r").map(({ state }) => state) };
}
const settled = () => new Promise(setImmediate);

/** The page that comes a moment after another one, and takes up what that left. */
async function after(user = AMARA) {
  mock.timers.tick(2_000);
  await settled();
  const made = page(store, user);
  await made.outbox.load();
  return made;
}
const draft = (text) => ({ text, feeling: null, reply_to: null, resource: null });
/** An answer that has the message of this key wait for its room's pace. */
const slow = (key, retry_after = 120) => ({ key, code: "slow_mode", detail: "", retry_after });

let store;
beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
  mock.restoreAll();
  mock.method(performance, "now", () => Date.now());
  store = new MemoryStore();
});

test("the next message leaves after the answer to the one before", async () => {
  const { outbox, sent } = page(store);
  outbox.open(true);
  await outbox.add("r", draft("one"));
  await outbox.add("r", draft("two"));
  assert.equal(sent.length, 1);
  outbox.accepted({ key: sent[0] });
  assert.equal(sent.length, 2);
  outbox.accepted({ key: sent[1] });
  assert.deepEqual([outbox.of("r"), store.entries.size], [[], 0]);
});

test("one that is being asked about waits, with those behind it, and is forgotten when it may not leave", async () => {
  const { outbox, sent, states } = page(store);
  outbox.open(true);
  let may;
  await outbox.add("r", draft("one"), new Promise((resolve) => (may = resolve)));
  await outbox.add("r", draft("two"));
  outbox.open(true); // a reconnect asks nobody anew
  assert.deepEqual([sent.length, states()], [0, ["sending", "sending"]]);
  assert.equal(store.entries.size, 2);
  may(false);
  await settled();
  assert.deepEqual([sent.length, states(), store.entries.size], [1, ["sending"], 1]);
  await outbox.add("r", draft("three"), Promise.resolve(true));
  outbox.accepted({ key: sent[0] });
  await settled();
  assert.equal(sent.length, 2);
});

test("one whose answer is lost is sent again in time, whatever is written meanwhile", async () => {
  const { outbox, sent } = page(store);
  outbox.open(true);
  await outbox.add("r", draft("one"));
  await outbox.add("r", draft("two"));
  mock.timers.tick(60_000);
  await settled();
  assert.ok(sent.length > 1);
  assert.ok(sent.every((key) => key === sent[0]));
});

test("a message is on the device before it is sent", async () => {
  const { outbox, sent } = page(store);
  outbox.open(true);
  const adding = outbox.add("r", draft("one"));
  assert.deepEqual([sent.length, store.entries.size], [0, 1]);
  await adding;
  assert.equal(sent.length, 1);
});

test("what was written without a connection is sent when there is one", async () => {
  const { outbox, sent } = page(store);
  await outbox.add("r", draft("one"));
  assert.equal(sent.length, 0);
  outbox.open(true);
  assert.equal(sent.length, 1);
});

test("after a lost connection the unanswered one is sent again under the same key", async () => {
  const { outbox, sent } = page(store);
  outbox.open(true);
  await outbox.add("r", draft("one"));
  outbox.open(false);
  outbox.open(true);
  assert.equal(sent.length, 2);
  assert.equal(sent[0], sent[1]);
});

test("an unanswered message is sent again after a while on the same connection", async () => {
  const { outbox, sent } = page(store);
  outbox.open(true);
  await outbox.add("r", draft("one"));
  mock.timers.tick(15_000);
  await settled();
  assert.deepEqual(sent, [sent[0], sent[0]]);
});

test("an unsent message outlives its page and leaves under the same key", async () => {
  await page(store).outbox.add("r", draft("one"));
  const [key] = store.entries.keys();
  const later = await after();
  assert.deepEqual(later.states(), ["checking"]);
  later.outbox.open(true);
  await settled();
  assert.deepEqual(later.sent, [key]);
});

test("one from before a reload shows itself when no answer comes", async () => {
  await page(store).outbox.add("r", draft("one"));
  const later = await after();
  mock.timers.tick(2_000);
  await settled();
  assert.deepEqual(later.states(), ["waiting"]);
});

test("without a connection one waits for it, and is being sent once there is one", async () => {
  const { outbox, states } = page(store);
  await outbox.add("r", draft("one"));
  assert.deepEqual(states(), ["waiting"]);
  outbox.open(true);
  assert.deepEqual(states(), ["sending"]);
  outbox.open(false);
  assert.deepEqual(states(), ["waiting"]);
});

test("another account on the device neither sees nor sends it", async () => {
  await page(store, AMARA).outbox.add("r", draft("one"));
  const ben = await after(BEN);
  ben.outbox.open(true);
  await settled();
  assert.deepEqual([ben.states(), ben.sent], [[], []]);
  const amara = await after();
  amara.outbox.open(true);
  await settled();
  assert.equal(amara.sent.length, 1);
});

test("told to slow down, it waits as long as it was asked to and keeps its key and its place", async () => {
  const { outbox, sent, states } = page(store);
  outbox.open(true);
  await outbox.add("r", draft("one"));
  await outbox.add("r", draft("two"));
  outbox.refused({ key: sent[0], code: "slow_down", detail: "", retry_after: 7 });
  assert.deepEqual(states(), ["delayed", "delayed"]); // the second waits behind the first
  mock.timers.tick(6_999);
  await settled();
  assert.equal(sent.length, 1);
  mock.timers.tick(1);
  await settled();
  assert.deepEqual(sent, [sent[0], sent[0]]);
  assert.deepEqual(states(), ["sending", "sending"]);
});

test("a refused message is kept with its reason, not sent again, and does not stop the next", async () => {
  const { outbox, sent, refused, states } = page(store);
  outbox.open(true);
  await outbox.add("r", draft("one"));
  await outbox.add("r", draft("two"));
  outbox.refused({ key: sent[0], code: "too_long", detail: "" });
  assert.equal(refused[0].refusal.code, "too_long");
  assert.equal(refused[0].draft.text, "one");
  assert.deepEqual(states(), ["refused", "sending"]);
  assert.equal(sent.length, 2);
  const later = await after();
  assert.deepEqual(later.states(), ["refused", "checking"]);
});

test("a change keeps its message and its turn: it outlives the page and leaves after the answer to what it changes", async () => {
  const { outbox, sent } = page(store);
  await outbox.add("r", draft("one"));
  await outbox.add("r", draft("two"), undefined, { act: "edit", id: 7 });
  await outbox.add("r", draft(""), undefined, { act: "withdraw", id: 7 });
  const later = await after();
  assert.deepEqual(later.outbox.of("r").map(({ act, id }) => [act, id]), [[undefined, undefined], ["edit", 7], ["withdraw", 7]]);
  outbox.open(true);
  for (const count of [1, 2, 3]) {
    await settled();
    assert.equal(new Set(sent).size, count);
    outbox.accepted({ key: sent[count - 1] });
  }
});

test("a change that comes too late gives its words back with the reason", async () => {
  const { outbox, sent, refused } = page(store);
  outbox.open(true);
  await outbox.add("r", draft("two"), undefined, { act: "edit", id: 7 });
  outbox.refused({ key: sent[0], code: "too_late", detail: "" });
  assert.deepEqual(refused.map(({ act, draft: { text }, refusal }) => [act, text, refusal.code]), [["edit", "two", "too_late"]]);
});

test("an error about a frame that can't be sent stops it from being sent for ever", async () => {
  const { outbox, refused, sent } = page(store);
  outbox.open(true);
  outbox.error({ code: "too_large", detail: "" });
  assert.equal(refused.length, 0);
  await outbox.add("r", draft("one"));
  outbox.error({ code: "no_room", detail: "" });
  assert.equal(refused.length, 0);
  outbox.error({ code: "too_large", detail: "" });
  assert.deepEqual([refused.length, sent.length], [1, 1]);
});

test("an answer to a key that is not mine changes nothing", async () => {
  const { outbox, sent } = page(store);
  outbox.open(true);
  await outbox.add("r", draft("one"));
  outbox.accepted({ key: "another tab's" });
  outbox.refused({ key: "another tab's", code: "too_long", detail: "" });
  assert.equal(outbox.of("r")[0].key, sent[0]);
});

test("keys are UUIDs also where the browser has no randomUUID", () => {
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  assert.match(newKey(), uuid);
  Object.defineProperty(globalThis.crypto, "randomUUID", { value: undefined, configurable: true });
  assert.match(newKey(), uuid);
  assert.notEqual(newKey(), newKey());
  delete globalThis.crypto.randomUUID;
});

test("after a connection was lost the oldest that a room's pace put off asks first, before what is written then", async () => {
  const { outbox, sent } = page(store);
  outbox.open(true);
  await outbox.add("r", draft("one"));
  outbox.refused(slow(sent[0]));
  outbox.open(false);
  await outbox.add("r", draft("two"));
  outbox.open(true);
  assert.deepEqual(sent, [sent[0], sent[0]]);
  outbox.refused(slow(sent[0]));
  await settled();
  assert.equal(sent.length, 3, "each is tried once: it may be a cry for help");
});

test("what the server asked to slow down does not keep an older post from its turn in another room", async () => {
  const { outbox, sent } = page(store);
  outbox.open(true);
  await outbox.add("r", draft("paced"));
  outbox.refused(slow(sent[0], 10));
  await outbox.add("other", draft("delayed"));
  outbox.refused({ key: sent[1], code: "slow_down", detail: "", retry_after: 60 });
  mock.timers.tick(10_000);
  await settled();
  assert.deepEqual(sent.slice(2), [sent[0]]);
});

test("those that the room's slow mode put off go out when their time has come, in order", async () => {
  const { outbox, sent, states, refused } = page(store);
  outbox.open(true);
  for (const text of ["one", "two"]) await outbox.add("r", draft(text));
  const [one, two] = outbox.of("r").map(({ key }) => key);
  outbox.refused(slow(one));
  outbox.refused(slow(two, 110)); // however soon its own time comes: it stays behind
  assert.deepEqual([sent, states(), refused], [[one, two], ["paced", "paced"], []]);
  mock.timers.tick(110_000);
  await settled();
  assert.equal(sent.length, 2);
  mock.timers.tick(10_000);
  await settled();
  assert.deepEqual([sent.slice(2), states()], [[one], ["sending", "paced"]]);
  outbox.accepted({ key: one });
  await settled();
  assert.deepEqual(sent.slice(3), [two]);
  outbox.refused(slow(two));
  mock.timers.tick(120_000);
  await settled();
  assert.deepEqual(sent.slice(4), [two]);
});

test("behind one that waits for the pace each is tried once, and a cry for help goes out", async () => {
  const { outbox, sent, states } = page(store);
  outbox.open(true);
  for (const text of ["one", "two"]) {
    await outbox.add("r", draft(text));
    outbox.refused(slow(sent.at(-1)));
  }
  await outbox.add("r", draft("help"));
  assert.deepEqual([sent.length, states()], [3, ["paced", "paced", "sending"]]);
  outbox.accepted({ key: sent[2] });
  await settled();
  assert.deepEqual([sent.length, states(), store.entries.size], [3, ["paced", "paced"], 2]);
  mock.timers.tick(120_000);
  await settled();
  assert.deepEqual(sent.slice(3), [sent[0]]);
});

test("after a reload what waits for the pace is tried once, and in order again", async () => {
  const first = page(store);
  first.outbox.open(true);
  for (const text of ["one", "two", "help"]) {
    await first.outbox.add("r", draft(text));
    first.outbox.refused(slow(first.sent.at(-1)));
  }
  const { outbox, sent, states } = await after();
  outbox.open(true);
  for (const key of first.sent) {
    await settled();
    assert.equal(sent.at(-1), key);
    if (key === first.sent[2]) outbox.accepted({ key });
    else outbox.refused(slow(key));
  }
  await settled();
  assert.deepEqual([sent, states(), store.entries.size], [first.sent, ["paced", "paced"], 2]);
});

test("what is written just before a turn does not take it from the one that waits for it", async () => {
  const { outbox, sent } = page(store);
  outbox.open(true);
  await outbox.add("r", draft("one"));
  outbox.refused(slow(sent[0]));
  mock.timers.tick(119_000);
  await outbox.add("r", draft("two"));
  assert.equal(sent.length, 1);
  mock.timers.tick(1_000);
  await settled();
  assert.deepEqual(sent.slice(1), [sent[0]]);
  outbox.refused(slow(sent[0]));
  await settled();
  assert.equal(sent.length, 3);
});

test("one room's slow mode holds up no other room", async () => {
  const { outbox, sent } = page(store);
  outbox.open(true);
  await outbox.add("r", draft("one"));
  await outbox.add("elsewhere", draft("two"));
  outbox.refused(slow(sent[0]));
  assert.equal(sent.length, 2);
  outbox.accepted({ key: sent[1] });
  mock.timers.tick(120_000);
  await settled();
  assert.deepEqual(sent[2], sent[0]);
});

test("when the pace changes, what waited for it is tried at once", async () => {
  const { outbox, sent } = page(store);
  outbox.open(true);
  await outbox.add("r", draft("one"));
  outbox.refused(slow(sent[0], 600));
  outbox.hasten("elsewhere");
  assert.equal(sent.length, 1);
  outbox.hasten("r");
  assert.equal(sent.length, 2);
});

test("an answer names what was sent, so that a change is told from a post", async () => {
  const { outbox, sent } = page(store);
  outbox.open(true);
  await outbox.add("r", draft("one"), undefined, { act: "edit", id: 7 });
  assert.equal(outbox.accepted({ key: sent[0] }).act, "edit");
  assert.equal(outbox.accepted({ key: "another tab's" }), undefined);
});

test("what waits for its turn can be taken back, on this device alone; what is on its way can't", async () => {
  const { outbox, sent, states } = page(store);
  outbox.open(true);
  for (const text of ["one", "two"]) await outbox.add("r", draft(text));
  assert.equal(await outbox.recall(sent[0]), undefined);
  for (const at of [0, 1]) outbox.refused(slow(sent[at]));
  const [first, second] = outbox.of("r").map(({ key }) => key);
  assert.equal((await outbox.recall(second)).draft.text, "two");
  assert.equal((await outbox.recall(first)).draft.text, "one");
  mock.timers.tick(120_000);
  await settled();
  assert.deepEqual([sent.length, states(), await store.all(AMARA)], [2, [], []]);
});

test("one whose time has come is on its way again, and can't be taken back", async () => {
  const { outbox, sent } = page(store);
  outbox.open(true);
  await outbox.add("r", draft("one"));
  outbox.refused(slow(sent[0], 1));
  mock.timers.tick(1_000);
  await settled();
  assert.equal(await outbox.recall(sent[0]), undefined);
  outbox.open(false); // it may have arrived
  assert.equal(await outbox.recall(sent[0]), undefined);
});

test("what one page takes back no other one sends, though it had taken it up", async () => {
  const first = page(store);
  first.outbox.open(true);
  for (const text of ["one", "two"]) await first.outbox.add("r", draft(text));
  const [one, two] = first.outbox.of("r").map(({ key }) => key);
  for (const key of [one, two]) first.outbox.refused(slow(key));
  const other = await after();
  other.outbox.open(true);
  for (const key of [one, two]) {
    await settled();
    other.outbox.refused(slow(key));
  }
  await first.outbox.recall(one);
  mock.timers.tick(120_000);
  await settled();
  await settled();
  assert.deepEqual(other.sent, [one, two, two]);
});

test("of two pages one takes back what waits for its turn, or the other sends it: never both", async () => {
  const first = page(store);
  first.outbox.open(true);
  await first.outbox.add("r", draft("one"));
  const [key] = first.sent;
  const other = await after();
  other.outbox.open(true);
  await settled();
  for (const { outbox } of [first, other]) outbox.refused(slow(key, outbox === first.outbox ? 600 : 120));
  mock.timers.tick(120_000);
  await settled();
  assert.deepEqual(other.sent, [key, key]);
  assert.deepEqual([first.states(), await first.outbox.recall(key)], [["paced"], undefined]);
  other.outbox.refused(slow(key)); // nothing of it is stored
  assert.equal((await first.outbox.recall(key)).draft.text, "one");
  mock.timers.tick(120_000);
  await settled();
  assert.deepEqual([other.sent, other.states()], [[key, key], []]);
});

test("who was asked before a first sending is asked of that alone: what another page took back is not sent", async () => {
  const first = page(store);
  await first.outbox.add("r", draft("one"), Promise.resolve(true)); // without a connection
  const other = await after();
  other.outbox.open(true);
  await settled();
  const [key] = other.sent;
  other.outbox.refused(slow(key));
  assert.equal((await other.outbox.recall(key)).draft.text, "one");
  first.outbox.open(true);
  await settled();
  assert.deepEqual([first.sent, first.states()], [[], []]);
});

test("a first sending that has no answer yet is taken back by no other page", async () => {
  const first = page(store);
  first.outbox.open(true);
  await first.outbox.add("r", draft("one"), Promise.resolve(true));
  await settled();
  assert.equal(await store.take(first.sent[0]), false);
  first.outbox.refused(slow(first.sent[0]));
  assert.equal(await store.take(first.sent[0]), true);
});

test("one that waited long behind another is looked for on the device before it leaves", async () => {
  const { outbox, sent, states } = page(store);
  outbox.open(true);
  await outbox.add("r", draft("one"));
  await outbox.add("r", draft("two"), Promise.resolve(true));
  mock.timers.tick(10_000);
  const [one, two] = outbox.of("r").map(({ key }) => key);
  await store.take(two);
  outbox.accepted({ key: one });
  await settled();
  assert.deepEqual([sent, states()], [[one], []]);
});

test("what the device said before the connection was lost is asked again", async () => {
  const { outbox, sent } = page(store);
  await outbox.add("r", draft("one"));
  mock.timers.tick(10_000);
  outbox.open(true);
  outbox.open(false);
  await settled();
  const [entry] = store.entries.values();
  entry.left = false; // another page has sent it meanwhile, and was told to wait
  await store.take(entry.key);
  outbox.open(true);
  await settled();
  assert.deepEqual(sent, []);
});

test("one that left before it was on the device is marked once it is", async () => {
  const [first, put] = [page(store), store.put.bind(store)];
  let written;
  store.put = (entry) => new Promise((resolve) => (written = () => resolve(put(entry))));
  first.outbox.open(true);
  const adding = first.outbox.add("r", draft("one"), Promise.resolve(true));
  await settled();
  assert.equal(first.sent.length, 1);
  written();
  await adding;
  assert.equal(await store.take(first.sent[0]), false);
});

test("one that the device lost is sent from the page that still holds it", async () => {
  const { outbox, sent } = page(store);
  await outbox.add("r", draft("one"));
  mock.timers.tick(60_000);
  store.entries.clear(); // as a browser may that needs room
  outbox.open(true);
  await settled();
  assert.equal(sent.length, 1);
});

test("what the device could not keep is sent, and taken back, all the same", async () => {
  store.put = async () => undefined;
  const { outbox, sent } = page(store);
  outbox.open(true);
  await outbox.add("r", draft("one"));
  outbox.refused(slow(sent[0]));
  mock.timers.tick(120_000);
  await settled();
  assert.equal(sent.length, 2);
  outbox.refused(slow(sent[0]));
  assert.equal((await outbox.recall(sent[0])).draft.text, "one");
});

test("one that is thrown away while the device is read does not come back", async () => {
  const { outbox, sent, states } = page(store);
  outbox.open(true);
  await outbox.add("r", draft("one"));
  outbox.refused(slow(sent[0]));
  mock.timers.tick(1_000);
  await settled();
  outbox.open(false); // so that nothing is looked for before it is sent
  const reading = outbox.load();
  await outbox.recall(sent[0]);
  await reading;
  assert.deepEqual([states(), sent.length], [[], 1]);
});

test("what another page is still asking about is not taken up before that is answered", async () => {
  const first = page(store);
  let may;
  await first.outbox.add("r", draft("one"), new Promise((resolve) => (may = resolve)));
  await first.outbox.add("r", draft("two"));
  const other = page(store);
  other.outbox.open(true);
  await other.outbox.load();
  assert.deepEqual([other.sent, other.states()], [[], []]);
  may(false);
  await settled();
  mock.timers.tick(2_000);
  await settled();
  assert.deepEqual(other.sent, [...store.entries.keys()]);
  assert.equal(other.sent.length, 1);
});
