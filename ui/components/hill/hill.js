// A surface of heights in perspective, with a path and a ball at its end; drag or use keys to rotate it.
import { resize } from "../shared/canvas.js";
import { css, mix } from "../shared/colours.js";
import { decodeBytes } from "../shared/decode.js";
import { addStyle, make } from "../shared/dom.js";
import { offerSave, saveCanvas } from "../shared/save_menu.js";
import { formatNumber } from "../shared/text.js";
import { themeOf } from "../shared/theme.js";
import { forget, remember } from "../shared/view_state.js";
import style from "./hill.css" with { type: "text" };

const MAX_WIDTH = 760; // CSS pixels
const TURNS = { ArrowLeft: [-0.12, 0], ArrowRight: [0.12, 0], ArrowUp: [0, 0.08], ArrowDown: [0, -0.08] };
const STEEP = [0.15, 1.45]; // the pitch, from nearly flat to nearly from above
const CELLS = 30; // squares along an edge
const HIGH = 0.75; // of the highest point, in units of half an edge

function open(root) {
  addStyle(root, style);
  const box = make("div", "hill", root);
  const view = { root, box, canvas: make("canvas", "", box), foot: make("div", "foot", box), yaw: 0.6, pitch: 0.65 };
  view.hint = make("div", "hint", view.foot);
  view.canvas.tabIndex = 0;
  view.canvas.setAttribute("role", "application");
  view.canvas.addEventListener("pointerdown", (event) => {
    view.from = [event.clientX, event.clientY];
    view.canvas.setPointerCapture(event.pointerId);
  });
  view.canvas.addEventListener("pointermove", (event) => {
    if (!view.from) return;
    rotateView(view, (event.clientX - view.from[0]) / 140, (event.clientY - view.from[1]) / 180);
    view.from = [event.clientX, event.clientY];
  });
  for (const name of ["pointerup", "pointercancel"]) view.canvas.addEventListener(name, () => { view.from = null; });
  view.canvas.addEventListener("keydown", (event) => {
    const move = TURNS[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    rotateView(view, ...move);
  });
  view.sizes = new ResizeObserver(() => paint(view));
  return view;
}

function rotateView(view, yaw, pitch) {
  view.yaw += yaw;
  view.pitch = Math.max(STEEP[0], Math.min(STEEP[1], view.pitch + pitch));
  paint(view);
}

// The height, 0 to 1, at shares of the edges, interpolated between four cells.
function heightAt({ fine, n }, across, up) {
  const at = [across, up].map((share) => Math.max(0, Math.min(n - 1.001, share * n - 0.5)));
  const [column, row] = at.map(Math.floor);
  const [right, above] = [at[0] - column, at[1] - row];
  const cell = (down, over) => fine[(row + down) * n + column + over] / 65535;
  const low = cell(0, 0) * (1 - right) + cell(0, 1) * right;
  return low * (1 - above) + (cell(1, 0) * (1 - right) + cell(1, 1) * right) * above;
}

// Projects shares of the edges and a height to the canvas.
function eyeOf(view) {
  const [sinY, cosY, sinP, cosP] = [Math.sin(view.yaw), Math.cos(view.yaw), Math.sin(view.pitch), Math.cos(view.pitch)];
  const unit = Math.min(view.width / 2.9, view.height / 2.45);
  const eye = (across, up, height) => {
    const [x, y] = [2 * across - 1, 2 * up - 1];
    const [aside, away] = [x * cosY - y * sinY, x * sinY + y * cosY];
    return [view.width / 2 + unit * aside, view.height * 0.5 - unit * (away * sinP + (HIGH * height - 0.45) * cosP)];
  };
  eye.away = (across, up) => across * sinY + up * cosY;
  return eye;
}

function paintSurface(pen, { surface }, eye, theme) {
  const squares = [];
  for (let i = 0; i < CELLS * CELLS; i += 1) {
    const [column, row] = [i % CELLS, Math.floor(i / CELLS)];
    squares.push([column, row, eye.away(column, row)]);
  }
  squares.sort((one, other) => other[2] - one[2]);
  pen.lineWidth = 0.7;
  for (const [column, row] of squares) {
    const corners = [[0, 0], [1, 0], [1, 1], [0, 1]].map(([x, y]) => [(column + x) / CELLS, (row + y) / CELLS]);
    const heights = corners.map(([x, y]) => heightAt(surface, x, y));
    const shade = theme.much[Math.round(63.75 * heights.reduce((sum, height) => sum + height, 0))];
    pen.beginPath();
    corners.forEach(([x, y], at) => pen[at ? "lineTo" : "moveTo"](...eye(x, y, heights[at])));
    pen.closePath();
    pen.fillStyle = css(shade);
    pen.fill();
    pen.strokeStyle = css(mix(shade, theme.text, 0.22));
    pen.stroke();
  }
}

function paintPath(pen, { surface, data }, eye, theme) {
  const share = (value, [low, high]) => (value - low) / (high - low);
  const shares = data.places.map(([x, y]) => [share(x, data.x), share(y, data.y)]);
  const inside = shares.filter((place) => place.every((side) => side >= 0 && side <= 1));
  const points = inside.map(([x, y]) => eye(x, y, heightAt(surface, x, y)));
  if (!points.length) return;
  for (const [width, colour] of [[6, theme.background], [2.5, theme.text]]) {
    pen.lineWidth = width;
    pen.strokeStyle = css(colour);
    pen.beginPath();
    points.forEach((point, at) => pen[at ? "lineTo" : "moveTo"](...point));
    pen.stroke();
  }
  if (inside.length < shares.length && inside.at(-1) !== shares.at(-1)) return; // the ball has left the map
  const [x, y] = points.at(-1);
  pen.beginPath();
  pen.arc(x, y - 7, 9, 0, 7);
  pen.fillStyle = css(theme.marks[1]);
  pen.fill();
  pen.lineWidth = 2;
  pen.strokeStyle = css(theme.background);
  pen.stroke();
}

function paintNames(pen, { data }, eye, theme) {
  pen.font = `13px ${theme.font}`;
  pen.fillStyle = css(theme.text);
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  const [x, y] = data.names;
  const ends = [[`${x} = ${formatNumber(data.x[0])}`, 0.12, -0.09], [`${x} = ${formatNumber(data.x[1])}`, 0.95, -0.09]];
  ends.push([`${y} = ${formatNumber(data.y[0])}`, -0.09, 0.12], [`${y} = ${formatNumber(data.y[1])}`, -0.09, 0.95]);
  for (const [text, across, up] of ends) pen.fillText(text, ...eye(across, up, 0));
}

function paint(view) {
  const width = Math.min(MAX_WIDTH, view.box.clientWidth);
  if (width < 120) return;
  Object.assign(view, { width, height: Math.max(280, Math.round(width * 0.62)) });
  resize(view.canvas, width, view.height);
  const pen = view.canvas.getContext("2d");
  const ratio = view.canvas.width / width;
  const theme = themeOf(view.root);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = css(theme.background);
  pen.fillRect(0, 0, width, view.height);
  if (!view.surface) return;
  const eye = eyeOf(view);
  paintNames(pen, view, eye, theme);
  paintSurface(pen, view, eye, theme);
  paintPath(pen, view, eye, theme);
}

export function hill(component) {
  const root = component.parentElement;
  const view = remember(root, open);
  const { surface, words } = component.data;
  view.data = component.data;
  view.surface = surface && { ...surface, fine: new Uint16Array(decodeBytes(surface.heights).buffer) };
  view.canvas.setAttribute("aria-label", words.alt);
  view.hint.textContent = words.hint;
  offerSave(view.foot, () => [["png", () => saveCanvas(words.title, view.canvas)]]);
  paint(view);
  view.sizes.observe(view.box);
  return () => forget(root, () => view.sizes.disconnect());
}
