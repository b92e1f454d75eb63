/**
 * Opens the room's socket while the page's other scripts are still on their way: on a phone's line that is half a second
 * which need not come after them. Run from the head of the page; `Connection` goes on with what was begun here.
 */

import { connect, SOCKET } from "./line.js";

/**
 * @typedef {{socket: WebSocket, said: MessageEvent[], code?: number}} Early what came before anybody listened, and with which
 *   code it was closed, if it was
 */

/** @type {Early} */
export const early = { socket: connect(SOCKET), said: [] };
early.socket.onmessage = (event) => early.said.push(event);
early.socket.onclose = ({ code }) => (early.code = code);
