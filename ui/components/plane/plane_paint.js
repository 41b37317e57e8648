// Paints a square map under data points, with axes, and the line of text below it.
import { drawHeatMap, paintSquare, resize } from "../shared/canvas.js";
import { css, mix } from "../shared/colours.js";
import { inkOf } from "../shared/pixels.js";
import { formatNumber } from "../shared/text.js";
import { themeOf } from "../shared/theme.js";
import { paintGlyphs, paintPoints } from "./plane_marks.js";
import { valueAt } from "./plane_surface.js";
import { arrowHead, paintContours, paintPaths } from "./plane_paths.js";

const MAX_SIDE = 520; // CSS pixels
const MARGIN = { left: 50, right: 8, top: 10, bottom: 48 }; // the plot stays a square
const USUAL_LABEL = 26; // CSS pixels of a label of the vertical axis; longer ones get more room
const MAX_DIGITS = 7; // characters of a label; longer ones use a power of ten
const COMPACT = { left: 4, right: 4, top: 4, bottom: 4 }; // without numbers and names of axes

/** Round numbers from `low` to `high`, `most` of them at most or one more, and their digits behind the point. */
export function roundTicks(low, high, most) {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough);
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i += 1) ticks.push(i * step);
  return { ticks, digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}

// The labels of an axis, in plain notation if they are short.
function tickLabels(view, [low, high]) {
  const { ticks, digits } = roundTicks(low, high, view.side < 380 ? 4 : 6);
  const plain = ticks.map((tick) => tick.toFixed(Math.min(digits, 20)).replace(/^-(?=0\.?0*$)/, ""));
  const powers = ticks.map((tick, at) => (Number(plain[at]) ? String(Number(tick.toPrecision(4)).toExponential()).replace("e+", "e") : "0"));
  const exact = powers.every((text, at) => Math.abs(Number(text) - ticks[at]) < 10 ** -digits / 2 + 1e-9 * Math.abs(ticks[at]));
  const long = plain.some((text) => text.replace("-", "").length > MAX_DIGITS);
  return ticks.map((tick, at) => [tick, (long && exact ? powers : plain)[at].replaceAll("-", "\u2212")]);
}

// The margins, with room for long labels, and as much more below, so that the plot stays square.
function marginOf(view) {
  if (view.data.compact) return COMPACT;
  const key = `${view.data.y} ${view.side < 380}`;
  if (view.marginKey !== key) {
    const pen = (view.drawing ?? view.ground).getContext("2d");
    pen.font = `13px ${themeOf(view.root).font}`;
    const widest = Math.max(0, ...tickLabels(view, view.data.y).map(([, text]) => pen.measureText(text).width));
    const more = Math.max(0, Math.ceil(widest) - USUAL_LABEL);
    [view.marginKey, view.margin] = [key, { ...MARGIN, left: MARGIN.left + more, bottom: MARGIN.bottom + more }];
  }
  return view.margin;
}

/** Maps data to the canvas, in CSS pixels, and back. */
export function scaleOf(view) {
  const { x, y } = view.data;
  const { left, top, bottom, right } = marginOf(view);
  const [width, height] = [view.side - left - right, view.side - top - bottom];
  return {
    left, top, width, height,
    toX: (share) => left + share * width,
    toY: (share) => top + (1 - share) * height,
    dataX: (pixel) => x[0] + ((pixel - left) / width) * (x[1] - x[0]),
    dataY: (pixel) => y[0] + (1 - (pixel - top) / height) * (y[1] - y[0]),
  };
}

/** Draws the values under the points, with contour lines if they are heights. */
export function paintSurface(pen, view, scale, theme) {
  const { surface } = view;
  pen.fillStyle = css(mix(theme.background, theme.text, 0.04));
  pen.fillRect(scale.left, scale.top, scale.width, scale.height);
  if (!surface) return;
  const { levels, classes, n } = surface;
  const weak = theme.dark ? 0.06 : 0.08;
  const tint = (cell) => mix(theme.background, theme.categories[classes[cell] % 8], weak + (levels[cell] / 255) * 0.5);
  const ramp = surface.ink ? inkOf(theme) : surface.fine ? theme.much : theme.soft;
  const image = drawHeatMap(n, classes ? tint : (cell) => ramp[levels[cell]]);
  paintSquare(pen, image, scale.left, scale.top, scale.width);
  if (surface.fine) paintContours(pen, surface, scale, theme);
}

