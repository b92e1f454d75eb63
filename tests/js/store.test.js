/** What the device keeps of unsent messages, and what is told when it can't. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { DeviceStore } from "../../static/js/chat/store.js";

/** A database that does what it is asked to, or that fails. @param {{works: boolean}} how */
function database(how) {
  const transaction = () => {
    const made = { objectStore: () => ({ get: () => ({}), put: () => ({}), delete: () => ({}) }) };
    setImmediate(() => (how.works ? made.oncomplete() : made.onabort()));
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

test("one that is not kept any more neither leaves nor is taken back; where nobody can tell, it does", async () => {
  const how = { works: true };
  globalThis.indexedDB = database(how);
  const store = new DeviceStore(() => {});
  assert.deepEqual([await store.leave("a"), await store.take("a")], [false, false]);
  how.works = false;
  assert.deepEqual([await store.leave("a"), await store.take("a")], [true, true]);
});
