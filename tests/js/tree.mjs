/** As much of a page's tree as the view, and the keys that walk it, need: elements that hold elements. */

export class Node {
  children = [];
  dataset = {};
  attributes = {};
  parentElement = null;
  className = "";

  constructor(key) {
    if (key) this.dataset.key = key;
  }

  get classList() {
    return { contains: (name) => this.className.split(" ").includes(name) };
  }
  get childElementCount() {
    return this.children.length;
  }
  get firstElementChild() {
    return this.children[0] ?? null;
  }
  get lastElementChild() {
    return this.children.at(-1) ?? null;
  }
  get nextElementSibling() {
    return this.parentElement?.children[this.#at + 1] ?? null;
  }
  get #at() {
    return this.parentElement.children.indexOf(this);
  }

  append(...nodes) {
    this.#add(this.children.length, nodes);
  }
  insertBefore(node, next) {
    if (!next) return this.append(node);
    next.before(node);
  }
  before(...nodes) {
    for (const node of nodes) node.remove();
    this.parentElement.#add(this.#at, nodes);
  }
  after(...nodes) {
    for (const node of nodes) node.remove();
    this.parentElement.#add(this.#at + 1, nodes);
  }
  replaceWith(node) {
    this.before(node);
    this.remove();
  }
  remove() {
    this.parentElement?.children.splice(this.#at, 1);
    this.parentElement = null;
  }
  matches(selector) {
    return this.classList.contains(selector.slice(1));
  }
  closest(selector) {
    return this.matches(selector) ? this : (this.parentElement?.closest(selector) ?? null);
  }
  querySelectorAll() {
    return [];
  }
  contains(node) {
    return this === node || this.children.some((child) => child.contains(node));
  }
  focus() {
    document.activeElement = this;
  }
  setAttribute(name, value) {
    this.attributes[name] = value;
  }

  #add(at, nodes) {
    for (const node of nodes) node.remove();
    this.children.splice(at, 0, ...nodes);
    for (const node of nodes) node.parentElement = this;
  }
}

/** @param {Node} place @returns {string[][]} the keys of its lines, by sheaf */
export function sheaves(place) {
  return place.children.map(({ children }) => children.map(({ dataset }) => dataset.key));
}
