import assert from "node:assert/strict";
import { test } from "node:test";

import { regional } from "../../static/js/language.js";

test("days are told as they are where the reader is, in the page's language", () => {
  assert.equal(regional("en", ["es-MX", "en-GB", "en-US"]), "en-GB");
  assert.equal(regional("es", ["en-GB", "es-MX"]), "es-MX");
  const day = new Intl.DateTimeFormat(regional("en", ["en-GB"]), { dateStyle: "short", timeZone: "UTC" });
  assert.equal(day.format(new Date("2026-11-23T12:00:00Z")), "23/11/2026");
});

test("a browser that names no place of that language leaves the page's", () => {
  assert.equal(regional("en", ["de-AT", "en"]), "en");
  assert.equal(regional("es", []), "es");
});
