/** The site as an app on this device: its worker comes with the log-in and goes, with all that it kept, at the log-out. */

const WORKER = "/sw.js";
const PATIENCE = 2_000; // ms that a log-out waits for a browser that does not answer

export async function settleIn() {
  try {
    await navigator.serviceWorker?.register(WORKER);
  } catch {
    // A private window, a browser that forbids it: all works without.
  }
}

/** Nothing is left on a device that others use too. */
export async function moveOut() {
  if (!("serviceWorker" in navigator)) return;
  const left = leave().catch(() => {});
  await Promise.race([left, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
}

async function leave() {
  const worker = await navigator.serviceWorker.getRegistration("/");
  await worker?.unregister();
  for (const name of await caches.keys()) await caches.delete(name);
}
