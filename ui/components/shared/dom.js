// HTML and SVG elements.

export function make(tag, className, parent) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  parent?.appendChild(node);
  return node;
}

export function makeSvg(tag, className, parent) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  node.setAttribute("class", className);
  parent.appendChild(node);
  return node;
}

export function addStyle(root, css) {
  make("style", "", root).textContent = css;
}

/** Takes the element out of the layout, with the gap that a row of no height would leave. */
export function hideElement(root) {
  const container = (root.host ?? root).closest('[data-testid="stElementContainer"]');
  if (container) container.style.display = "none";
}
