// A heat map of attention: point at a cell to read it, click a row to select it, drag or type the bars of that row.
import { decodeFloats } from "../shared/decode.js";
import { addStyle, make } from "../shared/dom.js";
import { offerInCorner } from "../shared/pixels_save.js";
import { saveCanvas, saveCsv, saveSvg } from "../shared/save_menu.js";
import { drawShapes, showShapes, writeShapes } from "../shared/shapes.js";
import { fillIn } from "../shared/text.js";
import { themeOf } from "../shared/theme.js";
import { forget, remember } from "../shared/view_state.js";
import { BARS, barsOf, layoutOf, sceneOf, spotAt, tokenText, weightAt } from "./alignment_scene.js";
import style from "./alignment.css" with { type: "text" };

const STEP = 0.05; // of a weight, with + and −
const TYPING_MS = 900; // between the digits of one number
const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function paint(view) {
  const room = view.box.clientWidth;
  if (room < 60 || !view.data) return;
  const theme = themeOf(view.root);
  view.layout = layoutOf(view.data, room, theme);
  view.scrolled = view.scroll.scrollLeft;
  showShapes(view.canvas, sceneOf(view, view.layout, theme), theme, view.layout.width, view.layout.height);
}

function schedulePaint(view) {
  view.frame ||= requestAnimationFrame(() => { view.frame = 0; paint(view); });
}

function percent(weight) {
  return `${weight > 0 && weight < 0.0995 ? (100 * weight).toFixed(1) : Math.round(100 * weight)}%`;
}

function describeCursor(view) {
  const { data, cursor } = view;
  const { words } = data;
  if (!cursor || cursor.column === null) return data.editable && layoutHasBars(view) ? words.edit : words.hint;
  const row = cursor.row < 0 ? data.chosen : cursor.row;
  const weight = cursor.row < 0 ? barsOf(view)[cursor.column] : weightAt(view, row, cursor.column);
  return fillIn(words.cell, { output: tokenText(data.output[row]), source: tokenText(data.source[cursor.column]), weight: percent(weight) });
}

function layoutHasBars(view) {
  return Boolean(view.layout?.bars);
}

function updateReading(view) {
  const words = describeCursor(view);
  view.reading.classList.toggle("idle", !view.cursor);
  if (view.reading.textContent !== words) view.reading.textContent = words;
}

function pointAt(view, cursor) {
  view.cursor = cursor;
  view.canvas.style.cursor = cursor?.row === -1 && view.data.editable ? "ns-resize" : cursor && view.data.pickable ? "pointer" : "default";
  updateReading(view);
  schedulePaint(view);
}

function selectRow(view, row) {
  if (!view.data.pickable || row < 0 || row >= view.data.output.length) return;
  Object.assign(view.data, { chosen: row, row: null });
  view.row = null;
  view.component.setTriggerValue("pick", { at: row });
  schedulePaint(view);
}

// ---- setting weights ----

// Sets one bar; the others share the rest in their old proportions.
function setWeight(view, column, weight) {
  const before = barsOf(view);
  const rest = before.reduce((sum, each, place) => sum + (place === column ? 0 : each), 0);
  const left = 1 - weight;
  const many = before.length - 1;
  view.row = before.map((each, place) => (place === column ? weight : rest > 1e-6 ? (each / rest) * left : many ? left / many : 0));
  updateReading(view);
  schedulePaint(view);
}

function sendEdit(view) {
  if (!view.row) return;
  view.component.setTriggerValue("edit", { at: view.data.chosen, weights: view.row.map((each) => Number(each.toFixed(4))) });
}

function typeDigit(view, digit) {
  const { column } = view.cursor;
  view.typed = (Date.now() - (view.when ?? 0) < TYPING_MS ? view.typed : "") + digit;
  view.when = Date.now();
  setWeight(view, column, Math.min(100, Number(view.typed)) / 100);
  scheduleEdit(view);
}

function scheduleEdit(view) {
  clearTimeout(view.timer);
  view.timer = setTimeout(() => sendEdit(view), TYPING_MS);
}

// ---- actions of the user ----

function moveCursor(view, [down, across]) {
  const { data, layout } = view;
  const at = view.cursor ?? { row: data.chosen ?? 0, column: across > 0 ? -1 : 0 };
  const column = Math.max(0, Math.min(data.source.length - 1, (at.column ?? 0) + across));
  const inBars = at.row < 0;
  let row = inBars ? (down < 0 ? layout.rows - 1 : -1) : at.row + down;
  if (!inBars && row >= layout.rows) row = layout.bars ? -1 : layout.rows - 1;
  else if (!inBars) row = Math.max(0, row);
  pointAt(view, { row, column });
  scrollToColumn(view, column);
}

function scrollToColumn(view, column) {
  const { left, column: wide } = view.layout;
  const [from, to] = [left + column * wide, left + (column + 1) * wide];
  if (from < view.scroll.scrollLeft + left) view.scroll.scrollLeft = Math.max(0, from - left);
  else if (to > view.scroll.scrollLeft + view.scroll.clientWidth) view.scroll.scrollLeft = to - view.scroll.clientWidth;
}

