/** What the server draws beside the talk, asked for anew: put into the page only where it is not as it was. */

const AGAIN_AFTER = 5_000; // ms after a question that failed, once

export class Fresh {
  #url;
  #put;
  #last = "";
  #asked = 0;

  /** @param {string} url @param {(html: string) => void} put */
  constructor(url, put) {
    this.#url = url;
    this.#put = put;
  }

  /** The answer to an earlier question is none any more. @param {boolean} [again] whether one that fails is asked once more */
  async ask(again = true) {
    const turn = ++this.#asked;
    const response = await fetch(this.#url).catch(() => null);
    const html = response?.ok && !response.redirected ? await response.text().catch(() => null) : null;
    if (turn !== this.#asked) return;
    if (html === null) {
      if (again) setTimeout(() => turn === this.#asked && this.ask(false), AGAIN_AFTER);
    } else if (html !== this.#last) {
      this.#last = html;
      this.#put(html);
    }
  }
}
