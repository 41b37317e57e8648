// A net unrolled over a sequence: a column a step, heat maps of gates and states below, answers under each step.
import { resize } from "../shared/canvas.js";
import { decodeFloats } from "../shared/decode.js";
import { addStyle, make } from "../shared/dom.js";
import { formatBriefly, makeButton, unpackStack, valueIn } from "../shared/pixels.js";
import { offerInCorner } from "../shared/pixels_save.js";
import { saveCanvas, saveCsv } from "../shared/save_menu.js";
import { fillIn } from "../shared/text.js";
import { themeOf } from "../shared/theme.js";
import { forget, remember } from "../shared/view_state.js";
import { layoutOf, spotAt, tokenText } from "./tape_layout.js";
import { paintTape } from "./tape_paint.js";
import { activeUnits, describeRange } from "./tape_units.js";
import style from "./tape.css" with { type: "text" };

const SEND_MS = 150; // delay before a cell selected by keys is sent
const SWEEP = 6000; // duration of a sweep, with 40 to 400 ms for each step
const MAX_PIXELS = 12000; // on an edge of a saved image

function paint(view) {
  const width = view.box.clientWidth;
  if (width < 60 || !view.data) return;
  const theme = themeOf(view.root);
  view.layout = layoutOf(view.data, width, Boolean(view.range), theme);
  const { whole, height } = view.layout;
  view.space.style.width = `${whole}px`;
  const shown = Math.min(width, whole);
  resize(view.canvas, shown, height);
  const pen = view.canvas.getContext("2d");
  const ratio = view.canvas.width / shown;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  paintTape(pen, view, view.layout, view.scroll.scrollLeft, shown, theme);
  pen.setTransform(1, 0, 0, 1, 0, 0);
}

function schedulePaint(view) {
  view.frame ||= requestAnimationFrame(() => { view.frame = 0; paint(view); });
}

// ---- descriptions ----

function describeStep(data, at) {
  return data.tokens ? `\u201c${tokenText(data.tokens[at])}\u201d` : data.numbers.names.map((name, place) => `${name} ${formatBriefly(data.numbers.columns[place][at])}`).join(", ");
}

function describeSpot(view) {
  const { data, cursor } = view;
  const { words } = data;
  const parts = [fillIn(words.place, { step: cursor.at + 1, symbol: describeStep(data, cursor.at) })];
  const map = data.maps[cursor.map];
  if (map) parts.push(`${map.title}, ${fillIn(words.unit, { unit: data.units[cursor.place] + 1 })}: ${formatBriefly(valueIn(map.stack, 0, cursor.place, cursor.at))}`);
  if (cursor.row?.kind === "attention") parts.push(describeAttention(data, cursor));
  const { answers } = data;
  if (answers && answers.says[cursor.at]) {
    const share = `${Math.round(100 * answers.sure[cursor.at])}%`;
    parts.push(fillIn(words.answer, { says: tokenText(answers.says[cursor.at]), share }));
    if (answers.truth?.[cursor.at]) parts.push(`${words.truth}: ${tokenText(answers.truth[cursor.at])} ${["\u2717", "\u2713", ""][answers.right[cursor.at]]}`);
  }
  return parts.join(" \u00b7 ");
}

function describeAttention({ attention, words }, { row, y, at }) {
  const { stack, block } = attention;
  const from = Math.min(stack.rows - 1, Math.max(0, Math.floor(((y - row.y) / row.height) * stack.rows)));
  const value = valueIn(stack, 0, from, Math.floor(at / block));
  return fillIn(words.looks, { from: from * block + 1, share: `${Math.round(100 * value)}%` });
}

function updateReading(view) {
  const { data, range, marked } = view;
  view.reading.textContent = view.cursor ? describeSpot(view) : range ? describeRange(data, range, marked) : data.words.hint;
}

// ---- actions of the user ----

function sendPick(view) {
  const { data, cursor } = view;
  if (!cursor) return;
  const map = data.maps[cursor.map];
  const { picked } = data;
  const chosen = { at: cursor.at, layer: map?.layer ?? picked?.layer ?? "", unit: map ? data.units[cursor.place] : picked?.unit ?? 0 };
  if (picked) Object.assign(picked, chosen);
  view.component.setTriggerValue("pick", chosen);
  schedulePaint(view);
}