function onKey(view, event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !view.layout) return;
  const { key } = event;
  const bar = view.cursor?.row === -1 && view.data.editable;
  if (MOVES[key]) moveCursor(view, MOVES[key]);
  else if (bar && /^\d$/.test(key)) typeDigit(view, key);
  else if (bar && ["+", "=", "-"].includes(key)) {
    const step = key === "-" ? -STEP : STEP;
    setWeight(view, view.cursor.column, Math.max(0, Math.min(1, barsOf(view)[view.cursor.column] + step)));
    scheduleEdit(view);
  } else if (key === "Enter" && bar) { clearTimeout(view.timer); sendEdit(view); }
  else if ((key === "Enter" || key === " ") && view.cursor) selectRow(view, view.cursor.row);
  else if (key === "Escape") pointAt(view, null);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function cellOf(view, event) {
  const box = view.canvas.getBoundingClientRect();
  return view.layout ? spotAt(view.data, view.layout, event.clientX - box.left, event.clientY - box.top) : null;
}

function listen(view) {
  const { canvas } = view;
  canvas.addEventListener("pointerdown", (event) => {
    const spot = cellOf(view, event);
    view.setting = spot?.row === -1 && view.data.editable;
    if (!view.setting) return;
    view.dragged = spot.column;
    canvas.setPointerCapture(event.pointerId);
    event.preventDefault();
    setWeight(view, spot.column, spot.weight);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (view.dragged === null) return pointAt(view, cellOf(view, event));
    const { top } = canvas.getBoundingClientRect();
    setWeight(view, view.dragged, Math.min(1, Math.max(0, (view.layout.bars + BARS - (event.clientY - top)) / (BARS - 6))));
  });
  for (const name of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(name, () => {
      if (view.dragged === null) return;
      view.dragged = null;
      sendEdit(view);
    });
  }
  canvas.addEventListener("pointerleave", () => { if (view.dragged === null) pointAt(view, null); });
  canvas.addEventListener("click", (event) => {
    const spot = cellOf(view, event);
    if (spot && !view.setting) selectRow(view, spot.row); // the end of a drag is no click
  });
  canvas.addEventListener("keydown", (event) => onKey(view, event));
  view.scroll.addEventListener("scroll", () => schedulePaint(view));
}

// ---- files ----

function offerFiles(view) {
  const { words } = view.data;
  const still = () => ({ ...view, cursor: null, scrolled: 0 });
  const scene = (theme) => sceneOf(still(), view.layout, theme);
  const sizes = () => [view.layout.width, view.layout.height];
  offerInCorner(view.box, () => {
    const theme = themeOf(view.root);
    return [
      ["png", () => saveCanvas(words.title, drawShapes(scene(theme), theme, ...sizes()))],
      ["svg", () => saveSvg(words.title, writeShapes(scene(theme), theme, ...sizes(), words.alt))],
      ["csv", () => saveCsv(words.title, words.heads.split("|"), tableRows(view))],
    ];
  });
}

function tableRows(view) {
  const { data } = view;
  return data.output.slice(0, view.layout.rows).flatMap((symbol, row) => (
    data.source.map((other, column) => [symbol, row + 1, other, column + 1, Number(weightAt(view, row, column).toPrecision(5))])
  ));
}

// ---- the element ----

function open(root) {
  addStyle(root, style);
  const box = make("div", "alignment", root);
  const view = { root, box, title: make("div", "title", box), cursor: null, dragged: null, row: null, frame: 0 };
  view.scroll = make("div", "scroll", box);
  view.canvas = make("canvas", "", view.scroll);
  view.canvas.tabIndex = 0;
  view.canvas.setAttribute("role", "application");
  view.reading = make("div", "reading", box);
  view.reading.setAttribute("aria-live", "polite");
  listen(view);
  view.sizes = new ResizeObserver(() => paint(view));
  return view;
}

export function alignment(component) {
  const root = component.parentElement;
  const view = remember(root, open);
  const { data } = component;
  data.weights = decodeFloats(data.weights) ?? [];
  const stamp = `${data.source.join("\n")}|${data.chosen}|${data.row}`;
  if (view.stamp !== stamp && view.dragged === null) view.row = null; // the server has answered the edit
  Object.assign(view, { component, data, stamp });
  const { cursor } = view;
  if (cursor && (cursor.column >= data.source.length || cursor.row >= data.output.length)) view.cursor = null;
  view.title.textContent = data.words.title;
  view.canvas.setAttribute("aria-label", data.words.alt);
  view.canvas.style.touchAction = data.editable ? "pan-x" : ""; // a finger moves bars up and down
  paint(view);
  updateReading(view);
  offerFiles(view);
  view.sizes.observe(view.box);
  return () => forget(root, (old) => {
    old.sizes.disconnect();
    clearTimeout(old.timer);
    cancelAnimationFrame(old.frame);
  });
}
