/** What the device keeps of unsent messages, and what is told when it can't. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { DeviceStore } from "../../static/js/chat/store.js";

/** A database of these rows that does what it is asked to, or that fails. @param {{works: boolean}} how */
function database(how, rows = new Map()) {
  const outbox = {
    get: (key) => answered(rows.get(key)),
    put: (row) => answered(rows.set(row.key, row) && row.key),
    delete: (key) => answered(void rows.delete(key)),
    index: () => ({ getAll: (user) => answered([...rows.values()].filter((row) => row.user === user)) }),
  };
  const transaction = () => {
    const made = { objectStore: () => outbox };
    setImmediate(() => setImmediate(() => (how.works ? made.oncomplete() : made.onabort())));
    return made;
  };
  return {
    open() {
      const request = { result: { transaction, close() {} } };
      setImmediate(() => request.onsuccess());
      return request;
    },
  };
}

function answered(result) {
  const request = { result };
  setImmediate(() => request.onsuccess?.());
  return request;
}

test("that the device keeps nothing is told, and that it does again; what it can't forget is no trouble", async () => {
  const [how, told] = [{ works: true }, []];
  globalThis.indexedDB = database(how);
  const store = new DeviceStore((keeps) => told.push(keeps));
  await store.put({ key: "a" });
  how.works = false;
  await store.put({ key: "b" });
  await store.delete("b");
  how.works = true;
  await store.put({ key: "c" });
  await store.put({ key: "d" });
  assert.deepEqual(told, [false, true]);
});

test("what was taken back leaves a mark without words, which outlives all but the log-out: it neither leaves nor is taken again", async () => {
  const rows = new Map();
  globalThis.indexedDB = database({ works: true }, rows);
  globalThis.localStorage = {};
  const store = new DeviceStore(() => {});
  await store.put({ key: "a", user: 1, draft: { text: "one" } });
  assert.equal(await store.take("a"), true);
  await store.delete("a");
  assert.deepEqual([...rows.values()], [{ key: "a", user: 1, gone: true }]);
  assert.deepEqual([await store.all(1), await store.leave("a"), await store.take("a")], [[], false, false]);
  assert.equal(rows.get("a").left, undefined);
  await store.clear(1);
  assert.equal(rows.size, 0);
});

test("what may be on its way is not taken back", async () => {
  const rows = new Map();
  globalThis.indexedDB = database({ works: true }, rows);
  const store = new DeviceStore(() => {});
  rows.set("a", { key: "a", user: 1 });
  assert.deepEqual([await store.leave("a"), await store.take("a")], [true, false]);
  await store.delete("a");
  assert.equal(rows.size, 0);
});

test("what the device lost leaves, and is not taken back; where nobody can tell, it does either", async () => {
  const how = { works: true };
  globalThis.indexedDB = database(how);
  const store = new DeviceStore(() => {});
  assert.deepEqual([await store.leave("a"), await store.take("a")], [true, false]);
  how.works = false;
  assert.deepEqual([await store.leave("a"), await store.take("a")], [true, true]);
});
