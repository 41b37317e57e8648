// A pad to draw on with mouse, finger, pen or keys. It sends the image in the net's size while the user draws.
import { resize } from "../shared/canvas.js";
import { css } from "../shared/colours.js";
import { addStyle, make } from "../shared/dom.js";
import { inkOf, makeButton, paintCells } from "../shared/pixels.js";
import { themeOf } from "../shared/theme.js";
import { forget, remember } from "../shared/view_state.js";
import { imageOf, paintStrokes } from "./pad_ink.js";
import style from "./pad.css" with { type: "text" };

const SIDE = 280; // CSS pixels at most
const SEND_MS = 200; // between two images during a stroke
const STEP = 0.02; // of an arrow key
const PEN = { min: 0.03, max: 0.2, step: 0.01, value: 0.09 }; // width of a stroke as a share of the side; `value` is the default
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const MAX_POINTS = 20000;

function loadStrokes(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? "[]");
  } catch {
    return []; // no storage in this browser
  }
}

function storeStrokes(view) {
  try {
    sessionStorage.setItem(view.name, JSON.stringify(view.strokes));
  } catch {
    // kept in memory while the page is open
  }
}

const clamp = (value) => Math.min(1, Math.max(0, value));

function shareOf(view, event) {
  const box = view.canvas.getBoundingClientRect();
  return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height].map((share) => Number(clamp(share).toFixed(4)));
}

function beginStroke(view, place) {
  const points = view.strokes.reduce((sum, stroke) => sum + (stroke.points?.length ?? 0), 0);
  if (points > MAX_POINTS) return;
  view.stroke = { points: [place], width: Number(view.width.value), erase: view.erasing };
  view.strokes.push(view.stroke);
  onChange(view);
}

function extendStroke(view, place) {
  if (!view.stroke) return;
  view.stroke.points.push(place);
  onChange(view);
}

function endStroke(view) {
  if (!view.stroke) return;
  view.stroke = null;
  onChange(view, true);
}

function undo(view) {
  view.stroke = null;
  view.strokes.pop();
  onChange(view, true);
}

function clear(view) {
  view.stroke = null;
  if (visibleStrokes(view).length) view.strokes.push({ clear: true });
  onChange(view, true);
}

// The strokes since the pad was last cleared; clearing can be undone too.
function visibleStrokes(view) {
  return view.strokes.slice(view.strokes.findLastIndex((stroke) => stroke.clear) + 1);
}

function onChange(view, now = false) {
  paint(view);
  if (now) {
    clearTimeout(view.timer);
    view.timer = 0;
    storeStrokes(view);
    sendImage(view);
  } else {
    view.timer ||= setTimeout(() => { view.timer = 0; sendImage(view); }, SEND_MS);
  }
}

function sendImage(view) {
  const { edge, fit } = view.component.data;
  const image = imageOf(visibleStrokes(view), edge, fit);
  paintPreview(view, image);
  const pixels = image ? btoa(String.fromCharCode(...image)) : "";
  if (view.sent === `${edge} ${pixels}`) return;
  view.sent = `${edge} ${pixels}`;
  view.component.setTriggerValue("image", { pixels, edge });
}

function paintPreview(view, image) {
  const { edge } = view.component.data;
  resize(view.preview, 56, 56);
  const ink = inkOf(themeOf(view.root));
  const { width, height } = view.preview;
  paintCells(view.preview.getContext("2d"), edge, edge, (cell) => ink[image ? image[cell] : 0], [0, 0, width, height]);
}

