/** Which numbers are shown in the reader's unit too, and as what. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { conversions } from "../../static/js/chat/glucose.js";

const MG = "mg/dL";
const MMOL = "mmol/L";

/** @param {string} text @param {string} unit @param {string} [language] @param {string} [about] @returns {string} the text as it is shown */
function shown(text, unit, language = "en", about = "") {
  const found = conversions(text, unit, language, `${about}\n${text}`).reverse();
  return found.reduce((said, { at, words }) => `${said.slice(0, at)} [${words}]${said.slice(at)}`, text);
}

/** @param {Record<string, string>} forms what follows the value @param {string} unit @param {string} [language] */
function convert(forms, unit, language) {
  for (const [text, words] of Object.entries(forms)) {
    assert.deepEqual(conversions(text, unit, language ?? "en").map((one) => one.words), [words], text);
  }
}

/** @param {string[]} texts */
function leave(texts) {
  for (const unit of [MG, MMOL]) for (const text of texts) assert.equal(shown(text, unit), text, `${text} for ${unit}`);
}

test("what was written in mg/dL is shown in mmol/L, with one decimal", () => {
  const forms = ["180mg/dl", "180 mg/dL", "BG 180 mg/dL", "BG: 180 mg / dl", "bg=180 MG/DL!", "180 mgdl", "180 mg dl", "180 mg per dl", "(180 mg/dl)"];
  convert(Object.fromEntries(forms.map((form) => [form, "10.0 mmol/L"])), MMOL);
  convert({ "54 mg/dl": "3.0 mmol/L", "70 mg/dl": "3.9 mmol/L", "300 mg/dl": "16.7 mmol/L", "95.5 mg/dL": "5.3 mmol/L" }, MMOL);
});

test("what was written in mmol/L is shown in mg/dL, whole", () => {
  convert({ "10 mmol": "180 mg/dL", "sugar 5.6 mmol/L": "101 mg/dL", "sugar 5'6 mmol/L": "101 mg/dL", "10’2 mmol/L": "184 mg/dL", "10mmols": "180 mg/dL", "8.8 mmol per litre": "159 mg/dL", "16,7 mmol / l.": "301 mg/dL" }, MG);
  convert({ "my sugar is 2.4 mmol": "43 mg/dL", "hypo again, 2,9 mmol/l": "52 mg/dL", "BG so low: 3.1 mmol/L": "56 mg/dL", "Tuve una hipoglucemia: 2.9 mmol/L": "52 mg/dL" }, MG);
});

test("numbers are written as the reader's language writes them", () => {
  convert({ "tenía 180 mg/dl": "10,0 mmol/L", "bajé de 180 a 95 mg/dl": "10,0 a 5,3 mmol/L" }, MMOL, "es");
  convert({ "glucosa 5,6 mmol/L": "101 mg/dL" }, MG, "es");
});

test("the writer's own text stands as it was, with the conversion behind it", () => {
  assert.equal(shown("I was 180 mg/dL, then 95 mg/dL.", MMOL), "I was 180 mg/dL [10.0 mmol/L], then 95 mg/dL [5.3 mmol/L].");
  assert.equal(shown("I was 180 mg/dL", MG), "I was 180 mg/dL");
});

test("both ends of a range are converted", () => {
  convert({
    "aim for a sugar of 4-7 mmol/L": "72-126 mg/dL",
    "BG 4 – 7,8 mmol/l": "72 – 141 mg/dL",
    "glucose between 4 and 7 mmol/L": "72 and 126 mg/dL",
    "azúcar entre 4 y 7 mmol/L": "72 y 126 mg/dL",
    "sugar from 10 to 4.5 mmol/L": "180 to 81 mg/dL",
  }, MG);
  convert({ "70-180 mg/dl": "3.9-10.0 mmol/L" }, MMOL);
  convert({ "at breakfast and 9 mmol/L": "162 mg/dL", "woke at 6 and 9 mmol/L": "162 mg/dL" }, MG);
});

