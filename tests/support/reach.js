// What tests/support/reach.py asks of a page. Each gives the elements that fail, as the beginning of their tags.
(() => {
  const PRESSED = "a[href], button, summary, select, textarea, input:not([type=hidden]), [role=button], [role=option]";
  const CHOSEN = ["aria-pressed=true", "aria-selected=true", "aria-current=true", "aria-current=page"];

  const isSeen = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().width > 1;
  const tag = (one) => one.outerHTML.slice(0, 140).replace(/\s+/g, " ");
  const looks = (one) => [undefined, "::before", "::after"].map((part) => getComputedStyle(one, part));

  /** A link within a sentence is as high as its line. */
  const isOfText = (one) => {
    if (getComputedStyle(one).display !== "inline") return false;
    let block = one.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    return block.textContent.trim() !== one.textContent.trim();
  };

  /** What can be pressed: a box with its words, or all of the card over which a link lies. */
  const places = (one) => {
    const lies = getComputedStyle(one, "::after");
    if (lies.content !== "none" && lies.position === "absolute" && lies.inset === "0px") return [one.offsetParent];
    return [one, ...(one.matches("[type=checkbox], [type=radio]") ? one.labels : [])];
  };

  const small = (least) =>
    [...document.querySelectorAll(PRESSED)].flatMap((one) => {
      if (!isSeen(one) || one.disabled || isOfText(one)) return [];
      const boxes = places(one).map((place) => place.getBoundingClientRect());
      const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
      const [right, bottom] = [Math.max(...boxes.map((box) => box.right)), Math.max(...boxes.map((box) => box.bottom))];
      const isAway = bottom <= 0; // till it has the focus
      if (isAway || Math.min(right - left, bottom - top) >= least - 0.5) return [];
      return [`${Math.round(right - left)} x ${Math.round(bottom - top)}: ${tag(one)}`];
    });

  const seconds = (times) => Math.max(...times.split(",").map(parseFloat)); // computed ones are all in seconds
  const moves = (style, most) =>
    seconds(style.transitionDuration) > most || (style.animationName !== "none" && seconds(style.animationDuration) > most);
  const moving = (most) =>
    [...document.querySelectorAll("body *")].filter((one) => looks(one).some((style) => moves(style, most))).map(tag);

  /** What is left of a shape where the colours are the reader's own: no ground and no shadow. */
  const shape = (one) =>
    JSON.stringify(
      looks(one).map((style) => [
        [style.content, style.display, style.borderWidth, style.borderStyle, style.outlineWidth, style.outlineStyle],
        [style.textDecorationLine, style.fontWeight, style.backgroundImage],
      ]),
    );
  const isLikeOthers = (one, name, value) => {
    const chosen = shape(one);
    one.removeAttribute(name);
    const other = shape(one);
    one.setAttribute(name, value);
    return chosen === other;
  };
  /** A box or a switch that the page draws, not the browser. */
  const isLikeEmpty = (one) => {
    if (getComputedStyle(one).appearance !== "none") return false;
    const chosen = shape(one);
    one.checked = false;
    const other = shape(one);
    one.checked = true;
    return chosen === other;
  };
  const unmarked = () => [
    ...CHOSEN.flatMap((mark) => {
      const found = [...document.querySelectorAll(`[${mark}]`)];
      return found.filter((one) => isSeen(one) && isLikeOthers(one, ...mark.split("="))).map(tag);
    }),
    ...[...document.querySelectorAll("input:checked")].filter((one) => isSeen(one) && isLikeEmpty(one)).map(tag),
  ];

  const isRing = ({ outlineStyle, outlineWidth }) => outlineStyle === "auto" || (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2);
  const isRinged = (one, far = 4) => looks(one).some(isRing) || (far > 1 && isRinged(one.parentElement, far - 1));
  /** One of each kind: a talk has a hundred alike. */
  const unringed = () => {
    const kinds = new Map();
    for (const one of document.querySelectorAll(`${PRESSED}, [tabindex="0"]`)) {
      const kind = [one.tagName, one.className, one.type, one.dataset.part, one.dataset.action].join();
      if (isSeen(one) && !one.disabled && one.tabIndex >= 0 && !kinds.has(kind)) kinds.set(kind, one);
    }
    const isWithout = (one) => {
      one.focus({ preventScroll: true });
      return document.activeElement === one && !isRinged(one);
    };
    return [...kinds.values()].filter(isWithout).map(tag);
  };

  window.reach = { small, moving, unmarked, unringed };
})();
