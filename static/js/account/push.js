/** Turns notices on and off for this device, and says in words where it can't. */

const section = /** @type {HTMLElement} */ (document.getElementById("devices"));
const button = /** @type {HTMLButtonElement} */ (section.querySelector("[data-state=button] button"));
const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

/** One state of this device at a time; the button where it can help. @param {string} state */
function show(state) {
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (section.querySelectorAll("[data-state]"))) {
    const { state: name } = part.dataset;
    part.hidden = name === "button" ? !["off", "failed"].includes(state) : name !== state;
  }
}

/** @param {string} endpoint @returns {Promise<string>} as Device.mark (peersupport/notices/models/device.py) */
async function mark(endpoint) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} text base64url */
function bytes(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}

async function lookAround() {
  if (!able) return show("unsupported");
  const worker = await navigator.serviceWorker.ready;
  const subscription = await worker.pushManager.getSubscription();
  const row = subscription && section.querySelector(`[data-device="${await mark(subscription.endpoint)}"]`);
  if (!row) return show(Notification.permission === "denied" ? "denied" : "off");
  /** @type {HTMLElement} */ (row.querySelector("[data-this]")).hidden = false;
  row.querySelector("form")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    await subscription.unsubscribe().catch(() => {});
    /** @type {HTMLFormElement} */ (event.target).submit();
  });
  show("on");
}

async function turnOn() {
  if ((await Notification.requestPermission()) !== "granted") return show("denied");
  const worker = await navigator.serviceWorker.ready;
  const options = { userVisibleOnly: true, applicationServerKey: bytes(section.dataset.key ?? "") };
  // One that was made under another key of the site, or for who was here before, is no use any more.
  await (await worker.pushManager.getSubscription())?.unsubscribe();
  const subscription = await worker.pushManager.subscribe(options);
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.getAttribute("value") ?? "";
  const headers = { "X-CSRFToken": token, "Content-Type": "application/json" };
  const answer = await fetch(section.dataset.url ?? "", { method: "POST", headers, body: JSON.stringify(subscription) });
  if (answer.status !== 201) throw new Error(String(answer.status));
  location.reload();
}

button.addEventListener("click", async () => {
  button.disabled = true;
  await turnOn().catch(() => show("failed"));
  button.disabled = false;
});
lookAround();
