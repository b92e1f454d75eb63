/**
 * Opens the room's socket while the page's other scripts are still on their way: on a phone's line that is half a second
 * which need not come after them. Run from the head of the page; `Connection` goes on with what was begun here.
 */

import { connect } from "./line.js";

/** @typedef {{socket: WebSocket, said: MessageEvent[]}} Early said: what came before anybody listened */

/** @type {Early} */
export const early = { socket: connect("/ws/"), said: [] };
early.socket.onmessage = (event) => early.said.push(event);
