/** Keeps the composer above a phone's keyboard where the browser does not shrink the page for it (iOS). */

export function followKeyboard() {
  const seen = window.visualViewport;
  if (!seen) return;
  const fit = () => {
    const hidden = Math.round(window.innerHeight - seen.height * seen.scale);
    document.documentElement.style.setProperty("--keyboard", `${Math.max(0, hidden)}px`);
  };
  seen.addEventListener("resize", fit);
  fit();
}
