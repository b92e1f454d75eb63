/** A page made up for tests: whatever part is asked for is there, and is the same one each time. */

/** A document whose templates are all there. */
export function madeUp() {
  const cloneNode = () => element();
  return { activeElement: null, hidden: false, getElementById: () => ({ content: { firstElementChild: { cloneNode } } }), querySelectorAll: () => [] };
}

/** @param {Map<string, any>} [parts] of the page that it is in */
export function element(parts = new Map()) {
  const heard = {};
  const names = new Set();
  const made = {
    parts, names, textContent: "", value: "", innerHTML: "", hidden: false, readOnly: false, dataset: {}, style: {}, attributes: {},
    selectionStart: 0, selectionEnd: 0, children: [], focused: 0,
    querySelector(selector) {
      const name = /data-part="?([\w-]+)/.exec(selector)?.[1] ?? selector;
      if (!parts.has(name)) parts.set(name, element(parts));
      return parts.get(name);
    },
    querySelectorAll: () => [],
    contains: () => false,
    closest: () => null,
    hasChildNodes: () => made.children.length > 0,
    replaceChildren: (...children) => (made.children = children),
    append(...children) {
      made.children.push(...children);
      for (const child of children) child.remove = () => (made.children = made.children.filter((one) => one !== child));
    },
    matches: () => false,
    setAttribute: (name, value) => (made.attributes[name] = value),
    getAttribute: (name) => made.attributes[name] ?? null,
    removeAttribute: (name) => delete made.attributes[name],
    classList: { contains: (name) => names.has(name), toggle: (name, on) => (on ? names.add(name) : names.delete(name)) },
    addEventListener: (type, hear) => (heard[type] ??= []).push(hear),
    /** What the browser does when something happens here. */
    happen(type, event = {}) {
      for (const hear of heard[type] ?? []) hear({ type, target: made, preventDefault() {}, stopPropagation() {}, ...event });
    },
    focus: () => made.focused++,
    requestSubmit: () => made.happen("submit"),
    setSelectionRange: (start, end) => ([made.selectionStart, made.selectionEnd] = [start, end]),
    scrollIntoView() {},
    setRangeText(words, start, end) {
      made.value = made.value.slice(0, start) + words + made.value.slice(end);
      made.setSelectionRange(start + words.length, start + words.length);
    },
    dispatchEvent: ({ type }) => made.happen(type),
  };
  return made;
}
