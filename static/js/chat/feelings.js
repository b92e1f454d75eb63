/** The list of feelings beside the composer. */

import { draw, say } from "./dom.js";

/**
 * @param {HTMLElement} list
 * @param {import("./types.js").Feeling[]} feelings
 * @param {"en" | "es"} language
 * @param {(slug: string) => void} onChoose
 */
export function fillFeelings(list, feelings, language, onChoose) {
  for (const { slug, emoji, word } of feelings) {
    const choice = draw("feeling");
    choice.dataset.feeling = slug;
    say(choice, "emoji", emoji);
    say(choice, "word", word[language] ?? word.en);
    choice.addEventListener("click", () => onChoose(slug));
    list.append(choice);
  }
}
