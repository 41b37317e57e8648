// An image with the attention of one word over it, and below it every word with a small image of its own.
import { resize } from "../shared/canvas.js";
import { css, mix } from "../shared/colours.js";
import { decodeFloats } from "../shared/decode.js";
import { addStyle, make } from "../shared/dom.js";
import { cellAt, makeButton, paintCells, tintOf, unpackStack } from "../shared/pixels.js";
import { cellRows, offerImages } from "../shared/pixels_save.js";
import { fillIn } from "../shared/text.js";
import { themeOf } from "../shared/theme.js";
import { forget, remember } from "../shared/view_state.js";
import style from "./gaze.css" with { type: "text" };

const WIDE = 720; // CSS pixels at most
const SMALL = [84, 122]; // smallest and largest width of a word's image
const AROUND = 18; // space around a word's image
const BEAT_MS = 1100; // duration of a word during playback
const WALK = { ArrowLeft: -1, ArrowRight: 1, Home: -1e6, End: 1e6 };
const PUSH = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

const placesOf = ({ data }) => data.rows * data.columns;

function weightAt(view, word, row, column) {
  return view.weights ? view.weights[word * placesOf(view) + row * view.data.columns + column] : 0;
}

// The position of the map that a pixel belongs to; null at an edge outside all positions.
function cellToMap({ data }, y, x) {
  const [row, column] = [Math.floor(y / data.cell), Math.floor(x / data.cell)];
  return row < data.rows && column < data.columns ? [row, column] : null;
}

// The image mixed with colour by the square root of the attention, which makes small shares visible.
function heatCanvas(view, word, theme) {
  const ink = tintOf(view.image, 0, theme);
  if (!view.weights) return ink;
  return (cell) => {
    const place = cellToMap(view, Math.floor(cell / view.image.columns), cell % view.image.columns);
    const share = place ? Math.sqrt(Math.max(0, weightAt(view, word, ...place))) : 0;
    return mix(ink(cell), theme.categories[1], Math.min(1, 0.92 * share));
  };
}

function paintStrip(view, canvas, word, width, theme) {
  const { image } = view;
  resize(canvas, width, Math.round((width * image.rows) / image.columns));
  const pen = canvas.getContext("2d");
  paintCells(pen, image.rows, image.columns, heatCanvas(view, word, theme), [0, 0, canvas.width, canvas.height]);
  return pen;
}

function outlineCell(view, pen, [row, column], colour, width) {
  const { cell } = view.data;
  const [x, y] = [(cell * pen.canvas.width) / view.image.columns, (cell * pen.canvas.height) / view.image.rows];
  pen.strokeStyle = css(colour);
  pen.lineWidth = width;
  pen.strokeRect(column * x + 1, row * y + 1, x - 2, y - 2);
}

function peakAt(view, word) {
  const all = Array.from({ length: placesOf(view) }, (_, at) => view.weights[word * placesOf(view) + at]);
  const best = all.indexOf(Math.max(...all));
  return [Math.floor(best / view.data.columns), best % view.data.columns];
}

function paint(view) {
  const { data, box } = view;
  const width = Math.min(WIDE, box.clientWidth);
  if (!view.image || width < 60) return;
  const theme = themeOf(view.root);
  const pen = paintStrip(view, view.canvas, view.at, width, theme);
  if (view.spot) outlineCell(view, pen, view.spot, theme.accent, 3 * (window.devicePixelRatio || 1));
  const small = Math.max(SMALL[0], Math.min(SMALL[1], Math.floor(width / data.output.length) - AROUND));
  view.items.forEach(({ canvas, node, name, mark, sure }, word) => {
    paintStrip(view, canvas, word, small, theme);
    name.textContent = data.output[word];
    const known = data.right && word < data.right.length;
    mark.textContent = known ? (data.right[word] ? " \u2713" : " \u2717") : "";
    mark.title = known ? (data.right[word] ? data.words.right : data.words.wrong) : "";
    sure.textContent = `${(100 * data.probabilities[word]).toFixed(0)}%`;
    node.classList.toggle("chosen", word === view.at);
    node.setAttribute("aria-pressed", String(word === view.at));
    node.tabIndex = word === view.at ? 0 : -1;
  });
  updateReading(view);
}

// Describes the selected word and its largest attention, or the position under the pointer.
function updateReading(view) {
  const { data, at } = view;
  const { words } = data;
  const values = { word: data.output[at], chance: `${(100 * data.probabilities[at]).toFixed(1)}%` };
  const tell = ([row, column]) => ({ ...values, row: row + 1, column: column + 1, weight: `${(100 * weightAt(view, at, row, column)).toFixed(1)}%` });
  let text = !data.output.length ? "" : view.weights ? fillIn(words.look, tell(peakAt(view, at))) : fillIn(words.blind, values);
  if (view.spot && view.weights) text = fillIn(words.place, tell(view.spot));
  if (view.reading.textContent !== text) view.reading.textContent = text;
  view.play.disabled = !data.output.length;
  view.play.textContent = view.timer ? `\u275a\u275a ${words.pause}` : `\u25b6 ${words.play}`;
}

