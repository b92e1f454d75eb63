/**
 * What stands between a phone and the server, in small: a proxy with TLS and HTTP/2, as of a deployment, and before it a
 * line. node bench/front.mjs KEY CERTIFICATE SERVER-PORT FAST-PORT SLOW-PORT
 *
 * The slow port is the line: every round trip takes RTT, also those that open a connection, and all connections share
 * its bandwidth; each begins slowly, with ten packets, as TCP does. Nothing is lost on it. The fast port has no line.
 */

import { readFileSync } from "node:fs";
import http from "node:http";
import http2 from "node:http2";
import net from "node:net";

// Lighthouse's "slow 4G", as it is simulated there (core/config/constants.js: rttMs, throughputKbps, 750 Kbps up).
const RTT = 150; // ms
const DOWN = (1.6 * 1024 * 1000) / 8 / 1000; // bytes a ms
const UP = (750 * 1000) / 8 / 1000;
const PACKET = 1460; // bytes
const FIRST = 10 * PACKET; // in flight when a connection begins
const RECORD = 1208; // bytes of a TLS record
const BUFFER = 64_000; // bytes that wait for the line before the sender is held back

const [key, cert, server, fast, slow] = process.argv.slice(2);
const NOT_PASSED = new Set(["connection", "keep-alive", "transfer-encoding", "upgrade", "http2-settings"]);
const agent = new http.Agent({ keepAlive: true });

/** @param {import("node:http").IncomingHttpHeaders} headers */
function passed(headers) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(":") && !NOT_PASSED.has(name)));
}

/** @param {import("node:http2").Http2ServerRequest} request @param {import("node:http2").Http2ServerResponse} response */
function pass(request, response) {
  const host = request.headers[":authority"] ?? request.headers.host;
  const headers = { ...passed(request.headers), host, "x-forwarded-proto": "https", "x-forwarded-for": "127.0.0.1" };
  const asked = http.request({ port: server, method: request.method, path: request.url, headers, agent }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, passed(answer.headers));
    answer.pipe(response);
  });
  asked.on("error", () => response.stream?.close?.());
  request.pipe(asked);
}

/** A WebSocket, which comes over HTTP/1.1. */
function passSocket(request, socket, head) {
  const lines = Object.entries({ ...request.headers, "x-forwarded-proto": "https" }).map(([name, value]) => `${name}: ${value}`);
  const up = net.connect(server, "127.0.0.1", () => {
    up.write(`GET ${request.url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
    up.write(head);
    up.pipe(socket).pipe(up);
  });
  for (const [one, other] of [[up, socket], [socket, up]]) one.on("error", () => other.destroy());
}

/** One direction of the line, for all connections: what it is busy with, and until when. */
class Lane {
  #free = 0;

  /** @param {number} rate bytes a ms */
  constructor(rate) {
    this.rate = rate;
  }

  /** @param {number} bytes @returns {number} when they are at the other end */
  take(bytes) {
    this.#free = Math.max(this.#free, performance.now()) + bytes / this.rate;
    return this.#free + RTT / 2;
  }
}

/** Carries what one end of a connection says to the other. */
class Carrier {
  /** @type {Buffer[]} */
  #waiting = [];
  /** On the line: what, and when it is there. Timers alone would not keep the order. @type {{packet: Buffer, at: number}[]} */
  #under = [];
  #bytes = 0;
  #flying = 0;
  #window = FIRST;
  #ended = false;

  /** @param {net.Socket} from @param {net.Socket} to @param {Lane} lane @param {number} opened when it may begin */
  constructor(from, to, lane, opened) {
    Object.assign(this, { from, to, lane, opened });
    from.on("data", (data) => {
      for (let at = 0; at < data.length; at += PACKET) this.#waiting.push(data.subarray(at, at + PACKET));
      this.#bytes += data.length;
      if (this.#bytes > BUFFER) from.pause();
      this.#pump();
    });
    from.on("end", () => ((this.#ended = true), this.#pump()));
    from.on("error", () => to.destroy());
    from.on("close", () => this.#ended || to.destroy());
  }

  #pump() {
    const early = this.opened - performance.now();
    if (early > 0) return void setTimeout(() => this.#pump(), early);
    while (this.#waiting.length && this.#flying < this.#window) {
      const packet = this.#waiting.shift();
      this.#bytes -= packet.length;
      this.#flying += packet.length;
      const at = this.lane.take(packet.length);
      this.#under.push({ packet, at });
      setTimeout(() => this.#arrive(), Math.ceil(at - performance.now()));
    }
    if (this.#bytes <= BUFFER) this.from.resume();
    if (this.#ended && !this.#waiting.length && !this.#flying) this.to.end();
  }

  #arrive() {
    const now = performance.now();
    let bytes = 0;
    while (this.#under.length && this.#under[0].at <= now) {
      const { packet } = this.#under.shift();
      bytes += packet.length;
      this.to.write(packet);
    }
    if (bytes) setTimeout(() => this.#heard(bytes), RTT / 2);
    else if (this.#under.length) setTimeout(() => this.#arrive(), 1);
  }

  /** Twice as much may fly after each round trip. @param {number} bytes */
  #heard(bytes) {
    this.#flying -= bytes;
    this.#window += bytes;
    this.#pump();
  }
}

const front = http2.createSecureServer({ key: readFileSync(key), cert: readFileSync(cert), allowHTTP1: true }, pass);
front.on("upgrade", passSocket);
// As Caddy, the deployment's proxy, does it for the first 128 KB (Go's crypto/tls/conn.go, tcpMSSEstimate): a record is
// read when all of it is there, and Node's of 16 KB would need a round trip more than ten packets.
front.on("secureConnection", (socket) => socket.setMaxSendFragment(RECORD));
front.listen(fast, "127.0.0.1");

const [down, up] = [new Lane(DOWN), new Lane(UP)];
net
  .createServer((phone) => {
    const behind = net.connect(fast, "127.0.0.1");
    for (const end of [phone, behind]) end.setNoDelay();
    const opened = performance.now() + RTT; // SYN and its answer
    new Carrier(phone, behind, up, opened);
    new Carrier(behind, phone, down, opened);
  })
  .listen(slow, "127.0.0.1");
