/** Small helps to fill the page's <template> elements, the only place where the markup of its parts is written. */

/** @param {string} name of a <template id="NAME-template"> @returns {HTMLElement} a copy of its element */
export function draw(name) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById(`${name}-template`));
  return /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
}

/**
 * @template {HTMLElement} [T=HTMLElement]
 * @param {ParentNode} root @param {string} name @returns {T} the element marked data-part="NAME"
 */
export function part(root, name) {
  return /** @type {T} */ (root.querySelector(`[data-part="${name}"]`));
}

/** Writes a text into a part; without one the part is hidden. @param {ParentNode} root @param {string} name @param {string | null | undefined} words */
export function say(root, name, words) {
  const element = part(root, name);
  element.textContent = words ?? "";
  element.hidden = !words;
}

/** Takes away the parts that are not wanted. @param {ParentNode} root @param {Record<string, unknown>} wanted by name */
export function strip(root, wanted) {
  for (const [name, is] of Object.entries(wanted)) if (!is) part(root, name).remove();
}

/** @type {Map<string, HTMLElement>} */
const kinds = new Map();

/**
 * A template's element with the parts that are wanted alone. A long room has many lines of few kinds: each kind is made once, and copied.
 * @param {string} name @param {Record<string, unknown>} wanted by name
 */
export function drawKind(name, wanted) {
  const kind = `${name} ${Object.keys(wanted).filter((part) => wanted[part])}`;
  const made = kinds.get(kind) ?? document.importNode(draw(name), true);
  if (!kinds.has(kind)) strip(made, wanted);
  kinds.set(kind, made);
  return /** @type {HTMLElement} */ (made.cloneNode(true));
}

/** Shows, of the parts marked data-when, those that name this state. @param {ParentNode} root @param {string} state */
export function when(root, state) {
  for (const element of root.querySelectorAll("[data-when]")) {
    /** @type {HTMLElement} */ (element).hidden = !element.getAttribute("data-when")?.split(" ").includes(state);
  }
}

/**
 * The one door for HTML. It comes from our own server, which made it with an allow-list (message bodies, corrections,
 * cards) or from a template that escapes (the library's list); the page's CSP forbids scripts in it all the same.
 * @param {Element} element @param {string} html
 */
export function setServerHtml(element, html) {
  element.innerHTML = html;
}

/** @param {number} ms @param {() => void} act @returns {() => void} that calls `act` once things have been calm for `ms` */
export function calmly(ms, act) {
  /** @type {any} */
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, ms);
  };
}

/** The next frame of the screen; a hidden tab has none, so a timer serves. @returns {Promise<unknown>} */
export function nextFrame() {
  return new Promise((resolve) => (document.hidden ? setTimeout(resolve, 100) : requestAnimationFrame(resolve)));
}