function markRange(view, from, to) {
  view.range = { from: Math.min(from, to), to: Math.max(from, to) };
  view.marked = activeUnits(view.data, view.range);
  view.cursor = null;
  updateReading(view);
  schedulePaint(view);
}

function clearRange(view) {
  view.range = view.marked = null;
}

// Scrolls to a step.
function scrollToStep(view, at) {
  const { label, column, width } = view.layout;
  const [left, right] = [at * column, (at + 1) * column];
  const { scroll } = view;
  if (left < scroll.scrollLeft) scroll.scrollLeft = left;
  else if (right > scroll.scrollLeft + width - label) scroll.scrollLeft = right - width + label;
}

function moveCursor(view, by, down) {
  const { data } = view;
  const start = view.cursor ?? { at: data.picked?.at ?? 0, map: -1, place: 0 };
  const at = Math.max(0, Math.min(data.steps - 1, start.at + by));
  let { map, place } = start;
  if (down && map < 0) [map, place] = [0, 0];
  else if (down) {
    place += down;
    if (place < 0 && map > 0) [map, place] = [map - 1, data.maps[map - 1].stack.rows - 1];
    else if (place >= data.maps[map].stack.rows && map < data.maps.length - 1) [map, place] = [map + 1, 0];
    place = Math.max(0, Math.min(data.maps[map].stack.rows - 1, place));
  }
  view.cursor = { at, map, place };
  scrollToStep(view, at);
  updateReading(view);
  schedulePaint(view);
  clearTimeout(view.timer);
  view.timer = setTimeout(() => sendPick(view), SEND_MS);
}

const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], Home: [-1e6, 0], End: [1e6, 0] };

