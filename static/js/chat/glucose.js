/**
 * Glucose in the unit of the reader's own meter, beside what was written in the other: "180 mg/dL (10.0 mmol/L)".
 *
 * A number is converted only if its unit was written, a home meter could show it in that unit, and it is surely glucose:
 * ketones, blood fats and salts have the same units. One whose unit could only be guessed is left alone. 38 is a dangerous
 * low in the one and a dangerous high in the other, and a number that we add looks surer than our guess is. What is left
 * out harms nobody.
 */

import { draw, part } from "./dom.js";

const MG_PER_MMOL = 18.016; // g/mol of glucose, by ten
/** What home meters show; beyond, they say LO and HI, and a number is a slip of the unit. @type {Record<string, [number, number]>} */
const SHOWN = { "mmol/L": [1.1, 33.3], "mg/dL": [20, 600] };
const NO_KETONES = 8; // mmol/L: their meters end here, so that a number from here on is glucose where nothing says what it is

const POINT = "[.,'’´·]"; // in 5.6, 5,6 and 5'6
const NUMBER = String.raw`\d{1,3}(?:${POINT}\d{1,2})?`;
const GAP = String.raw`[^\S\n]?`;
const PER = String.raw`${GAP}(?:/|per|por)${GAP}`;
const WRITTEN = new RegExp(
  // Not in a word, a date, a time, a fraction or a longer number.
  String.raw`(?<![\p{L}\d]|\d[.,'’´·:/–−\s-])([+−-]?)(?:(${NUMBER})(${GAP}[-–—]${GAP}| (?:to|a|hasta|and|y) ))?(${NUMBER})${GAP}` +
    String.raw`(?:(mgs?(?:${PER}|${GAP})dl)|mmols?(?:${PER}l(?:it(?:re|er|ro))?)?)(?![\p{L}\d]|/\d|${PER}\p{L})`,
  "giu",
);
const GLUCOSE = word(String.raw`(?:blood )?sugars?|glucos[ea]s?|glucemias?|glicemias?|azucar(?:es)?|bgl?s?|hypos?|hipos?|(?:hyper|hiper|hypo|hipo)gl[uy]c\p{L}*`);
/** What has these units too, in English and Spanish. */
const OTHER = word(
  String.raw`(?:hyper|hiper|hypo|hipo)?(?:keto|ceto|aceton|chol|colest|trigl|potas|kal[ie]|sodi|natr|calci|calce|magnes|phosph|fosf|lipid|lipem|uric|urat|bilir)\p{L}*|` +
    String.raw`(?:beta)?(?:hydroxyb|hidroxib|la[ck]tat|creatin|ferrit|bicarb|hemoglob|haemoglob|albumin)\p{L}*|` +
    "kets?|bh?ohb|bhb|dka|cad|v?ldl|hdl|trigs?|tgs?|lp|apob|urea|bun|anion|iron|hierro|hco3|co2|crp|pcr|k|na",
);
const CHANGE = word(String.raw`(?:drop|fell|fall|rose|ris[ei]|rais|jump|increas|decreas|chang|differen|swing|spik|correct|sensi[tb]|baj[aoe]|sub[ie]|ca[ei]|cambi|diferenc|aument|dismin)\p{L}*|(?:up|down) by|isf|factor`);

/**
 * @typedef {object} Value
 * @property {number} start of what was written, in the text
 * @property {number} end
 * @property {string} unit "mg/dL" or "mmol/L"
 * @property {string[]} numbers as written, one or the two of a range
 * @property {string} sign "+", "-" or ""
 * @property {string} joiner between the two
 */

/** One of these as a whole word, accents or none. @param {string} choices @returns {RegExp} */
function word(choices) {
  return new RegExp(String.raw`(?<!\p{L})(?:${choices})(?!\p{L})`, "iu");
}

/** @param {string} text @returns {string} without its accents */
function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "");
}

/**
 * What is to stand behind which place of the text.
 * @param {string} text @param {string} unit the reader's own, "mg/dL" or "mmol/L" @param {string} language
 * @param {string} [about] all that tells what is measured: the text itself, what stands around it, what it answers
 * @returns {{at: number, words: string}[]}
 */
