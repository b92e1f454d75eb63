/** Hears over the socket that the queue changed; while it cannot, has the page look by itself. */

import { Asking } from "./chat/asking.js";
import { Connection } from "./chat/socket.js";

const POLL = 5_000; // ms between looks while there is no socket

/**
 * @param {string} url of the socket
 * @param {object} parts
 * @param {(revision?: number) => void} parts.onChange the queue's revision; none when the page should look for itself
 * @param {(live: boolean) => void} [parts.onLive] whether changes come by themselves
 */
export function watchQueue(url, { onChange, onLive = () => {} }) {
  /** Looks every few seconds from the first moment without the feed: a case must not wait for the network. */
  const polling = {
    timer: 0,
    start() {
      this.timer ||= setInterval(() => onChange(), POLL);
    },
    stop() {
      clearInterval(this.timer);
      this.timer = 0;
    },
  };
  const connection = new Connection(url, {
    polling,
    onFrame(frame) {
      if (frame.type === "hello") watching.ask();
      if (frame.type === "error") unheard(frame);
      if (frame.type !== "feed") return;
      watching.answered();
      hears(true);
      onChange(frame.revision);
    },
    onState(state) {
      if (state === "loggedout") return location.reload();
      watching.stop();
      hears(false);
    },
  });
  const watching = new Asking(() => connection.send({ type: "watch", feed: "queue" }), () => hears(false));

  /** @param {boolean} feed whether changes come by themselves; a socket without them is not enough */
  function hears(feed) {
    onLive(feed);
    if (feed) polling.stop();
    else polling.start();
  }

  /** @param {{code: string, retry_after?: number}} error about the feed, the one thing asked for here */
  function unheard({ code, retry_after: seconds }) {
    if (code === "no_feed") watching.stop();
    else watching.putOff(seconds);
    hears(false);
  }

  addEventListener("online", () => connection.hurry());
  document.addEventListener("visibilitychange", () => document.hidden || connection.hurry());
  polling.start();
  connection.open();
}
