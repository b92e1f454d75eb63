/**
 * Glucose in the unit of the reader's own meter, beside what was written in the other: "180 mg/dL (10.0 mmol/L)".
 *
 * A number is converted only if its unit was written, a home meter could show it in that unit, and nothing tells that it
 * is no glucose: ketones and blood fats have the same units. One whose unit could only be guessed is left alone. 38 is a
 * dangerous low in the one and a dangerous high in the other, and a number that we add looks surer than our guess is.
 */

import { draw, part } from "./dom.js";

const MG_PER_MMOL = 18.016; // g/mol of glucose, by ten
/** What home meters show; beyond, they say LO and HI, and a number is a slip of the unit. @type {Record<string, [number, number]>} */
const SHOWN = { "mmol/L": [1.1, 33.3], "mg/dL": [20, 600] };
const ALSO_KETONES = 4; // mmol/L: a number below, of which nothing says what was measured, may be ketones

const NUMBER = String.raw`\d{1,3}(?:[.,]\d{1,2})?`;
const GAP = String.raw`[^\S\n]?`;
const PER = String.raw`${GAP}(?:/|per|por)${GAP}`;
const WRITTEN = new RegExp(
  // Not in a word, a date, a time, a fraction or a longer number.
  String.raw`(?<![\p{L}\d]|\d[.,:/–-])(\+?)(?:(${NUMBER})(${GAP}[-–—]${GAP}| (?:to|a|hasta|and|y) ))?(${NUMBER})${GAP}` +
    String.raw`(?:(mgs?(?:${PER}|${GAP})dl)|mmols?(?:${PER}l(?:it(?:re|er|ro))?)?)(?![\p{L}\d]|${PER}\p{L})`,
  "giu",
);
const MEASURED = new RegExp(
  String.raw`(?<!\p{L})(?:((?:blood )?sugars?|glucos[ea]s?|glucemias?|glicemias?|az[uú]car(?:es)?|bgl?s?|bs|hypo\p{L}*|hipo\p{L}*|cgm|dexcom|libre|` +
    String.raw`meter|sensor|gluc[oó]metro|medidor)|(?:keton|ceton|cholest|colest|triglic|triglyc|creatinin|potas|sodi|calci|magnesi|la[ck]tat|uric|` +
    String.raw`[uú]ric|urat|bilir|ferrit|lipid|l[ií]pid|bicarb|phosph|fosfat)\p{L}*|ldl|hdl|trigs|bhb|urea|bun|iron|hierro)(?!\p{L})`,
  "giu",
);
const CHANGE =
  /(?<!\p{L})(?:drop|fell|fall|rose|ris[ei]|rais|jump|up|down|increas|decreas|chang|differen|swing|spik|lower|higher|correct|isf|factor|sensi[tb]|ba[jn]|sub[ieí]|ca[eyí]|cambi|diferenc|aument|dismin)/iu;
const LOW = /(?<!\p{L})(?:lows?|baj[oaó]n?)(?!\p{L})/iu;
const ENDS = /[.!?;\n](?!\d)/;

/**
 * @typedef {object} Value
 * @property {number} start of what was written, in the text
 * @property {number} end
 * @property {string} unit "mg/dL" or "mmol/L"
 * @property {string[]} numbers as written, one or the two of a range
 * @property {string} sign "+" or ""
 * @property {string} joiner between the two
 */

/**
 * What is to stand behind which place of the text.
 * @param {string} text @param {string} unit the reader's own, "mg/dL" or "mmol/L" @param {string} language
 * @param {string} [about] what the text answers
 * @returns {{at: number, words: string}[]}
 */
export function conversions(text, unit, language, about = "") {
  if (!/mmol|mg/i.test(text)) return [];
  const found = [...text.matchAll(WRITTEN)].map((match) => read(match, text)).filter((value) => value !== null);
  const theirs = found.filter((value) => value.unit !== unit && isGlucose(value, text, about));
  const known = found.filter((value) => value.unit === unit);
  const digits = unit === "mg/dL" ? 0 : 1;
  const format = new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return theirs
    .map((value) => ({ value, converted: value.numbers.map((number) => convert(number, unit)) }))
    .filter(({ value, converted }) => !isSaid(converted, unit, text.slice(value.end), known))
    .map(({ value, converted }) => {
      const said = converted.map((number) => format.format(number));
      return { at: value.end, words: `${value.sign}${said.join(value.joiner)} ${unit}` };
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

/** @param {Value} value @param {string} text @param {string} about */
function isGlucose({ start, end, unit, numbers, sign }, text, about) {
  const [least, most] = SHOWN[unit];
  const amounts = numbers.map(amount);
  if (amounts.some((number) => number > most || number <= 0)) return false;
  const before = `${about}\n${text.slice(0, start)}`;
  const after = text.slice(end);
  const upto = after.search(ENDS);
  const sentence = before.split(ENDS).at(-1) + " " + (upto < 0 ? after : after.slice(0, upto));
  const isChange = Boolean(sign) || CHANGE.test(sentence);
  if (amounts.some((number) => number < least) && (!isChange || (unit === "mg/dL" && numbers.some((number) => /[.,]/.test(number))))) return false;
  const last = [...before.matchAll(MEASURED)].at(-1);
  const later = [...after.matchAll(MEASURED)];
  const next = later.find(([, glucose]) => !glucose);
  if (next && (!last || !/[\d,;.!?\n]/.test(after.slice(0, next.index)))) return false;
  if (last) return Boolean(last[1]);
  return unit === "mg/dL" || isChange || Math.max(...amounts) >= ALSO_KETONES || LOW.test(text) || later.length > 0;
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
  return Number(number.replace(",", "."));
}

/** Adds them to the body of a message. @param {HTMLElement} body @param {string} unit @param {string} language @param {string} [about] */
export function addConversions(body, unit, language, about) {
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

/** A copy of what was written, without what is added here. @template {Element} T @param {T} body @returns {T} */
export function asWritten(body) {
  const copy = /** @type {T} */ (body.cloneNode(true));
  for (const mark of copy.querySelectorAll(".converted, .external")) mark.remove();
  return copy;
}
