// Small images with captions, which can be selected.
import { addStyle, make } from "../shared/dom.js";
import { cellAt, makeButton, paintImage, describeCell, unpackStack, valueIn } from "../shared/pixels.js";
import { offerImages } from "../shared/pixels_save.js";
import { formatNumber } from "../shared/text.js";
import { themeOf } from "../shared/theme.js";
import { forget, remember } from "../shared/view_state.js";
import style from "./gallery.css" with { type: "text" };

const MOVES = { ArrowLeft: -1, ArrowRight: 1, Home: -1e6, End: 1e6 };

function buildImage(view, index) {
  const node = view.data.pickable ? makeButton("one", view.row, () => selectImage(view, index)) : make("div", "one", view.row);
  if (view.data.pickable) node.tabIndex = index ? -1 : 0;
  node.addEventListener("keydown", (event) => onKey(view, event, index));
  const one = { node, canvas: make("canvas", "", node), caption: make("span", "", node) };
  one.canvas.addEventListener("pointermove", (event) => {
    const { stack, data } = view;
    const at = cellAt(one.canvas, stack.rows, stack.columns, event);
    if (at) one.canvas.title = `${describeCell(data.words, ...at, stack.rows)}: ${formatNumber(valueIn(stack, index, ...at))}`;
  });
  return one;
}

function selectImage(view, index) {
  if (!view.data.pickable) return;
  view.component.setTriggerValue("pick", { index });
}

function onKey(view, event, index) {
  const move = MOVES[event.key];
  if (!move || !view.data.pickable) return;
  event.preventDefault();
  event.stopPropagation();
  view.images.forEach(({ node }) => { node.tabIndex = -1; });
  const next = view.images[Math.max(0, Math.min(view.images.length - 1, index + move))].node;
  next.tabIndex = 0;
  next.focus();
}

export function gallery(component) {
  const root = component.parentElement;
  const view = remember(root, () => {
    addStyle(root, style);
    const row = make("div", "gallery", root);
    row.setAttribute("role", "group");
    return { root, row, images: [] };
  });
  const { data } = component;
  const retry = () => view.component === component && gallery(component);
  Object.assign(view, { component, data, stack: unpackStack(data.stack, retry) });
  if (view.stack) {
    view.row.setAttribute("aria-label", data.words.alt);
    const shape = `${view.stack.count} ${data.pickable}`;
    if (shape !== view.shape) {
      view.shape = shape;
      view.row.replaceChildren();
      view.images = Array.from({ length: view.stack.count }, (_, index) => buildImage(view, index));
    }
    const theme = themeOf(root);
    view.images.forEach(({ node, canvas, caption }, index) => {
      paintImage(canvas, view.stack, index, data.width, theme);
      node.classList.toggle("chosen", index === data.chosen);
      node.style.width = `${data.width}px`;
      caption.textContent = data.captions[index] ?? "";
    });
    offerImages({ root, box: view.row, data }, null);
  }
  return () => forget(root, () => {});
}
