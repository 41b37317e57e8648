// A matrix as a heat map with row names and, optionally, slanted column names.
import { resize } from "../shared/canvas.js";
import { css, mix } from "../shared/colours.js";
import { decodeFloats } from "../shared/decode.js";
import { addStyle, make } from "../shared/dom.js";
import { MIN_CELL, formatBriefly, lightnessOf, paintCells } from "../shared/pixels.js";
import { offerInCorner } from "../shared/pixels_save.js";
import { saveCanvas, saveCsv } from "../shared/save_menu.js";
import { fillIn, formatNumber } from "../shared/text.js";
import { textWidth } from "../shared/text_width.js";
import { themeOf } from "../shared/theme.js";
import { forget, remember } from "../shared/view_state.js";
import style from "./matrix.css" with { type: "text" };

/** Maximum width of names in CSS pixels. */
export const NAMES = 110;
const HIGH = [9, 20]; // of a row
const WIDE = [26, 46]; // a cell at most, without and with its number in it
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
/** The angle of the names above columns, in radians. */
export const SLANT = -Math.PI / 3;
const MIN_NAMED = 9; // CSS pixels of a column that has its name above it
const HALF_LINE = 6; // half the height of a name

function longestName(names, font) {
  return Math.min(NAMES, Math.max(10, ...names.map((name) => textWidth(name, font))));
}

// How far slanted names extend beyond the last column.
function beyondCells(names, font) {
  const ends = names.map((name, column) => {
    const along = Math.min(NAMES, textWidth(name, font)) * Math.cos(SLANT) + HALF_LINE;
    return along - (names.length - column - 0.5) * MIN_NAMED;
  });
  return Math.ceil(Math.max(0, ...ends));
}

/** Positions and sizes of a matrix in CSS pixels. */
export function layoutOf({ data, box }, theme) {
  const [rows, columns] = data.size;
  const font = `12px ${theme.font}`;
  const left = Math.ceil(longestName(data.rows, font)) + 8;
  const beyond = data.columns ? beyondCells(data.columns, font) : 0;
  const room = Math.min(WIDE[Number(data.numbers)], (box.clientWidth - left - beyond - 2) / Math.max(1, columns));
  const wide = data.texts ? Math.max(MIN_CELL, room) : room; // texts must be readable, so the box scrolls
  const named = data.columns && wide >= MIN_NAMED;
  const high = Math.max(HIGH[0], Math.min(HIGH[1], data.columns ? wide : HIGH[1], 520 / Math.max(1, rows)));
  const above = named ? Math.ceil(longestName(data.columns, font) * Math.sin(-SLANT)) + 14 : 4;
  return { rows, columns, left, wide, named, high, above, font, width: Math.ceil(left + wide * columns + 2 + (named ? beyond : 0)), height: Math.ceil(above + high * rows + 2) };
}

function paintMatrix(pen, view, layout, theme) {
  const { data } = view;
  const { rows, columns, left, wide, named, high, above, font, width, height } = layout;
  pen.fillStyle = css(theme.background);
  pen.fillRect(0, 0, width, height);
  const blank = mix(theme.background, theme.text, 0.22);
  const colourOf = (cell) => (Number.isNaN(view.values[cell]) ? blank
    : theme.strong[Math.round(127.5 + 127.5 * Math.max(-1, Math.min(1, view.values[cell] / (data.peak || 1))))]);
  if (rows && columns) paintCells(pen, rows, columns, colourOf, [left, above, wide * columns, high * rows]);
  if (data.numbers && wide >= MIN_CELL) writeNumbers(pen, view, layout, colourOf, theme);
  pen.font = font;
  pen.textBaseline = "middle";
  pen.textAlign = "right";
  const every = Math.max(1, Math.ceil(12 / high));
  data.rows.forEach((name, row) => {
    const strong = data.marked.includes(row);
    if (row % every && !strong) return;
    pen.font = strong ? `600 ${font}` : font;
    pen.fillStyle = css(theme.text, strong ? 1 : 0.85);
    pen.fillText(name, left - 6, above + (row + 0.5) * high, left - 8);
  });
  if (named) nameColumns(pen, view, layout, theme);
  if (!view.cell) return;
  pen.strokeStyle = css(theme.text);
  pen.lineWidth = 1.5;
  pen.strokeRect(left + view.cell[1] * wide - 0.5, above + view.cell[0] * high - 0.5, wide + 1, high + 1);
}

function writeNumbers(pen, { values, data: { texts } }, { rows, columns, left, wide, high, above }, colourOf, theme) {
  pen.font = `${texts ? 13 : Math.min(11, wide * 0.32)}px ${theme.font}`;
  pen.textBaseline = "middle";
  pen.textAlign = "center";
  for (let cell = 0; cell < rows * columns; cell += 1) {
    if (Number.isNaN(values[cell])) continue;
    pen.fillStyle = css(lightnessOf(colourOf(cell)) > 128 ? [16, 20, 26] : [255, 255, 255]);
    pen.fillText(texts ? texts[cell] : formatBriefly(values[cell]), left + ((cell % columns) + 0.5) * wide, above + (Math.floor(cell / columns) + 0.5) * high, wide - 2);
  }
}

