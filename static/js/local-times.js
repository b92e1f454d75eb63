/** Moments that the server wrote in its own zone, <time data-local>, in the reader's. */

export function localise() {
  const short = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  for (const time of /** @type {NodeListOf<HTMLTimeElement>} */ (document.querySelectorAll("time[data-local]"))) {
    time.textContent = short.format(new Date(time.dateTime));
  }
}
