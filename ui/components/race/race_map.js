// The map of a race: the surface, drawn once, and the paths of all racers up to the current step.
import { clearCanvas, paintAxes, paintCursor, paintSurface, scaleOf } from "../plane/plane_paint.js";
import { paintPath } from "../plane/plane_paths.js";
import { css } from "../shared/colours.js";
import { saveCanvas, saveCsv } from "../shared/save_menu.js";
import { selectedRacer } from "./racers.js";

const START = 6; // CSS pixels, radius

function toScreen(view, scale) {
  const { x, y } = view.data;
  return (across, up) => [scale.toX((across - x[0]) / (x[1] - x[0])), scale.toY((up - y[0]) / (y[1] - y[0]))];
}

function drawClipped(pen, scale, draw) {
  pen.save();
  pen.beginPath();
  pen.rect(scale.left, scale.top, scale.width, scale.height);
  pen.clip();
  draw();
  pen.restore();
}

function paintGround(view, theme) {
  const { side } = view;
  const pen = clearCanvas(view.ground, side);
  const scale = scaleOf(view);
  const at = toScreen(view, scale);
  paintSurface(pen, view, scale, theme);
  drawClipped(pen, scale, () => {
    for (const [x, y] of view.data.minima) paintStar(pen, at(x, y), theme);
  });
  paintAxes(pen, view, scale, theme);
}

// Draws a cross at a minimum.
function paintStar(pen, [x, y], theme) {
  for (const [width, colour] of [[4, theme.background], [1.8, theme.text]]) {
    pen.lineWidth = width;
    pen.strokeStyle = css(colour);
    pen.beginPath();
    for (const [dx, dy] of [[5, 5], [5, -5]]) {
      pen.moveTo(x - dx, y - dy);
      pen.lineTo(x + dx, y + dy);
    }
    pen.stroke();
  }
}

// The path of a racer up to a step, as the plane draws it.
function pathOf(racer, step, at) {
  const last = Math.min(step, racer.last);
  return Array.from({ length: last + 1 }, (_, t) => at(racer.places[2 * t], racer.places[2 * t + 1]));
}

// Draws a ring around the selected racer.
function paintRing(pen, racer, step, at, theme) {
  if (!racer) return;
  pen.lineWidth = 2;
  pen.strokeStyle = css(theme.text);
  pen.beginPath();
  pen.arc(...pathOf(racer, step, at).at(-1), 10.5, 0, 7);
  pen.stroke();
}

function paintStart(pen, [x, y], theme) {
  for (const [width, colour] of [[4.5, theme.background], [2, theme.text]]) {
    pen.lineWidth = width;
    pen.strokeStyle = css(colour);
    pen.strokeRect(x - START, y - START, 2 * START, 2 * START);
  }
}

function paintRacers(pen, view, theme) {
  const scale = scaleOf(view);
  const at = toScreen(view, scale);
  pen.drawImage(view.ground, 0, 0, view.side, view.side);
  drawClipped(pen, scale, () => {
    const racers = [...view.racers].sort((one, other) => other.pinned - one.pinned);
    paintStart(pen, at(...view.data.start), theme);
    for (const racer of racers) {
      paintPath(pen, { colour: racer.colour, dashed: racer.pinned, ball: !racer.pinned }, pathOf(racer, view.at, at), theme);
    }
    paintRing(pen, selectedRacer(view), view.at, at, theme);
  });
  paintCursor(pen, view, scale, theme);
}

/** Draws the surface if it is new, and the racers up to the current step. */
export function showMap(view, theme) {
  const side = Math.min(560, view.left.clientWidth);
  if (side < 120) return;
  const stamp = [view.number, side, window.devicePixelRatio, theme.background, theme.text].join();
  view.side = side;
  if (view.grounded !== stamp) paintGround(view, theme);
  view.grounded = stamp;
  paintRacers(clearCanvas(view.canvas, side), view, theme);
}

/** The files that the map's save menu offers. */
export function mapItems(view) {
  const { words } = view.data;
  const rows = () => view.racers.flatMap((racer) => Array.from({ length: racer.last + 1 }, (_, t) => [
    racer.title, t, racer.places[2 * t], racer.places[2 * t + 1], racer.values[t], racer.steep[t],
  ]));
  return [
    ["png", () => saveCanvas(words.map, view.canvas)],
    ["csv", () => saveCsv(words.map, [words.optimizer, words.step, "x", "y", words.height, words.steep], rows())],
  ];
}