/** Draws the marks of both axes. */
export function paintTicks(pen, view, scale) {
  const ends = view.data;
  pen.textAlign = "center";
  pen.textBaseline = "top";
  let free = 0; // end of the last label; labels that would overlap it are left out
  for (const [tick, text] of tickLabels(view, ends.x)) {
    const at = scale.toX((tick - ends.x[0]) / (ends.x[1] - ends.x[0]));
    pen.fillRect(Math.round(at), scale.top + scale.height, 1, 5);
    const half = pen.measureText(text).width / 2;
    const middle = Math.min(at, view.side - 1 - half); // keeps the last one inside
    if (middle - half < free) continue;
    free = middle + half + 6;
    pen.fillText(text, middle, scale.top + scale.height + 8);
  }
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  for (const [tick, text] of tickLabels(view, ends.y)) {
    const at = scale.toY((tick - ends.y[0]) / (ends.y[1] - ends.y[0]));
    pen.fillRect(scale.left - 5, Math.round(at), 5, 1);
    pen.fillText(text, scale.left - 8, at);
  }
}

/** Draws the frame, the marks and the names of the axes. */
export function paintAxes(pen, view, scale, theme) {
  const { left, top, width, height } = scale;
  pen.strokeStyle = css(theme.text, 0.35);
  pen.lineWidth = 1;
  pen.strokeRect(left - 0.5, top - 0.5, width + 1, height + 1);
  if (view.data.compact) return;
  pen.fillStyle = css(mix(theme.background, theme.text, 0.8));
  pen.font = `13px ${theme.font}`;
  paintTicks(pen, view, scale);
  pen.font = `600 14px ${theme.font}`;
  pen.fillStyle = css(theme.text);
  pen.textAlign = "center";
  pen.textBaseline = "bottom";
  pen.fillText(view.data.names[0], left + width / 2, view.side - 1, width);
  pen.save();
  pen.translate(2, top + height / 2);
  pen.rotate(-Math.PI / 2);
  pen.textBaseline = "top";
  pen.fillText(view.data.names[1], 0, 0, height);
  pen.restore();
}

/** Draws the cross that the keyboard moves. */
export function paintCursor(pen, view, scale, theme) {
  if (!view.cursor || !view.keyboard) return;
  const [x, y] = [scale.toX(view.cursor[0]), scale.toY(view.cursor[1])];
  for (const [width, colour] of [[4, theme.background], [1.5, theme.text]]) {
    pen.strokeStyle = css(colour);
    pen.lineWidth = width;
    pen.beginPath();
    pen.arc(x, y, 8, 0, 7);
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      pen.moveTo(x + 4 * dx, y + 4 * dy);
      pen.lineTo(x + 13 * dx, y + 13 * dy);
    }
    pen.stroke();
  }
}

/** Draws a ring around the selected point. */
export function paintMark(pen, view, scale, theme) {
  const { marked, x, y } = view.data;
  if (!marked) return;
  const [across, up] = [(marked[0] - x[0]) / (x[1] - x[0]), (marked[1] - y[0]) / (y[1] - y[0])];
  for (const [width, colour] of [[5, theme.background], [2.5, theme.text]]) {
    pen.strokeStyle = css(colour);
    pen.lineWidth = width;
    pen.beginPath();
    pen.arc(scale.toX(across), scale.toY(up), 9, 0, 7);
    pen.stroke();
  }
}

const MAX_VECTOR = 3; // maximum length of a weight vector, in data units

// Draws decision lines, each with its weight vector as an arrow.
function paintLines(pen, view, scale, theme) {
  const { lines, x, y } = view.data;
  if (!lines?.length) return;
  const at = ([across, up]) => [scale.toX((across - x[0]) / (x[1] - x[0])), scale.toY((up - y[0]) / (y[1] - y[0]))];
  pen.save();
  pen.beginPath();
  pen.rect(scale.left, scale.top, scale.width, scale.height);
  pen.clip();
  for (const { normal, offset, dashed } of lines) {
    const length = Math.hypot(...normal);
    if (!(length > 1e-12) || !Number.isFinite(offset / length)) continue;
    const [nx, ny] = normal.map((part) => part / length);
    const foot = [(-offset / length) * nx, (-offset / length) * ny];
    const reach = 4 * (x[1] - x[0]);
    const tip = [0, 1].map((axis) => foot[axis] + [nx, ny][axis] * MAX_VECTOR * (length / (1 + length)));
    const ends = [-reach, reach].map((far) => at([foot[0] - far * ny, foot[1] + far * nx]));
    const [from, to] = [at(foot), at(tip)];
    for (const [width, colour] of [[5, theme.background], [2, theme.text]]) {
      pen.strokeStyle = css(colour);
      pen.lineWidth = width;
      for (const path of [ends, [from, to], arrowHead(from, to)]) {
        pen.setLineDash(dashed ? [7, 5] : []);
        pen.beginPath();
        path.forEach((point, i) => (i ? pen.lineTo(...point) : pen.moveTo(...point)));
        pen.stroke();
      }
    }
  }
  pen.restore();
}

