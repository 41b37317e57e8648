// The drawing as strokes, painted and converted to an image for a net. Positions are shares of the pad's edge.
import { make } from "../shared/dom.js";

const FINE = 280; // pixels of the fine image that is averaged
const COLOURS = { ink: "#fff", paper: "#000" };

/** The strokes, with what an erasing stroke takes away. `place` turns shares into pixels, `thick` their width. */
export function paintStrokes(pen, strokes, colours, place, thick) {
  pen.lineCap = pen.lineJoin = "round";
  for (const { points, width, erase } of strokes) {
    pen.strokeStyle = erase ? colours.paper : colours.ink;
    pen.lineWidth = width * thick;
    pen.beginPath();
    points.forEach(([x, y], at) => (at ? pen.lineTo(...place(x, y)) : pen.moveTo(...place(x, y))));
    if (points.length === 1) pen.lineTo(...place(points[0][0] + 1e-4, points[0][1]));
    pen.stroke();
  }
}

function brightness(strokes, place, thick) {
  const canvas = make("canvas");
  canvas.width = canvas.height = FINE;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.fillStyle = COLOURS.paper;
  pen.fillRect(0, 0, FINE, FINE);
  paintStrokes(pen, strokes, COLOURS, place, thick);
  const { data } = pen.getImageData(0, 0, FINE, FINE);
  return Float32Array.from({ length: FINE * FINE }, (_, pixel) => data[4 * pixel]);
}

// The bounds and the center of mass of the ink, in pixels of the fine image; null without ink.
function extentOf(light) {
  const bounds = [FINE, FINE, -1, -1];
  let [mass, across, down] = [0, 0, 0];
  light.forEach((value, pixel) => {
    if (!value) return;
    const [x, y] = [pixel % FINE, Math.floor(pixel / FINE)];
    bounds.splice(0, 4, Math.min(bounds[0], x), Math.min(bounds[1], y), Math.max(bounds[2], x), Math.max(bounds[3], y));
    mass += value;
    across += value * (x + 0.5);
    down += value * (y + 0.5);
  });
  if (!mass) return null;
  const [left, top, right, bottom] = bounds;
  return { left, top, right: right + 1, bottom: bottom + 1, x: across / mass, y: down / mass };
}

// The offset along an axis that centers the mass, but keeps the drawing inside.
function shiftToCentre(centre, low, high, scale) {
  const offset = FINE / 2 - centre * scale;
  return Math.max(-low * scale, Math.min(FINE - high * scale, offset));
}

/**
 * Strokes as edge * edge bytes. `fit`: the longer side of the drawing takes this share of the edge, its centre of mass
 * goes to the middle, as MNIST was made; 0 leaves it as it was drawn.
 */
export function imageOf(strokes, edge, fit) {
  let light = brightness(strokes, (x, y) => [x * FINE, y * FINE], FINE);
  const extent = extentOf(light);
  if (!extent) return null;
  if (fit) {
    const scale = (fit * FINE) / Math.max(extent.right - extent.left, extent.bottom - extent.top);
    const left = shiftToCentre(extent.x, extent.left, extent.right, scale);
    const top = shiftToCentre(extent.y, extent.top, extent.bottom, scale);
    light = brightness(strokes, (x, y) => [x * FINE * scale + left, y * FINE * scale + top], FINE * scale);
  }
  return averageCells(light, edge);
}

// The mean brightness of every cell; pixels on a border count in proportion.
function averageCells(light, edge) {
  const sums = new Float64Array(edge * edge);
  const step = FINE / edge;
  for (let y = 0; y < FINE; y += 1) {
    for (let x = 0; x < FINE; x += 1) {
      const value = light[y * FINE + x];
      if (!value) continue;
      for (const [row, high] of cells(y, step)) for (const [column, wide] of cells(x, step)) sums[row * edge + column] += value * high * wide;
    }
  }
  return Uint8Array.from(sums, (sum) => Math.min(255, Math.round(sum / (step * step))));
}

// The cells that a fine pixel lies in, with the share of it in each.
function cells(at, step) {
  const first = Math.floor(at / step);
  const border = (first + 1) * step;
  return border >= at + 1 ? [[first, 1]] : [[first, border - at], [first + 1, at + 1 - border]];
}
