// A race of optimizers: a map with their paths, heights over the steps, one step in numbers, and playback.
import { toData, valueText } from "../plane/plane_paint.js";
import { MOVES, shareOf, moveCursor } from "../plane/plane_point.js";
import { unpackSurface } from "../plane/plane_surface.js";
import { css } from "../shared/colours.js";
import { decodeFloats } from "../shared/decode.js";
import { addStyle, make } from "../shared/dom.js";
import { offerInCorner } from "../shared/pixels_save.js";
import { fillIn, formatNumber } from "../shared/text.js";
import { themeOf } from "../shared/theme.js";
import { forget, remember } from "../shared/view_state.js";
import { chartItems, showChart, stepUnder } from "./race_chart.js";
import { mapItems, showMap } from "./race_map.js";
import { addRow, showStep } from "./race_step.js";
import { selectedRacer, unpackRacer } from "./racers.js";
import style from "./race.css" with { type: "text" };

const PACE = 25; // steps per second at normal speed
const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 5, 10];
const NATIVE = ["INPUT", "SELECT", "BUTTON"]; // elements that handle keys themselves

function paintAll(view) {
  if (!view.racers) return;
  const theme = themeOf(view.root);
  showMap(view, theme);
  showChart(view, theme);
  showStep(view, theme);
  updateTexts(view, theme);
}

// Updates the slider, the line under the map and the table to the current step.
function updateTexts(view, theme) {
  const { words, steps } = view.data;
  view.range.max = steps;
  view.range.value = view.at;
  view.range.style.setProperty("--at", `${(100 * view.at) / steps}%`);
  const text = fillIn(words.at, { step: view.at, steps });
  view.range.setAttribute("aria-valuetext", text);
  view.output.textContent = text;
  view.play.textContent = view.timer ? `\u275a\u275a ${words.pause}` : `\u25b6 ${words.play}`;
  const spot = view.cursor && toData(view, view.cursor);
  view.reading.textContent = spot ? [`x ${formatNumber(spot[0])}`, `y ${formatNumber(spot[1])}`, valueText(view, ...view.cursor)].join("  \u00b7  ") : words.hint;
  view.rows.forEach(([row, racer]) => {
    const t = Math.min(view.at, racer.last);
    const [, height, steep] = row.cells;
    height.textContent = view.at > racer.last ? words.gone : formatNumber(racer.values[t]);
    steep.textContent = view.at > racer.last ? "" : formatNumber(racer.steep[t]);
    row.classList.toggle("chosen", racer === selectedRacer(view));
    row.querySelector("button").setAttribute("aria-pressed", String(racer === selectedRacer(view)));
    row.querySelector("i").style.borderColor = css(theme.marks[racer.colour]);
  });
}

// One row for each racer, with the pinned race's figures; its name is a button that shows its steps.
function fillTable(view) {
  const { words } = view.data;
  const pinned = view.racers.filter((racer) => racer.pinned);
  const pinnedTitles = pinned.length ? [words.steep, words.arrival].map((name) => `A: ${name}`) : [];
  view.table.textContent = "";
  addRow(view.table, "th", [words.optimizer, words.height, words.steep, words.arrival, words.own, ...pinnedTitles]);
  view.rows = view.racers.filter((racer) => !racer.pinned).map((racer) => {
    const other = pinned.find(({ name }) => name === racer.name);
    const others = other ? [formatNumber(other.steep[other.last]), arrivalText(view, other)] : pinnedTitles.map(() => "");
    const row = addRow(view.table, "td", ["", "", "", arrivalText(view, racer), formatNumber(racer.rate), ...others]);
    const name = make("button", "name", row.cells[0]);
    make("i", "", name);
    name.append(racer.title);
    name.type = "button";
    name.title = words.choose;
    name.addEventListener("click", () => {
      view.choice = racer.name;
      paintAll(view);
    });
    return [row, racer];
  });
}

function arrivalText({ data }, racer) {
  if (racer.arrived >= 0) return String(racer.arrived);
  return racer.last < data.steps ? data.words.stopped : data.words.never;
}

function goToStep(view, step) {
  stopPlaying(view);
  view.at = Math.min(view.data.steps, Math.max(0, step));
  paintAll(view);
}

function stopPlaying(view) {
  cancelAnimationFrame(view.timer);
  view.timer = 0;
}

function startPlaying(view) {
  if (view.at >= view.data.steps) view.at = 0;
  let [exact, before] = [view.at, performance.now()];
  const beat = (now) => {
    exact += (Math.max(0, now - before) / 1000) * PACE * Number(view.speed.value); // a frame may have an earlier timestamp
    before = now;
    const at = Math.min(view.data.steps, Math.floor(exact));
    const moved = at !== view.at;
    view.at = at;
    view.timer = at < view.data.steps ? requestAnimationFrame(beat) : 0;
    if (moved) paintAll(view);
  };
  view.timer = requestAnimationFrame(beat);
  paintAll(view);
}

function toggle(view) {
  if (!view.timer) return startPlaying(view);
  stopPlaying(view);
  return paintAll(view);
}

// Moves the start to the pointer; the new race is then played.
function sendStart(view, share) {
  if (!share) return;
  const [x, y] = toData(view, share).map((value) => Number(value.toPrecision(4)));
  view.started = [x, y].join();
  view.component.setTriggerValue("start", { x, y });
}

