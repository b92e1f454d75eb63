/** Where unsent messages and drafts lie on this device: IndexedDB, or memory when the browser refuses it. */

/** @typedef {import("./types.js").OutboxEntry} OutboxEntry */
/**
 * @typedef {object} Store
 * @property {(user: number) => Promise<OutboxEntry[]>} all
 * @property {(key: string) => Promise<boolean>} leave
 * @property {(key: string) => Promise<boolean>} take
 * @property {(entry: object) => Promise<unknown>} put nothing: it is not kept
 * @property {(key: string) => Promise<void>} delete
 * @property {(user: number) => Promise<void>} clear
 */

const DATABASE = "peersupport";
const OUTBOX = "outbox";

/** Once a person has logged out, what is left of the page must not write their words down again. */
let forgotten = false;

/** @returns {Promise<IDBDatabase>} */
function database() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(OUTBOX, { keyPath: "key" }).createIndex("user", "user");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
}

/**
 * Does one thing with the outbox and waits until it is written.
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(outbox: IDBObjectStore) => IDBRequest<T>} act
 * @returns {Promise<T>}
 */
async function transact(mode, act) {
  const opened = await database();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = opened.transaction(OUTBOX, mode);
      const request = act(transaction.objectStore(OUTBOX));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  } finally {
    opened.close();
  }
}

/**
 * Looks for one and does something with it, in one transaction, so that of two pages one is first.
 * @param {string} key @param {(outbox: IDBObjectStore, entry: any) => void} act @returns {(outbox: IDBObjectStore) => IDBRequest}
 */
function looking(key, act) {
  return (outbox) => {
    const asked = outbox.get(key);
    asked.onsuccess = () => asked.result && act(outbox, asked.result);
    return asked;
  };
}

/** @implements {Store} */
export class DeviceStore {
  #onChange;
  #keeps = true;

  /** @param {(keeps: boolean) => void} onChange whether what is unsent would outlive this page */
  constructor(onChange) {
    this.#onChange = onChange;
  }

  /** @param {number} user */
  async all(user) {
    return (await this.#rows(user)).filter(({ gone }) => !gone);
  }

  /**
   * Notes that one may be on its way from now on; no: it was taken back. One that is not there was lost, and is to be sent;
   * or another page had its answer, and the server knows its key.
   * @param {string} key
   */
  async leave(key) {
    return !(await this.#found(key, (outbox, entry) => entry.gone || outbox.put({ ...entry, left: true })))?.gone;
  }

  /**
   * Takes one off the device that no page has on its way; else it stays. Without words a mark stays, until the log-out:
   * a page that slept for days must learn of it.
   * @param {string} key @returns {Promise<boolean>} whether it may be taken back
   */
  async take(key) {
    const found = await this.#found(key, (outbox, { user, left }) => left || outbox.put({ key, user, gone: true }));
    return Boolean(found) && !found.left && !found.gone;
  }

  /** @param {string} key @param {(outbox: IDBObjectStore, entry: any) => void} act @returns {Promise<any>} the entry as it was */
  #found(key, act) {
    return this.#attempt("readwrite", looking(key, act), { key });
  }

  /** @param {number} user @returns {Promise<any[]>} marks among them */
  #rows(user) {
    return this.#attempt("readonly", (outbox) => outbox.index("user").getAll(user), []);
  }

  /** @param {object} entry */
  put(entry) {
    if (forgotten) return Promise.resolve();
    return this.#attempt("readwrite", (outbox) => outbox.put(entry), undefined);
  }

  /** One that stays is sent again under its key, which does no harm. @param {string} key */
  async delete(key) {
    await transact("readwrite", looking(key, (outbox, { gone }) => gone || outbox.delete(key))).catch(() => {});
  }

  /** Forgets everything of a person on this device. @param {number} user */
  async clear(user) {
    forgotten = true;
    for (const { key } of await this.#rows(user)) await transact("readwrite", (outbox) => outbox.delete(key)).catch(() => {});
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(`peersupport:${user}:`)) localStorage.removeItem(name);
    }
  }

  /**
   * A message is sent all the same when the device can't keep it: the outbox holds it in memory.
   * @param {IDBTransactionMode} mode @param {(outbox: IDBObjectStore) => IDBRequest} act @param {any} otherwise
   */
  async #attempt(mode, act, otherwise) {
    try {
      const done = await transact(mode, act);
      this.#tell(true);
      return done;
    } catch {
      this.#tell(false);
      return otherwise;
    }
  }

  /** @param {boolean} keeps */
  #tell(keeps) {
    if (keeps && this.#keeps) return;
    this.#keeps = keeps;
    this.#onChange(keeps);
  }
}

/** A small value of this person in localStorage, which may be full or forbidden: then it is not kept, which is told where it matters. */
export class Keepsake {
  #name;
  #onKept;

  /** @param {number} user @param {string} name @param {(kept: boolean) => void} [onKept] whether what was to be kept is */
  constructor(user, name, onKept = () => {}) {
    this.#onKept = onKept;
    this.#name = `peersupport:${user}:${name}`;
  }

  /** @returns {any} null when nothing is kept */
  read() {
    try {
      return JSON.parse(localStorage.getItem(this.#name) ?? "null");
    } catch {
      return null;
    }
  }

  /** @param {any} value null forgets it */
  write(value) {
    if (forgotten) return;
    try {
      if (value === null) localStorage.removeItem(this.#name);
      else localStorage.setItem(this.#name, JSON.stringify(value));
      this.#onKept(true);
    } catch {
      this.#onKept(false); // nothing is lost that the page does not still show
    }
  }
}
