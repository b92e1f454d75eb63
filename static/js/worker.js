/**
 * The service worker: shows a page of our own when there is no network, and notices that come while the site is not open.
 * It keeps that page and the static files it is drawn with, and nothing else: no page and no answer that could hold
 * words of a person. Served at /sw.js (peersupport/shell.py).
 */

/** @type {{version: string, offline: string, files: string[], icon: string, badge: string}} told by the lines before these */
const { version, offline, files, icon, badge } = self.SHELL;
const OURS = "peersupport-";
const CACHE = OURS + version;
const ANSWER_WITHIN = 500; // ms that a page has to say that it told something

/** Asked for as nobody, and past what the browser keeps. */
async function keep() {
  const cache = await caches.open(CACHE);
  await cache.addAll([offline, ...files].map((url) => new Request(url, { credentials: "omit", cache: "reload" })));
  await self.skipWaiting(); // it answers for pages that are open as the one before did
}

async function takeOver() {
  for (const name of await caches.keys()) if (name.startsWith(OURS) && name !== CACHE) await caches.delete(name);
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

/** @param {string} url */
const kept = async (url) => (await caches.match(url, { ignoreVary: true })) ?? Response.error();

/** A page comes from the network or not at all. @param {FetchEvent} event */
async function page(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return kept(offline);
  }
}

/** @param {FetchEvent} event */
function answer(event) {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (files.includes(pathname)) event.respondWith(fetch(request).catch(() => kept(pathname)));
}

/**
 * Whether a page that is looked at has told it: a room of which it tells, that hears of it. The page itself is asked, for
 * the push names no room; one that is frozen gives no answer.
 * @param {string} tag @returns {Promise<boolean>}
 */
async function wasTold(tag) {
  const windows = await self.clients.matchAll({ type: "window" });
  const looked = windows.filter(({ focused, visibilityState }) => focused && visibilityState === "visible");
  return (await Promise.all(looked.map((one) => asked(one, tag)))).includes(true);
}

/** @param {WindowClient} page @param {string} tag @returns {Promise<boolean>} */
function asked(page, tag) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data === true);
    page.postMessage({ told: tag }, [port2]);
    setTimeout(() => resolve(false), ANSWER_WITHIN);
  });
}

/**
 * What a page has told comes without a sound and goes at once: a push of which nothing is shown costs the subscription
 * in some browsers.
 * @param {PushEvent} event its words are made by peersupport/notices/sending.py
 */
async function tell(event) {
  const { title, body, lang, tag, url } = event.data.json();
  const silent = await wasTold(tag);
  await self.registration.showNotification(title, { body, lang, tag, icon, badge, silent, data: { url } });
  if (silent) for (const one of await self.registration.getNotifications({ tag })) one.close();
}

/** @param {NotificationEvent} event */
async function lead(event) {
  event.notification.close();
  const url = new URL(event.notification.data.url, self.location.origin).href;
  const windows = await self.clients.matchAll({ type: "window" });
  const there = windows.find((one) => one.url === url);
  await (there ? there.focus() : self.clients.openWindow(url));
}

self.addEventListener("push", (event) => event.waitUntil(tell(event)));
self.addEventListener("notificationclick", (event) => event.waitUntil(lead(event)));
self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", answer);
