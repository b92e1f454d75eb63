/** Answers the worker (static/js/worker.js), which asks before it shows a push: have I told this notice, of my room, already? */

const KEPT = 100; // ids

export class Told {
  #place;
  #isSeen;
  /** @type {number[]} */
  #ids = [];

  /** @param {string} place this page's path @param {() => boolean} isSeen whether somebody looks at it */
  constructor(place, isSeen) {
    this.#place = place;
    this.#isSeen = isSeen;
  }

  /** @param {import("./types.js").Frame} notice that came over the socket */
  note({ id, url }) {
    if (url.split(/[?#]/)[0] === this.#place) this.#ids = [...this.#ids, id].slice(-KEPT);
  }

  /** @param {string} tag of a push (peersupport/notices/sending.py): `notice-` and the id, or none where it tells of several */
  has(tag) {
    return this.#isSeen() && this.#ids.some((id) => tag === `notice-${id}`);
  }

  listen() {
    navigator.serviceWorker?.addEventListener("message", ({ data, ports: [port] }) => {
      if (typeof data?.told === "string") port?.postMessage(this.has(data.told));
    });
  }
}