/** The context of an empty canvas of the view's size, in CSS pixels. */
export function clearCanvas(canvas, side) {
  resize(canvas, side, side);
  const pen = canvas.getContext("2d");
  const ratio = canvas.width / side;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, side, side);
  return pen;
}

// Points and axes rarely change while a net learns, so their image is cached.
function paintOverlay(view, scale, theme) {
  const { points, x, y, names } = view.data;
  const key = JSON.stringify([points, x, y, names, view.side, window.devicePixelRatio, theme.background, theme.text]);
  if (view.overlayKey === key) return;
  view.overlayKey = key;
  paintFront(clearCanvas(view.overlay, view.side), view, scale, theme);
}

/** Draws everything over the surface. */
export function paintFront(pen, view, scale, theme) {
  pen.save();
  pen.beginPath();
  pen.rect(scale.left, scale.top, scale.width, scale.height);
  pen.clip();
  (view.data.glyphs && view.points ? paintGlyphs : paintPoints)(pen, view, scale, theme);
  pen.restore();
  paintAxes(pen, view, scale, theme);
}

/** Draws into an off-screen canvas, which then replaces the visible one at once. */
export function paint(view) {
  const side = Math.min(MAX_SIDE, view.box.clientWidth);
  if (side < 120) return;
  view.side = side;
  const theme = themeOf(view.root);
  const scale = scaleOf(view);
  const pen = clearCanvas(view.drawing, side);
  paintSurface(pen, view, scale, theme);
  paintOverlay(view, scale, theme);
  pen.drawImage(view.overlay, 0, 0, side, side);
  show(view);
}

/** Copies the finished drawing to the page, with the cursor. */
export function show(view) {
  const { canvas, drawing, side } = view;
  if (!side) return;
  resize(canvas, side, side);
  const pen = canvas.getContext("2d");
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.globalCompositeOperation = "copy";
  pen.drawImage(drawing, 0, 0);
  pen.globalCompositeOperation = "source-over";
  const ratio = canvas.width / side;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  paintLines(pen, view, scaleOf(view), themeOf(view.root));
  paintPaths(pen, view, scaleOf(view), themeOf(view.root));
  paintMark(pen, view, scaleOf(view), themeOf(view.root));
  paintCursor(pen, view, scaleOf(view), themeOf(view.root));
  updateReading(view);
}

/** The value of the surface at a position, as text. */
export function valueText(view, across, up) {
  const { surface, data } = view;
  if (!surface || surface.ink) return "";
  const cell = (share) => Math.min(surface.n - 1, Math.floor(share * surface.n));
  const at = cell(up) * surface.n + cell(across);
  const level = surface.levels[at] / 255;
  if (surface.classes) {
    const name = data.words.classes?.[surface.classes[at]] ?? surface.classes[at];
    return `${name} ${Math.round(level * 100)}%`;
  }
  return `${data.words.value ?? ""} ${formatNumber(valueAt(surface, at))}`.trim();
}

// Writes the line under the map: the value at the cursor, else the hint.
function updateReading(view) {
  const { data, cursor, reading } = view;
  let text = data.words.hint ?? "";
  if (cursor) {
    const [x, y] = toData(view, cursor);
    const here = [`${data.names[0]} ${formatNumber(x)}`, `${data.names[1]} ${formatNumber(y)}`, valueText(view, ...cursor)];
    text = here.filter(Boolean).join("  \u00b7  ");
  }
  reading.classList.toggle("idle", !cursor);
  if (reading.textContent !== text) reading.textContent = text;
}

/** Shares of the extent in data coordinates. */
export function toData(view, [across, up]) {
  const { x, y } = view.data;
  return [x[0] + across * (x[1] - x[0]), y[0] + up * (y[1] - y[0])];
}
