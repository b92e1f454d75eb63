/** What may be done with a message of mine, and the words that it was made of. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { excerpt, frameOf, isEditable, source } from "../../static/js/chat/own.js";

const AMARA = 1;
const NOW = Date.parse("2026-03-01T18:15:00Z");
const LIMITS = { edit: 15 * 60_000 };
const message = (rest = {}) => ({ id: 7, state: "published", at: "2026-03-01T18:00:00Z", author: { id: AMARA }, correction: null, ...rest });
const editable = (entry) => isEditable(entry, AMARA, LIMITS, NOW);

test("mine can be changed for as long as the server takes changes", () => {
  assert.equal(editable({ message: message() }), true);
  assert.equal(editable({ message: message({ at: "2026-03-01T17:59:59Z" }) }), false);
});

test("not another's, not a tombstone, not one that a clinician answered, not while a change is on its way or waits", () => {
  for (const rest of [{ author: { id: 2 } }, { state: "withdrawn" }, { correction: { by: "Dr Diaz" } }]) {
    assert.equal(editable({ message: message(rest) }), false);
  }
  assert.equal(editable({ message: message(), acting: { act: "edit" } }), false);
  assert.equal(editable({ message: message(), own: { change: { state: "waiting" } } }), false);
  assert.equal(editable({ message: message(), own: { change: { state: "refused" } } }), true);
  assert.equal(editable({ own: { state: "held" } }), false);
});

test("each kind of entry has its frame", () => {
  const entry = { key: "k", room: "r", draft: { text: "hi", feeling: null, reply_to: { id: 3 }, resource: null } };
  assert.deepEqual(frameOf(entry), { type: "post", room: "r", key: "k", text: "hi", feeling: null, reply_to: 3, resource: null, nudge: null });
  assert.deepEqual(frameOf({ ...entry, act: "edit", id: 7 }), { type: "edit", room: "r", id: 7, key: "k", text: "hi", nudge: null });
  assert.deepEqual(frameOf({ ...entry, act: "withdraw", id: 7 }), { type: "withdraw", room: "r", id: 7, key: "k" });
});

const link = (href, textContent) => {
  const childNodes = [{ nodeName: "#text", textContent }, added("(opens in a new tab)")];
  return { nodeName: "A", textContent, childNodes, getAttribute: () => href, matches: () => false };
};
const added = (textContent) => ({ nodeName: "SPAN", textContent, matches: () => true });

test("the words are as they were typed: paragraphs, lines, emphasis and addresses, and nothing that was added", () => {
  const node = (nodeName, textContent = "") => ({ nodeName, textContent });
  const paragraph = (...childNodes) => ({ childNodes });
  const body = {
    children: [
      paragraph(node("#text", "I "), node("STRONG", "always"), node("BR"), node("EM", "walk"), node("#text", ".")),
      paragraph(link("https://example.org", "https://example.org")),
      paragraph(node("#text", "180 mg/dL"), added(" (10.0 mmol/L)"), { nodeName: "EM", childNodes: [node("#text", " and 90 mg/dL"), added(" (5.0 mmol/L)")] }),
    ],
  };
  assert.equal(source(body), "I *always*\n_walk_.\n\nhttps://example.org\n\n180 mg/dL_ and 90 mg/dL_");
});

test("an address that is shown in short comes back whole, and one without a scheme without it", () => {
  const long = "https://example.org/a/path/that/goes/on/and/on?and=has&many=parts#too";
  const body = {
    children: [
      { childNodes: [link(long, `${long.slice(0, 50)}…`)] },
      { childNodes: [link("http://www.example.org/path", "www.example.org/…"), link("http://WWW.example.org", "WWW.example.org")] },
      { childNodes: [link("http://www.example.org", "http://www.example.org"), link("http://münchen.example/weg?q=1", "http://xn--mnchen-3ya.example/weg")] },
      { childNodes: [{ nodeName: "STRONG", childNodes: [{ nodeName: "#text", textContent: "at " }, link(long, "https://example.org/a/…")] }] },
    ],
  };
  const typed = [long, "www.example.org/pathWWW.example.org", "http://www.example.orghttp://münchen.example/weg?q=1", `*at ${long}*`];
  assert.equal(source(body), typed.join("\n\n"));
});

test("a quote is of the message's own words, on one line, and says when there is more", () => {
  const body = (...nodes) => ({ children: [{ childNodes: nodes }, { childNodes: [{ nodeName: "#text", textContent: "Bye" }] }] });
  assert.equal(excerpt(body({ nodeName: "#text", textContent: "See " }, link("https://example.org", "https://example.org"))), "See https://example.org Bye");
  const long = excerpt(body({ nodeName: "#text", textContent: "🍲".repeat(200) }));
  assert.equal(long, `${"🍲".repeat(139)}…`);
});
