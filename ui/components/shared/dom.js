// HTML and SVG elements.

/** A new HTML element, appended to `parent` if there is one. */
export function make(tag, className, parent) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  parent?.appendChild(node);
  return node;
}

/** A new SVG element, appended to `parent`. */
export function makeSvg(tag, className, parent) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  node.setAttribute("class", className);
  parent.appendChild(node);
  return node;
}

/** Adds a style sheet, given as text, to an element's shadow root. */
export function addStyle(root, css) {
  make("style", "", root).textContent = css;
}

/** Removes the element from the layout, with the gap of its empty row. */
export function hideElement(root) {
  const container = (root.host ?? root).closest('[data-testid="stElementContainer"]');
  if (container) container.style.display = "none";
}