function onKey(view, event) {
  const { key, shiftKey } = event;
  const by = MOVES[key];
  if (by && shiftKey && by[0]) {
    const from = view.anchor ??= view.cursor?.at ?? view.data.picked?.at ?? 0;
    view.reach = Math.max(0, Math.min(view.data.steps - 1, (view.reach ?? from) + by[0]));
    markRange(view, from, view.reach);
  } else if (by) {
    view.anchor = view.reach = undefined;
    moveCursor(view, ...by);
  } else if (key === "Enter") sendPick(view);
  else if (key === " ") togglePlaying(view);
  else if (key === "Escape") { clearRange(view); view.cursor = null; updateReading(view); schedulePaint(view); }
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function spotOfEvent(view, event) {
  const box = view.canvas.getBoundingClientRect();
  return spotAt(view.layout, view.data, event.clientX - box.left, event.clientY - box.top, view.scroll.scrollLeft);
}

function listen(view) {
  const { canvas } = view;
  canvas.addEventListener("pointerdown", (event) => {
    view.down = event.pointerType === "touch" ? null : spotOfEvent(view, event); // a finger scrolls
    view.dragged = false;
  });
  canvas.addEventListener("pointermove", (event) => {
    if (view.playing) return;
    const spot = spotOfEvent(view, event);
    view.dragged ||= Boolean(view.down && event.buttons && spot && spot.at !== view.down.at);
    if (view.dragged) {
      if (spot && event.buttons) markRange(view, view.down.at, spot.at);
      return;
    }
    view.cursor = spot;
    updateReading(view);
    schedulePaint(view);
  });
  canvas.addEventListener("pointerleave", () => { if (!view.playing) { view.cursor = null; updateReading(view); schedulePaint(view); } });
  canvas.addEventListener("click", (event) => {
    if (view.dragged) return;
    clearRange(view);
    view.cursor = spotOfEvent(view, event);
    updateReading(view);
    sendPick(view);
  });
  canvas.addEventListener("keydown", (event) => onKey(view, event));
  view.scroll.addEventListener("scroll", () => schedulePaint(view));
}

// Plays the steps one by one, and selects the one where it stops.
function togglePlaying(view) {
  if (view.playing) return stopPlaying(view);
  clearRange(view);
  const { steps } = view.data;
  const start = view.cursor && view.cursor.at < steps - 1 ? view.cursor : { at: 0, map: -1, place: 0 };
  view.cursor = { ...start, at: start.at };
  view.playing = setInterval(() => {
    if (view.cursor.at >= view.data.steps - 1) return stopPlaying(view);
    view.cursor = { ...view.cursor, at: view.cursor.at + 1 };
    show(view);
  }, Math.max(40, Math.min(400, SWEEP / steps)));
  show(view);
}

function show(view) {
  scrollToStep(view, view.cursor.at);
  updateReading(view);
  labelPlayButton(view);
  paint(view);
}

function stopPlaying(view) {
  clearInterval(view.playing);
  view.playing = 0;
  sendPick(view);
  show(view);
}

function labelPlayButton(view) {
  const { words } = view.data;
  const name = view.playing ? words.stop : words.play;
  if (view.button.title === name) return;
  Object.assign(view.button, { title: name, ariaLabel: name, textContent: view.playing ? "\u275a\u275a" : "\u25b6\ufe0e" });
}

// ---- files ----

function drawPicture(view) {
  const { whole, height } = view.layout;
  const ratio = Math.min(2, MAX_PIXELS / whole);
  const canvas = make("canvas");
  Object.assign(canvas, { width: Math.ceil(whole * ratio), height: Math.ceil(height * ratio) });
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  paintTape(pen, { ...view, cursor: null, playing: 0 }, view.layout, 0, whole, themeOf(view.root));
  return canvas;
}

function tableRows({ data }) {
  return data.maps.flatMap(({ title, layer, stack }) => data.units.slice(0, stack.rows).flatMap((unit, place) => (
    Array.from({ length: data.steps }, (_, at) => [layer, title, unit + 1, at + 1, data.tokens?.[at] ?? "", Number(valueIn(stack, 0, place, at).toPrecision(4))])
  )));
}

function offerFiles(view) {
  const { words } = view.data;
  offerInCorner(view.box, () => [
    ["png", () => saveCanvas(words.title, drawPicture(view))],
    ["csv", () => saveCsv(words.title, words.heads.split("|"), tableRows(view))],
  ]);
}

// ---- the element ----

function open(root) {
  addStyle(root, style);
  const box = make("div", "tape", root);
  const bar = make("div", "bar", box);
  const view = { root, box, cursor: null, range: null, marked: null, playing: 0, timer: 0, frame: 0 };
  view.button = makeButton("play", bar, () => togglePlaying(view));
  view.reading = make("div", "reading", bar);
  view.reading.setAttribute("aria-live", "polite");
  view.scroll = make("div", "scroll", box);
  view.space = make("div", "space", view.scroll);
  view.canvas = make("canvas", "", view.space);
  view.canvas.tabIndex = 0;
  view.canvas.setAttribute("role", "application");
  listen(view);
  view.sizes = new ResizeObserver(() => paint(view));
  return view;
}

// The columns (D) of numbers, each (T), from rows.
function unpackNumbers({ names, values }) {
  const all = decodeFloats(values);
  return { names, columns: names.map((_, place) => all.filter((__, at) => at % names.length === place)) };
}

function unpackTape(data) {
  const maps = data.maps.map((map) => ({ ...map, stack: unpackStack(map.stack) }));
  const attention = data.attention && { ...data.attention, stack: unpackStack(data.attention.stack) };
  const answers = data.answers && { ...data.answers, sure: decodeFloats(data.answers.sure) };
  return { ...data, maps, attention, answers, numbers: data.numbers && unpackNumbers(data.numbers) };
}

export function tape(component) {
  const root = component.parentElement;
  const view = remember(root, open);
  const before = view.data;
  Object.assign(view, { component, data: unpackTape(component.data) });
  const { data } = view;
  if (before && (before.steps !== data.steps || before.maps.length !== data.maps.length)) {
    clearInterval(view.playing);
    Object.assign(view, { cursor: null, range: null, marked: null, playing: 0 });
  }
  if (view.range) view.marked = activeUnits(data, view.range);
  view.canvas.setAttribute("aria-label", data.words.alt);
  labelPlayButton(view);
  paint(view);
  updateReading(view);
  offerFiles(view);
  view.sizes.observe(view.box);
  return () => forget(root, (old) => {
    old.sizes.disconnect();
    clearInterval(old.playing);
    clearTimeout(old.timer);
  });
}
