/** What static/js/chat/store.js keeps on the device, kept in memory. */
export class MemoryStore {
  entries = new Map();
  async all(user) {
    return [...this.entries.values()].filter((entry) => entry.user === user && !entry.gone);
  }
  async leave(key) {
    const entry = this.entries.get(key);
    if (entry && !entry.gone) entry.left = true;
    return !entry?.gone;
  }
  async take(key) {
    const entry = this.entries.get(key);
    if (!entry || entry.left || entry.gone) return false;
    this.entries.set(key, { key, user: entry.user, gone: true });
    return true;
  }
  async put(entry) {
    this.entries.set(entry.key, structuredClone(entry));
    return entry.key;
  }
  async delete(key) {
    if (!this.entries.get(key)?.gone) this.entries.delete(key);
  }
}
