/** How a socket to the server is opened (docs/protocol.md). */

export const SOCKET = "/ws/";
const PROTOCOL = "peersupport.v1";

/** @param {string} path on this page's host @returns {WebSocket} */
export function connect(path) {
  const url = new URL(path, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  return new WebSocket(url, PROTOCOL);
}