function selectWord(view, word, tell = true) {
  view.at = Math.max(0, Math.min(view.data.output.length - 1, word));
  view.spot = null;
  paint(view);
  if (tell) view.component.setTriggerValue("pick", { at: view.at });
}

function stopPlaying(view) {
  clearInterval(view.timer);
  view.timer = 0;
}

// Plays from the first word to the last, and stops there.
function startPlaying(view) {
  if (view.timer) {
    stopPlaying(view);
    return paint(view);
  }
  view.timer = setInterval(() => {
    if (view.at >= view.data.output.length - 1 || !view.root.isConnected) stopPlaying(view);
    else selectWord(view, view.at + 1);
    if (view.at >= view.data.output.length - 1) stopPlaying(view);
    updateReading(view);
  }, BEAT_MS);
  return selectWord(view, 0);
}

function build(view) {
  const count = view.data.output.length;
  if (view.items.length === count) return;
  view.row.replaceChildren();
  view.items = Array.from({ length: count }, (_, word) => {
    const node = makeButton("word", view.row, () => { stopPlaying(view); selectWord(view, word); });
    node.addEventListener("keydown", (event) => onKeyWord(view, event));
    const canvas = make("canvas", "", node);
    const line = make("div", "", node);
    return { node, canvas, name: make("span", "name", line), mark: make("span", "mark", line), sure: make("div", "sure", node) };
  });
}

function onKeyWord(view, event) {
  const stride = WALK[event.key];
  if (!stride || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  stopPlaying(view);
  selectWord(view, view.at + stride);
  view.items[view.at].node.focus();
}

function pointAt(view, spot) {
  view.spot = spot;
  paint(view);
}

function spotAt(view, event) {
  const at = view.image && cellAt(view.canvas, view.image.rows, view.image.columns, event);
  return at ? cellToMap(view, ...at) : null;
}

function sendPlace(view, spot) {
  if (!view.data.movable || !spot) return;
  stopPlaying(view);
  view.component.setTriggerValue("place", { at: view.at, row: spot[0], column: spot[1] });
}

function onKey(view, event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !view.weights) return;
  const { data } = view;
  if (PUSH[event.key]) {
    const [down, across] = PUSH[event.key];
    const [row, column] = view.spot ?? peakAt(view, view.at);
    const next = [Math.max(0, Math.min(data.rows - 1, row + down)), Math.max(0, Math.min(data.columns - 1, column + across))];
    pointAt(view, view.spot ? next : [row, column]);
  } else if (event.key === "Enter" || event.key === " ") sendPlace(view, view.spot);
  else if (event.key === "Escape") pointAt(view, null);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function open(root) {
  addStyle(root, style);
  const box = make("div", "gaze", root);
  const view = { root, box, canvas: make("canvas", "", box), items: [], spot: null, timer: 0 };
  view.canvas.tabIndex = 0;
  view.canvas.setAttribute("role", "application");
  const bar = make("div", "bar", box);
  view.play = makeButton("play", bar, () => startPlaying(view));
  view.reading = make("div", "reading", bar);
  view.reading.setAttribute("aria-live", "polite");
  view.row = make("div", "output", box);
  view.row.setAttribute("role", "group");
  view.canvas.addEventListener("pointermove", (event) => pointAt(view, spotAt(view, event)));
  view.canvas.addEventListener("pointerleave", () => pointAt(view, null));
  view.canvas.addEventListener("click", (event) => sendPlace(view, spotAt(view, event)));
  view.canvas.addEventListener("keydown", (event) => onKey(view, event));
  view.canvas.addEventListener("blur", () => pointAt(view, null));
  view.sizes = new ResizeObserver(() => paint(view));
  return view;
}

// The attention of every word at every position, as a table.
function tableRows(view) {
  const { data } = view;
  return data.output.flatMap((word, at) => (
    cellRows(`${at + 1} ${word}`, [data.rows, data.columns], (row, column) => weightAt(view, at, row, column))
  ));
}

export function gaze(component) {
  const root = component.parentElement;
  const view = remember(root, open);
  const { data } = component;
  const retry = () => view.component === component && gaze(component);
  const fresh = !view.data || view.data.chosen !== data.chosen; // else the user's selection has not reached the server yet
  Object.assign(view, { component, data, image: unpackStack(data.image, retry), weights: decodeFloats(data.weights) });
  if (fresh && !view.timer) view.at = data.chosen;
  view.at = Math.max(0, Math.min(view.at ?? 0, data.output.length - 1));
  if (view.spot && (view.spot[0] >= data.rows || view.spot[1] >= data.columns)) view.spot = null;
  view.box.classList.toggle("movable", data.movable);
  view.canvas.setAttribute("aria-label", data.words.alt);
  view.canvas.title = data.words.hint;
  view.row.setAttribute("aria-label", data.words.alt);
  build(view);
  paint(view);
  offerImages(view, view.weights && (() => tableRows(view)));
  view.sizes.observe(view.box);
  return () => forget(root, (old) => { old.sizes.disconnect(); clearInterval(old.timer); });
}
