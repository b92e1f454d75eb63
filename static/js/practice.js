/** The practice room: one step at a time, and a box whose words go nowhere. Nothing is kept, not even on this device. */

import { Cards } from "./chat/cards.js";
import { draw, part, say, when } from "./chat/dom.js";

const script = /** @type {HTMLElement} */ (document.querySelector("script[data-check]"));
const page = document.body;
const steps = /** @type {HTMLElement[]} */ ([...part(page, "steps").children]);
const [sandbox, log, form] = [part(page, "sandbox"), part(page, "log"), part(page, "composer")];
const area = /** @type {HTMLTextAreaElement} */ (part(page, "text"));
const forgetful = /** @type {any} */ ({ read: () => null, write() {} });
const cards = new Cards(part(page, "card-place"), forgetful, () => area.focus());
let at = 0;

/** @param {number} step @param {boolean} [moved] by the reader, whose focus goes to what is new */
function show(step, moved = true) {
  at = step;
  for (const [number, one] of steps.entries()) one.hidden = number !== at;
  sandbox.hidden = !steps[at].hasAttribute("data-try");
  part(page, "back").hidden = at === 0;
  part(page, "next").hidden = at === steps.length - 1;
  const words = part(page, "count").dataset.words ?? "";
  say(page, "count", words.replace("NUMBER", String(at + 1)).replace("ALL", String(steps.length)));
  if (moved) steps[at].focus();
}

/** @param {string} text @returns {Promise<{would: string, advice: boolean, card: any}>} */
async function checked(text) {
  const token = form.querySelector("[name=csrfmiddlewaretoken]")?.getAttribute("value") ?? "";
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  const nothing = { would: "", advice: false, card: null };
  const response = await fetch(script.dataset.check ?? "", { method: "POST", headers, body: JSON.stringify({ text }) }).catch(() => null);
  return response?.ok ? response.json().catch(() => nothing) : nothing;
}

async function practise() {
  const text = area.value.trim();
  say(page, "refusal", text ? "" : script.dataset.empty);
  if (!text) return area.focus();
  area.value = "";
  const { would, advice, card } = await checked(text);
  const line = draw("practised");
  part(line, "body").textContent = text;
  when(line, advice ? "advice" : would || "unknown");
  log.append(line);
  part(page, "nobody").hidden = !card;
  if (card) cards.show(card, 0);
  else line.scrollIntoView({ block: "nearest" });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  practise();
});
part(page, "example").addEventListener("click", () => {
  area.value = part(page, "example").dataset.words ?? "";
  area.focus();
});
part(page, "back").addEventListener("click", () => show(at - 1));
part(page, "next").addEventListener("click", () => show(at + 1));
part(page, "try-it").hidden = part(page, "walk").hidden = false;
show(0, false);
