// An image with a map over it, and optionally a square to drag over it.
import { resize } from "../shared/canvas.js";
import { css, mix } from "../shared/colours.js";
import { addStyle, make } from "../shared/dom.js";
import { cellAt, paintCells, paintSignal, describeCell, tintOf, unpackStack, valueIn } from "../shared/pixels.js";
import { offerImages, stackRows } from "../shared/pixels_save.js";
import { formatNumber } from "../shared/text.js";
import { themeOf } from "../shared/theme.js";
import { forget, remember } from "../shared/view_state.js";
import style from "./lens.css" with { type: "text" };

const SIDE = 300; // CSS pixels
const SEND_MS = 120; // between two reports while the square is dragged
const PUSH = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

// The image mixed with the map's colour, by the strength of the map.
function heatCanvas(view, theme) {
  const { image, heat } = view;
  const ink = tintOf(image, 0, theme);
  if (!heat) return ink;
  const [strong, share] = [theme.categories[1], view.data.strength];
  const signed = theme.strong;
  return (cell) => {
    const level = heat.levels[cell];
    const weight = heat.signed ? Math.abs(level - 127.5) / 127.5 : level / 255;
    return mix(ink(cell), heat.signed ? signed[level] : strong, Math.min(1, weight * share));
  };
}

function paint(view) {
  const { image, canvas, data } = view;
  const side = Math.min(SIDE, view.box.clientWidth);
  if (!image || side < 40) return;
  const theme = themeOf(view.root);
  const line = image.rows === 1;
  const height = line ? 80 : Math.round((side * image.rows) / image.columns);
  resize(canvas, side, height);
  const pen = canvas.getContext("2d");
  const whole = [0, 0, canvas.width, canvas.height];
  if (line) {
    paintSignal(pen, image, 0, theme, canvas.width, canvas.height);
    if (view.heat) {
      pen.globalAlpha = 0.55;
      paintCells(pen, 1, image.columns, heatCanvas({ ...view, image: { ...image, levels: new Uint8Array(image.columns) } }, theme), whole);
      pen.globalAlpha = 1;
    }
  } else paintCells(pen, image.rows, image.columns, heatCanvas(view, theme), whole);
  if (view.square) {
    const { row, column } = view.square;
    const [x, y] = [canvas.width / image.columns, canvas.height / image.rows];
    const place = [column * x, row * y, Math.min(data.edge, image.columns) * x, Math.min(data.edge, image.rows) * y];
    pen.fillStyle = css(mix(theme.background, theme.text, 0.5));
    pen.fillRect(...place);
    pen.strokeStyle = css(theme.categories[1]);
    pen.lineWidth = 3;
    pen.strokeRect(...place);
  }
}

function moveSquare(view, row, column) {
  const { image, data } = view;
  const most = [image.rows - Math.min(data.edge, image.rows), image.columns - Math.min(data.edge, image.columns)];
  const next = { row: Math.max(0, Math.min(most[0], Math.round(row))), column: Math.max(0, Math.min(most[1], Math.round(column))) };
  if (next.row === view.square.row && next.column === view.square.column) return;
  view.square = next;
  paint(view);
  view.timer ||= setTimeout(() => { view.timer = 0; sendSquare(view); }, SEND_MS);
}

function sendSquare(view) {
  if (String([view.square.row, view.square.column]) === view.sent) return;
  view.sent = String([view.square.row, view.square.column]);
  view.component.setTriggerValue("square", view.square);
}

// Centers the square at the pointer.
function onPointer(view, event) {
  if (!view.square || !view.isDragging) return;
  const box = view.canvas.getBoundingClientRect();
  const half = view.data.edge / 2;
  const row = ((event.clientY - box.top) / box.height) * view.image.rows - half;
  moveSquare(view, row, ((event.clientX - box.left) / box.width) * view.image.columns - half);
}

function updateReading(view, event) {
  const { image, heat, data } = view;
  const at = image && event && cellAt(view.canvas, image.rows, image.columns, event);
  const words = at ? [`${describeCell(data.words, ...at, image.rows)}: ${formatNumber(valueIn(image, 0, ...at))}`] : [data.words.hint];
  if (at && heat) words.push(`${data.words.heat} ${formatNumber(valueIn(heat, 0, ...at))}`);
  view.reading.textContent = words.join(" \u00b7 ");
}

function open(root) {
  addStyle(root, style);
  const box = make("div", "lens", root);
  const view = { root, box, canvas: make("canvas", "", box), reading: make("div", "reading", box), square: null, timer: 0 };
  const { canvas } = view;
  const release = () => { view.isDragging = false; };
  canvas.addEventListener("pointerdown", (event) => {
    if (!view.square) return;
    canvas.setPointerCapture(event.pointerId);
    view.isDragging = true;
    onPointer(view, event);
  });
  canvas.addEventListener("pointermove", (event) => { onPointer(view, event); updateReading(view, event); });
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, release);
  canvas.addEventListener("pointerleave", () => updateReading(view, null));
  canvas.addEventListener("keydown", (event) => {
    const step = PUSH[event.key];
    if (!step || !view.square) return;
    event.preventDefault();
    event.stopPropagation();
    moveSquare(view, view.square.row + step[0], view.square.column + step[1]);
  });
  view.sizes = new ResizeObserver(() => paint(view));
  return view;
}

export function lens(component) {
  const root = component.parentElement;
  const view = remember(root, open);
  const { data } = component;
  const retry = () => view.component === component && lens(component);
  Object.assign(view, { component, data, image: unpackStack(data.image, retry), heat: unpackStack(data.heat) });
  if (!data.square) view.square = null;
  else if (!view.square || (!view.isDragging && !view.timer)) view.square = data.square;
  view.canvas.tabIndex = data.square ? 0 : -1;
  view.canvas.setAttribute("role", data.square ? "application" : "img");
  view.canvas.setAttribute("aria-label", data.words.alt);
  view.box.classList.toggle("draggable", Boolean(data.square));
  if (!view.reading.textContent || view.hint !== data.words.hint) updateReading(view, null);
  view.hint = data.words.hint;
  paint(view);
  const { image, heat } = view;
  const stacks = [[image, data.words.alt], [heat, data.words.heat]].filter(([stack]) => stack);
  offerImages(view, image && (() => stacks.flatMap(([stack, name]) => stackRows(stack, [name]))));
  view.sizes.observe(view.box);
  return () => forget(root, (old) => { old.sizes.disconnect(); clearTimeout(old.timer); });
}
