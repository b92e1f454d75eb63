/** What static/js/chat/store.js keeps on the device, kept in memory. */
export class MemoryStore {
  entries = new Map();
  async all(user) {
    return [...this.entries.values()].filter((entry) => entry.user === user);
  }
  async leave(key) {
    const entry = this.entries.get(key);
    if (entry) entry.left = true;
    return Boolean(entry);
  }
  async take(key) {
    return this.entries.get(key)?.left !== true && this.entries.delete(key);
  }
  async put(entry) {
    this.entries.set(entry.key, structuredClone(entry));
    return entry.key;
  }
  async delete(key) {
    this.entries.delete(key);
  }
}
