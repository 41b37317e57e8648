// One unit of a convolution: every input map times its kernel, summed, with the bias, is the unit's own map.
import { decodeFloats } from "../shared/decode.js";
import { addStyle, make } from "../shared/dom.js";
import { cellAt, cellSide, formatExactly, paintImage, paintNumbers, peakOf, describeCell, unpackStack, valueIn } from "../shared/pixels.js";
import { offerImages, stackRows } from "../shared/pixels_save.js";
import { formatNumber } from "../shared/text.js";
import { themeOf } from "../shared/theme.js";
import { forget, remember } from "../shared/view_state.js";
import style from "./unit.css" with { type: "text" };

const MAP = 92; // CSS pixels
const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function buildRow(view, index) {
  const node = make("div", "line", view.rows);
  const cell = (className, sign) => {
    if (sign) make("span", "sign", node).textContent = sign;
    const figure = make("figure", className, node);
    return { figure, canvas: make("canvas", "", figure), caption: make("figcaption", "", figure) };
  };
  const row = { node, input: cell("input"), kernel: cell("kernel", "\u2217"), part: cell("part", "=") };
  const { canvas } = row.kernel;
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.addEventListener("click", (event) => sendChoice(view, index, cellAt(canvas, ...view.size, event)));
  canvas.addEventListener("keydown", (event) => onKey(view, event, index));
  addHover(view, canvas, () => view.size, (at) => `${view.data.names[index]} \u00b7 ${view.data.words.kernel} ${describeCell(view.data.words, ...at, view.size[0])}: ${formatExactly(weightAt(view, index, at))}`);
  addHover(view, row.input.canvas, () => sizeOf(view.inputs), (at) => describePixel(view, view.data.names[index], view.inputs, index, at));
  addHover(view, row.part.canvas, () => sizeOf(view.parts), (at) => describePixel(view, view.data.names[index], view.parts, index, at));
  return row;
}

const sizeOf = (stack) => [stack.rows, stack.columns];

function weightAt(view, index, [row, column]) {
  return view.kernels[(index * view.size[0] + row) * view.size[1] + column];
}

function describePixel(view, name, stack, index, at) {
  return `${name} \u00b7 ${describeCell(view.data.words, ...at, stack.rows)}: ${formatNumber(valueIn(stack, index, ...at))}`;
}

// The line below describes the cell under the pointer.
function addHover(view, canvas, size, words) {
  canvas.addEventListener("pointermove", (event) => {
    const at = cellAt(canvas, ...size(), event);
    view.reading.textContent = at ? words(at) : view.data.words.hint;
  });
  canvas.addEventListener("pointerleave", () => { view.reading.textContent = view.data.words.hint; });
}

function sendChoice(view, input, at) {
  if (!at) return;
  view.cell = [input, ...at];
  paint(view);
  view.component.setTriggerValue("cell", { input, row: at[0], column: at[1] });
}

function onKey(view, event, index) {
  const move = MOVES[event.key];
  if (!move && ![" ", "Enter"].includes(event.key)) return;
  event.preventDefault();
  event.stopPropagation();
  const at = view.cell?.[0] === index ? view.cell.slice(1) : [0, 0];
  const next = move && view.cell?.[0] === index ? at.map((place, axis) => Math.min(view.size[axis] - 1, Math.max(0, place + move[axis]))) : at;
  sendChoice(view, index, next);
}

function paint(view) {
  const { data, size } = view;
  const theme = themeOf(view.root);
  const peak = peakOf(view.kernels);
  const area = size[0] * size[1];
  view.lines.forEach((row, index) => {
    paintImage(row.input.canvas, view.inputs, index, MAP, theme);
    row.input.caption.textContent = data.names[index];
    const marked = view.cell?.[0] === index ? view.cell[1] * size[1] + view.cell[2] : -1;
    paintNumbers(row.kernel.canvas, size, view.kernels.subarray(index * area, (index + 1) * area), peak, cellSide(size[1]), theme, marked);
    row.kernel.canvas.setAttribute("aria-label", `${data.words.kernel}, ${data.names[index]}`);
    paintImage(row.part.canvas, view.parts, index, MAP, theme);
  });
  view.results.forEach((one, index) => {
    one.sign.textContent = data.results[index].sign;
    one.caption.textContent = data.results[index].title;
    paintImage(one.canvas, view.maps[index], 0, MAP * 1.35, theme);
  });
  view.more.textContent = data.more ?? "";
}

function build(view) {
  const shape = JSON.stringify([view.inputs.count, view.maps.length]);
  if (shape === view.shape) return;
  view.shape = shape;
  view.rows.replaceChildren();
  view.sum.replaceChildren();
  view.lines = Array.from({ length: view.inputs.count }, (_, index) => buildRow(view, index));
  view.results = view.maps.map((_map, index) => {
    const sign = make("span", "sign", view.sum);
    const figure = make("figure", "", view.sum);
    const one = { sign, canvas: make("canvas", "", figure), caption: make("figcaption", "", figure) };
    addHover(view, one.canvas, () => sizeOf(view.maps[index]), (at) => describePixel(view, view.data.results[index].title, view.maps[index], 0, at));
    return one;
  });
}

function open(root) {
  addStyle(root, style);
  const box = make("div", "unit", root);
  box.setAttribute("role", "group");
  const parts = Object.fromEntries(["rows", "more", "sum", "reading"].map((name) => [name, make("div", name, box)]));
  parts.reading.setAttribute("aria-live", "polite");
  return { root, box, ...parts, cell: null };
}

export function unit(component) {
  const root = component.parentElement;
  const view = remember(root, open);
  const { data } = component;
  Object.assign(view, { component, data, size: data.size, kernels: decodeFloats(data.kernels) });
  Object.assign(view, { inputs: unpackStack(data.inputs), parts: unpackStack(data.parts) });
  view.maps = data.results.map(({ stack }) => unpackStack(stack));
  if (view.received !== String(data.cell)) view.cell = data.cell;
  view.received = String(data.cell);
  view.box.setAttribute("aria-label", data.words.alt);
  build(view);
  if (!view.reading.textContent || view.words !== data.words.hint) view.reading.textContent = data.words.hint;
  view.words = data.words.hint;
  paint(view);
  offerImages(view, () => data.results.flatMap(({ title }, index) => stackRows(view.maps[index], [title])));
  return () => forget(root, () => {});
}