function paint(view) {
  const side = Math.min(SIDE, view.box.clientWidth);
  if (side < 40) return;
  resize(view.canvas, side, side);
  const theme = themeOf(view.root);
  const pen = view.canvas.getContext("2d");
  const whole = view.canvas.width;
  const colours = { ink: css(theme.text), paper: css(theme.background) };
  pen.fillStyle = colours.paper;
  pen.fillRect(0, 0, whole, whole);
  paintStrokes(pen, visibleStrokes(view), colours, (x, y) => [x * whole, y * whole], whole);
  if (view.cursor) {
    pen.strokeStyle = css(theme.accent);
    pen.lineWidth = whole / 90;
    pen.beginPath();
    pen.arc(view.cursor[0] * whole, view.cursor[1] * whole, whole / 28, 0, 7);
    pen.stroke();
    if (view.stroke) pen.stroke();
  }
  view.buttons.undo.disabled = !view.strokes.length;
  view.buttons.clear.disabled = !visibleStrokes(view).length;
}

function onKey(view, event) {
  const move = KEYS[event.key];
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (!move && !["Enter", " ", "Escape"].includes(event.key)) return;
  event.preventDefault();
  event.stopPropagation();
  view.cursor ??= [0.5, 0.5];
  if (move) {
    view.cursor = view.cursor.map((share, axis) => Number(clamp(share + STEP * move[axis]).toFixed(4)));
    extendStroke(view, view.cursor);
  } else if (view.stroke || event.key === "Escape") {
    endStroke(view);
  } else {
    beginStroke(view, view.cursor);
  }
  paint(view);
}

function listen(view) {
  const { canvas } = view;
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    canvas.setPointerCapture(event.pointerId);
    view.cursor = null;
    view.pointer = event.pointerId;
    beginStroke(view, shareOf(view, event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== view.pointer) return;
    const parts = event.getCoalescedEvents?.() ?? [];
    for (const part of parts.length ? parts : [event]) extendStroke(view, shareOf(view, part));
  });
  for (const name of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(name, () => { view.pointer = null; endStroke(view); });
  }
  canvas.addEventListener("keydown", (event) => onKey(view, event));
  canvas.addEventListener("blur", () => { endStroke(view); view.cursor = null; paint(view); });
}

function open(root) {
  addStyle(root, style);
  const box = make("div", "pad", root);
  const view = { root, box, canvas: make("canvas", "", box), strokes: [], stroke: null, erasing: false, cursor: null, timer: 0 };
  view.canvas.tabIndex = 0;
  view.canvas.setAttribute("role", "application");
  const bar = make("div", "bar", box);
  const erase = makeButton("erase", bar, () => { view.erasing = !view.erasing; erase.setAttribute("aria-pressed", view.erasing); });
  erase.setAttribute("aria-pressed", "false");
  view.buttons = { erase, undo: makeButton("undo", bar, () => undo(view)), clear: makeButton("clear", bar, () => clear(view)) };
  const below = make("div", "below", box);
  const label = make("label", "", below);
  view.widthTitle = make("span", "", label);
  view.width = make("input", "", label);
  Object.assign(view.width, { type: "range", ...PEN });
  view.width.addEventListener("keydown", (event) => event.stopPropagation());
  const figure = make("figure", "", below);
  view.preview = make("canvas", "", figure);
  view.previewTitle = make("figcaption", "", figure);
  listen(view);
  view.sizes = new ResizeObserver(() => paint(view));
  return view;
}

export function pad(component) {
  const root = component.parentElement;
  const view = remember(root, open);
  const { words, name, edge, fit } = component.data;
  view.component = component;
  if (view.name !== `nets-pad-${name}`) {
    view.name = `nets-pad-${name}`;
    view.strokes = loadStrokes(view.name);
  }
  view.canvas.setAttribute("aria-label", words.alt);
  view.canvas.title = words.hint;
  for (const [button, node] of Object.entries(view.buttons)) node.textContent = words[button];
  view.widthTitle.textContent = words.width;
  view.previewTitle.textContent = words.seen;
  paint(view);
  if (view.size !== `${edge} ${fit}`) {
    view.size = `${edge} ${fit}`;
    if (visibleStrokes(view).length) sendImage(view);
    else paintPreview(view, null);
  }
  view.sizes.observe(view.box);
  return () => forget(root, (old) => { old.sizes.disconnect(); clearTimeout(old.timer); });
}
