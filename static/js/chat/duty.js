/** Whether a clinician is on duty, as it is by now: the line under the room's head. */

import { localise } from "../local-times.js";
import { part, setServerHtml } from "./dom.js";
import { Fresh } from "./fresh.js";

const EVERY = 5 * 60_000; // ms between two questions, while somebody looks

/** @param {HTMLElement} page that has no such line where no hours of duty are known */
export function keepDuty(page) {
  const line = part(page, "duty");
  if (!line) return;
  const fresh = new Fresh(line.dataset.url ?? "", (html) => {
    setServerHtml(line, html);
    localise(line);
  });
  let due = false;
  const look = () => {
    if (!due || document.hidden) return;
    fresh.ask();
    wait();
  };
  const wait = () => {
    due = false;
    setTimeout(() => {
      due = true;
      look();
    }, EVERY);
  };
  document.addEventListener("visibilitychange", look);
  wait();
}
