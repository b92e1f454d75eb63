/** The server's time: the clock of a device may be hours or days off, and nothing of ours is told by it. */

/** ms by which the server is ahead of this device */
let ahead = 0;

/** @returns {number} ms since 1970, as the server counts them */
export const now = () => Date.now() + ahead;

/** @param {string | undefined} at ISO 8601: what the server's clock said @param {number} [late] ms ago */
export function heard(at, late = 0) {
  const time = Date.parse(at ?? "");
  if (!Number.isNaN(time)) ahead = time + late - Date.now();
}

// A page that the browser kept tells the time at which it was made.
const navigation = /** @type {PerformanceNavigationTiming | undefined} */ (globalThis.performance?.getEntriesByType?.("navigation")[0]);
if (navigation?.type !== "back_forward") heard(globalThis.document?.querySelector("meta[name=server-time]")?.getAttribute("content") ?? undefined);