function nameColumns(pen, { data }, { left, wide, above, font }, theme) {
  pen.font = font;
  pen.textAlign = "left";
  const every = Math.ceil(13 / wide);
  data.columns.forEach((name, column) => {
    if (column % every) return;
    pen.save();
    pen.translate(left + (column + 0.5) * wide, above - 5);
    pen.rotate(SLANT);
    pen.fillStyle = css(theme.text, 0.85);
    pen.fillText(name, 0, 0, NAMES);
    pen.restore();
  });
}

function paint(view) {
  if (view.box.clientWidth < 80 || !view.data) return;
  const theme = themeOf(view.root);
  view.layout = layoutOf(view, theme);
  resize(view.canvas, view.layout.width, view.layout.height);
  const pen = view.canvas.getContext("2d");
  const ratio = view.canvas.width / view.layout.width;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  paintMatrix(pen, view, view.layout, theme);
}

function columnName({ columns }, column) {
  return columns ? columns[column] : String(column + 1);
}

function updateReading(view) {
  const { data, cell } = view;
  const value = cell && view.values[cell[0] * data.size[1] + cell[1]];
  const names = cell && { row: data.rows[cell[0]], column: columnName(data, cell[1]), text: data.texts?.[cell[0] * data.size[1] + cell[1]], value: Number.isNaN(value) ? data.words.blank ?? "\u2013" : formatNumber(value) };
  const text = cell ? fillIn(data.words.cell, names) : data.words.hint;
  view.reading.classList.toggle("idle", !cell);
  if (view.reading.textContent !== text) view.reading.textContent = text;
}

function pointAt(view, cell) {
  if (String(cell) === String(view.cell)) return;
  view.cell = cell;
  paint(view);
  updateReading(view);
}

function sendPick(view, cell) {
  if (view.data.pickable && cell) view.component.setTriggerValue("pick", { row: cell[0], column: cell[1] });
}

function cellOf({ canvas, layout }, event) {
  const box = canvas.getBoundingClientRect();
  const column = Math.floor((event.clientX - box.left - layout.left) / layout.wide);
  const row = Math.floor((event.clientY - box.top - layout.above) / layout.high);
  return row >= 0 && row < layout.rows && column >= 0 && column < layout.columns ? [row, column] : null;
}

function onKey(view, event) {
  const step = STEPS[event.key];
  const picks = event.key === "Enter" && view.data.pickable;
  if (!step && !picks && event.key !== "Escape") return;
  event.preventDefault();
  event.stopPropagation();
  if (picks) return sendPick(view, view.cell);
  const [rows, columns] = view.data.size;
  const from = view.cell ?? [-step?.[0], -step?.[1]].map((value) => Math.min(0, value));
  return pointAt(view, step ? [Math.max(0, Math.min(rows - 1, from[0] + step[0])), Math.max(0, Math.min(columns - 1, from[1] + step[1]))] : null);
}

function drawPicture(view) {
  const canvas = make("canvas");
  Object.assign(canvas, { width: 2 * view.layout.width, height: 2 * view.layout.height });
  const pen = canvas.getContext("2d");
  pen.setTransform(2, 0, 0, 2, 0, 0);
  paintMatrix(pen, { ...view, cell: null }, view.layout, themeOf(view.root));
  return canvas;
}

function tableRows({ data, values }) {
  return data.rows.flatMap((name, row) => Array.from({ length: data.size[1] }, (_, column) => (
    [name, columnName(data, column), Number(values[row * data.size[1] + column].toPrecision(6))]
  )));
}

function open(root) {
  addStyle(root, style);
  const box = make("div", "matrix", root);
  const view = { root, box, title: make("div", "title", box), canvas: make("canvas", "", box), reading: make("div", "reading", box), cell: null };
  view.canvas.tabIndex = 0;
  view.canvas.setAttribute("role", "application");
  view.reading.setAttribute("aria-live", "polite");
  view.canvas.addEventListener("pointermove", (event) => pointAt(view, cellOf(view, event)));
  view.canvas.addEventListener("pointerleave", () => pointAt(view, null));
  view.canvas.addEventListener("click", (event) => sendPick(view, cellOf(view, event)));
  view.canvas.addEventListener("keydown", (event) => onKey(view, event));
  view.sizes = new ResizeObserver(() => paint(view));
  return view;
}

export function matrix(component) {
  const root = component.parentElement;
  const view = remember(root, open);
  const { data } = component;
  Object.assign(view, { component, data, values: decodeFloats(data.values) ?? [] });
  if (view.cell && (view.cell[0] >= data.size[0] || view.cell[1] >= data.size[1])) view.cell = null;
  view.title.textContent = data.words.title;
  view.canvas.setAttribute("aria-label", data.words.alt);
  view.canvas.style.cursor = data.pickable ? "pointer" : "";
  paint(view);
  updateReading(view);
  offerInCorner(view.box, () => [
    ["png", () => saveCanvas(data.words.title, drawPicture(view))],
    ["csv", () => saveCsv(data.words.title, data.words.heads.split("|"), tableRows(view))],
  ]);
  view.sizes.observe(view.box);
  return () => forget(root, (old) => old.sizes.disconnect());
}