export function conversions(text, unit, language, about = text) {
  if (!/mmol|mg/i.test(text)) return [];
  const said = folded(about);
  if (OTHER.test(said)) return [];
  const found = [...text.matchAll(WRITTEN)].map((match) => read(match, text)).filter((value) => value !== null);
  const theirs = found.filter((value) => value.unit !== unit && isGlucose(value, said));
  const known = found.filter((value) => value.unit === unit);
  const digits = unit === "mg/dL" ? 0 : 1;
  const format = new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return theirs
    .map((value) => ({ value, converted: value.numbers.map((number) => convert(number, unit)) }))
    .filter(({ value, converted }) => !isSaid(converted, unit, text.slice(value.end), known))
    .map(({ value, converted }) => {
      const shown = converted.map((number) => format.format(number));
      return { at: value.end, words: `${value.sign}${shown.join(value.joiner)} ${unit}` };
    });
}

/** @param {RegExpMatchArray} match @param {string} text @returns {Value | null} null for what is no range */
function read(match, text) {
  const [whole, sign, from, joiner, to, mg] = match;
  const start = match.index ?? 0;
  const value = { start, end: start + whole.length, unit: mg ? "mg/dL" : "mmol/L", numbers: [to], sign, joiner: "" };
  if (!from) return value;
  const [before, word] = [text.slice(0, start), joiner.trim().toLowerCase()];
  if (/(?:type|tipo|day|d[ií]a) $/i.test(before)) return null;
  if ((word === "and" || word === "y") && !/(?:between|entre) $/i.test(before)) return value;
  // "1 to 3 mmol": what one unit of insulin does.
  if (/\p{L}/u.test(word) ? from === "1" : amount(from) >= amount(to)) return null;
  return { ...value, numbers: [from, to], joiner };
}

/** @param {Value} value @param {string} about without accents, and of nothing else than glucose */
function isGlucose({ unit, numbers, sign }, about) {
  const [least, most] = SHOWN[unit];
  const amounts = numbers.map(amount);
  if (amounts.some((number) => number > most || number <= 0)) return false;
  const isNamed = GLUCOSE.test(about);
  if (amounts.some((number) => number < least)) {
    // Less than a meter shows can only be a change, and milligrams have no parts.
    const isSlip = unit === "mg/dL" && numbers.some((number) => /\D/.test(number));
    return isNamed && !isSlip && (Boolean(sign) || CHANGE.test(about));
  }
  return isNamed || unit === "mg/dL" || amounts.every((number) => number >= NO_KETONES);
}

/** Whether its writer has said so already. @param {number[]} converted @param {string} unit @param {string} after @param {Value[]} known */
function isSaid(converted, unit, after, known) {
  const near = (/** @type {number} */ one, /** @type {number} */ other) => Math.abs(one - other) <= (unit === "mg/dL" ? 9 : 0.5);
  const isSame = (/** @type {string[]} */ numbers) => numbers.length === converted.length && numbers.every((number, at) => near(amount(number), converted[at]));
  if (known.some(({ numbers }) => isSame(numbers))) return true;
  const bare = after.match(new RegExp(`^\\s?[(\\[=≈/,~]\\s?[=≈~]?\\s?(${NUMBER})(?![\\d:])`))?.[1];
  return Boolean(bare && isSame([bare]));
}

/** @param {string} number @param {string} unit to come to */
function convert(number, unit) {
  return unit === "mg/dL" ? amount(number) * MG_PER_MMOL : amount(number) / MG_PER_MMOL;
}

/** @param {string} number */
function amount(number) {
  return Number(number.replace(/\D/, "."));
}

/** Adds them to the body of a message. @param {HTMLElement} body @param {string} unit @param {string} language @param {string} answered what it answers, if anything */
export function addConversions(body, unit, language, answered) {
  const about = `${answered}\n${body.textContent}`;
  for (const paragraph of body.children) {
    const nodes = textNodes(paragraph);
    const text = nodes.map(said).join("");
    for (const { at, words } of conversions(text, unit, language, about).reverse()) {
      let [index, rest] = [0, at];
      while (rest > said(nodes[index]).length) rest -= said(nodes[index++]).length;
      const mark = draw("converted");
      part(mark, "converted").textContent = words;
      /** @type {Text} */ (nodes[index]).splitText(rest).before(mark);
    }
  }
}

/** Texts and line ends, in order. @param {Element} paragraph @returns {Node[]} */
function textNodes(paragraph) {
  return [...paragraph.childNodes].flatMap((node) => (node.nodeName === "#text" || node.nodeName === "BR" ? [node] : textNodes(/** @type {Element} */ (node))));
}

/** What is in an address or a name is no reading. @param {Node} node @returns {string} */
function said(node) {
  if (node.nodeName === "BR") return "\n";
  const text = node.textContent ?? "";
  return node.parentElement?.closest("a, .mention") ? "x".repeat(text.length) : text;
}