function onMapKey(view, event) {
  const move = MOVES[event.key];
  if (move) view.cursor = moveCursor(view.cursor, move, event.shiftKey);
  else if (event.key === "Enter") sendStart(view, (view.cursor ??= [0.5, 0.5]));
  else if (event.key === "Escape") view.cursor = null;
  else return false;
  view.keyboard = true;
  paintAll(view);
  return true;
}

function onBarKey(view, event) {
  const jump = { ArrowLeft: view.at - 1, ArrowRight: view.at + 1, Home: 0, End: view.data.steps }[event.key];
  if (event.key === " ") toggle(view);
  else if (jump !== undefined) goToStep(view, jump);
  else return false;
  return true;
}

function onKey(view, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (NATIVE.includes(event.target.tagName)) return event.stopPropagation();
  const isHandled = (event.target === view.canvas && onMapKey(view, event)) || onBarKey(view, event);
  if (!isHandled) return;
  event.preventDefault();
  event.stopPropagation();
}

function onHover(view, event) {
  view.cursor = event && shareOf(view, event);
  view.keyboard = false;
  paintAll(view);
}

function makeBar(view) {
  const bar = make("div", "bar", view.box);
  const button = (name, act) => {
    const node = make("button", name, bar);
    node.type = "button";
    node.addEventListener("click", act);
    return node;
  };
  view.play = button("play", () => toggle(view));
  view.back = button("", () => goToStep(view, view.at - 1));
  view.forth = button("", () => goToStep(view, view.at + 1));
  view.back.textContent = "\u2039";
  view.forth.textContent = "\u203a";
  view.range = make("input", "", bar);
  view.range.type = "range";
  view.range.min = 0;
  view.range.addEventListener("input", () => goToStep(view, Number(view.range.value)));
  view.output = make("output", "", bar);
  view.speed = make("select", "", bar);
  for (const speed of SPEEDS) Object.assign(make("option", "", view.speed), { value: speed, textContent: `${speed}\u00d7`, selected: speed === 1 });
}

function makeMap(view) {
  view.left = make("div", "left", view.box);
  view.canvas = make("canvas", "map", view.left);
  view.canvas.tabIndex = 0;
  view.canvas.setAttribute("role", "application");
  view.reading = make("div", "reading", view.left);
  view.reading.setAttribute("aria-live", "polite");
  view.canvas.addEventListener("pointermove", (event) => onHover(view, event));
  view.canvas.addEventListener("pointerleave", () => onHover(view, null));
  view.canvas.addEventListener("blur", () => onHover(view, null));
  view.canvas.addEventListener("click", (event) => sendStart(view, shareOf(view, event)));
}

function makeSide(view) {
  view.right = make("div", "right", view.box);
  view.chart = make("canvas", "chart", view.right);
  view.chart.setAttribute("role", "img");
  const drag = (event) => event.buttons && goToStep(view, stepUnder(view, event));
  view.chart.addEventListener("pointerdown", drag);
  view.chart.addEventListener("pointermove", drag);
  view.table = make("table", "racers", make("div", "scroll", view.right));
  view.card = make("div", "card", view.box);
  const head = make("div", "head", view.card);
  view.swatch = make("i", "", head);
  view.heading = make("strong", "", head);
  view.arrows = make("canvas", "", view.card);
  view.arrows.setAttribute("role", "img");
  view.numbers = make("div", "numbers", view.card);
  view.legend = make("p", "legend", view.card);
}

function open(root) {
  addStyle(root, style);
  const view = { root, box: make("div", "race", root), at: 0, timer: 0, choice: "", started: "", cursor: null, side: 0, number: 0, ground: make("canvas") };
  makeBar(view);
  makeMap(view);
  makeSide(view);
  view.box.addEventListener("keydown", (event) => onKey(view, event));
  view.sizes = new ResizeObserver(() => paintAll(view));
  return view;
}

function setLabels(view) {
  const { words } = view.data;
  view.canvas.setAttribute("aria-label", words.alt);
  view.chart.setAttribute("aria-label", words.altChart);
  view.arrows.setAttribute("aria-label", words.altStep);
  view.range.setAttribute("aria-label", words.scrub);
  view.speed.setAttribute("aria-label", words.speed);
  view.speed.title = words.speed;
  view.play.title = words.playHelp;
  for (const [button, name] of [[view.back, words.before], [view.forth, words.after]]) {
    button.title = name;
    button.setAttribute("aria-label", name);
  }
  view.legend.textContent = words.legend;
}

// Shows a new race as a whole, or plays it if the user has just moved its start.
function receiveRace(view, data) {
  stopPlaying(view);
  Object.assign(view, { stamp: data.stamp, racers: data.racers.map(unpackRacer), surface: unpackSurface(data.surface), factors: decodeFloats(data.factors) });
  view.number += 1;
  view.span = null;
  view.at = data.steps;
}

export function race(component) {
  const root = component.parentElement;
  const view = remember(root, open);
  const { data } = component;
  const fresh = data.stamp !== view.stamp;
  Object.assign(view, { component, data });
  if (fresh) receiveRace(view, data);
  setLabels(view);
  fillTable(view);
  if (fresh && view.racers.length && view.started === data.start.join()) {
    view.started = "";
    view.at = 0;
    startPlaying(view);
  } else paintAll(view);
  offerInCorner(view.left, () => mapItems(view));
  offerInCorner(view.right, () => chartItems(view));
  view.sizes.observe(view.box);
  return () => forget(root, (old) => {
    old.sizes.disconnect();
    stopPlaying(old);
  });
}