test("changes count too, however small", () => {
  convert({ "my sugar dropped by 2 mmol": "36 mg/dL", "el azúcar me bajó 0,8 mmol/L": "14 mg/dL", "BG +0.8 mmol/L overnight": "+14 mg/dL", "sugar went -3 mmol/L": "-54 mg/dL" }, MG);
  convert({ "my BG fell 15 mg/dL in five minutes": "0.8 mmol/L" }, MMOL);
});

test("a number without its unit, or with one that cannot be meant, is left alone", () => {
  leave(["I was 180", "sugar 38", "5.6 this morning", "my sugar is 120 mmol", "my sugar is 5.6 mg/dL", "glucose 900 mg/dl", "40 mmol/L", "0 mmol", "1,200 mg/dL"]);
});

test("doses, dates, times, telephones and other things are no glucose", () => {
  leave([
    "take 10 units", "metformin 500 mg", "I take 1000mg twice", "10 u lantus", "2 mg of glucagon", "on 2026-03-12", "12/5", "at 10:30", "+34 600 123 456",
    "555-180 mg/dl", "12/10 mmol", "v1.10.2 mmol", "A1c 48 mmol/mol", "48 mmol / mol", "10 mmol/24h", "1 200 mg/dL", "180 mg/dlx", "2 mmol/L/h", "1 to 3 mmol", "ratio 1:10 mmol", "type 1 - 7 mmol/L", "300 ml",
  ]);
});

test("ketones, blood fats and salts have these units too, and where they are spoken of nothing is converted", () => {
  leave([
    "ketones 1.5 mmol/L", "my ketones are up at 4.2 mmol", "10 mmol/L. Ketones? none", "My ketone meter says 3.2 mmol/L", "Tengo cuerpos cetónicos en 4,5 mmol/L",
    "acetona 9,5 mmol/L", "in ketosis at 9 mmol/L", "cetoacidosis con 9 mmol/L", "sugar 18.2 mmol/L, ketones 3.4 mmol/L", "LDL 130 mg/dL", "VLDL 30 mg/dl", "total chol 200 mg/dL",
    "hypercholesterolemia, 240 mg/dl", "colesterol 210 mg/dl", "TG 150 mg/dL", "potassium was 4.5 mmol/L", "hypokalemia 3.1 mmol/L", "hipopotasemia 3,1 mmol/L", "K 5.8 mmol/L", "anion gap 20 mmol/L",
  ]);
  assert.equal(shown("mine was 200 mg/dL", MMOL, "en", "how is your cholesterol?"), "mine was 200 mg/dL");
  assert.equal(shown("9.1 mmol/L", MG, "en", "and your ketones?"), "9.1 mmol/L");
});

test("a small number is converted only where glucose is named: what is not named may be ketones", () => {
  leave(["1.5 mmol/L", "5.1 mmol/L", "Woke up, 1.5 mmol/L", "On low carb: 1.8 mmol/L", "aim for 4-7 mmol/L", "7 to 9 mmol/L on the meter"]);
  assert.equal(shown("5.1 mmol/L", MG, "en", "what was your sugar?"), "5.1 mmol/L [92 mg/dL]");
  assert.equal(shown("8.0 mmol/L", MG), "8.0 mmol/L [144 mg/dL]");
});

test("what its writer has converted is not converted again", () => {
  leave(["180 mg/dL (10.0 mmol/L)", "10 mmol/L (180 mg/dL)", "10 mmol/l = 180", "180 mg/dl / 10 mmol/l", "180 mg/dL (10)", "4-7 mmol/L (70-126 mg/dL)", "10 mmol/L, that is 180 mg/dl"]);
  assert.equal(shown("180 mg/dL (8 mmol/L)", MMOL), "180 mg/dL [10.0 mmol/L] (8 mmol/L)");
});

test("a long text of numbers takes no time", () => {
  const text = "1 - 2 - 3,4 to 5 and 6 mmo ".repeat(150);
  const begun = performance.now();
  assert.deepEqual(conversions(text, MG, "en"), []);
  assert.ok(performance.now() - begun < 500);
});
