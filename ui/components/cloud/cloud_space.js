// The geometry of a cloud: each map is rotated to fit the one before, keeps the trails of words, and is
// projected with the user's rotation, translation and zoom.
import { decodeFloats } from "../shared/decode.js";

const MAX_FRAMES = 12; // with trails that are kept while the element is not on the page
const MAX_TRAIL = 64; // points of a trail; a full one loses every second point
const GLIDE_MS = 260; // duration of the animation to new positions
const MARGIN = [52, 26]; // CSS pixels: horizontal, vertical
const MIN_DETERMINANT = 1e-9;
const EYE_DISTANCE = 3.2; // distance of the eye from the center of a cloud of radius 1

const pasts = new Map(); // by frame: trails, and last positions

function pastOfFrame(frame) {
  const past = pasts.get(frame) ?? { trails: new Map(), places: new Map() };
  pasts.delete(frame);
  pasts.set(frame, past);
  if (pasts.size > MAX_FRAMES) pasts.delete(pasts.keys().next().value);
  return past;
}

function determinant([a, b, c]) {
  if (!c) return a[0] * b[1] - a[1] * b[0];
  return a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) + a[2] * (b[0] * c[1] - b[1] * c[0]);
}

// The transposed inverse of a 2 x 2 or 3 x 3 matrix: its cofactors over its determinant.
function inverseTransposed(matrix) {
  const whole = determinant(matrix);
  if (matrix.length === 2) {
    const [[a, b], [c, d]] = matrix;
    return [[d, -c], [-b, a]].map((row) => row.map((value) => value / whole));
  }
  const at = (i, j) => matrix[i % 3][j % 3];
  return matrix.map((row, i) => row.map((_, j) => (
    (at(i + 1, j + 1) * at(i + 2, j + 2) - at(i + 1, j + 2) * at(i + 2, j + 1)) / whole
  )));
}

// The rotation or reflection nearest to a matrix, by Newton's iteration for its polar factor (Higham 1986); null if
// the matrix is singular.
export function nearestRotation(matrix) {
  const size = Math.hypot(...matrix.flat());
  let turn = matrix.map((row) => row.map((value) => value / (size || 1)));
  if (Math.abs(determinant(turn)) < MIN_DETERMINANT) return null;
  for (let round = 0; round < 24; round += 1) {
    const other = inverseTransposed(turn);
    turn = turn.map((row, i) => row.map((value, j) => (value + other[i][j]) / 2));
  }
  return turn;
}

export function rotate(place, turn) {
  return turn.map((_, j) => place.reduce((sum, value, i) => sum + value * turn[i][j], 0));
}

function mean(places) {
  const { length } = places[0];
  return Array.from({ length }, (_, axis) => places.reduce((sum, place) => sum + place[axis], 0) / places.length);
}

// New positions, rotated so that words of the last map stay as close as possible to their old positions.
export function alignPositions(rows, places, before) {
  const shared = rows.map((row, at) => [places[at], before.get(row)]).filter((pair) => pair[1]);
  if (shared.length < places[0].length + 1) return places;
  const matrix = places[0].map((_, i) => places[0].map((__, j) => shared.reduce((sum, [now, then]) => sum + now[i] * then[j], 0)));
  const turn = nearestRotation(matrix);
  return turn ? places.map((place) => rotate(place, turn)) : places;
}

function centredPositions({ points, dims, rows, axes }) {
  const flat = decodeFloats(points) ?? [];
  const places = rows.map((_, at) => Array.from({ length: dims }, (__, axis) => flat[at * dims + axis]));
  if (axes || !places.length) return places;
  const middle = mean(places);
  return places.map((place) => place.map((value, axis) => value - middle[axis]));
}

/** Adds a new map: rotates it to fit the last one, and extends the trails. */
export function receivePositions(view, data) {
  let places = centredPositions(data);
  const past = pastOfFrame(data.frame);
  if (view.frame !== data.frame) Object.assign(view, { frame: data.frame, ...past, before: null, stamp: "" });
  if (!data.axes && places.length) places = alignPositions(data.rows, places, past.places);
  const stays = JSON.stringify(places) === view.stamp;
  view.stamp = JSON.stringify(places);
  if (stays) return;
  view.before = view.places.size && view.width ? currentPositions(view) : null;
  view.began = performance.now();
  past.places = view.places = new Map(data.rows.map((row, at) => [row, places[at]]));
  view.places.forEach((place, row) => extendTrail(view.trails, row, data.step, place));
}

// A trail is a list of [step, position]; only later steps are added, so looking back adds nothing.
export function extendTrail(trails, row, step, place) {
  let trail = trails.get(row) ?? [];
  if (trail.length && trail.at(-1)[0] >= step) return;
  if (trail.length >= MAX_TRAIL) trail = trail.filter((_, at) => at % 2 === 0);
  trails.set(row, [...trail, [step, place]]);
}

/** The progress of the animation from the last positions to the new ones, 0 to 1. */
export function progress(view) {
  if (!view.before || view.still) return 1;
  const part = Math.min(1, (performance.now() - view.began) / GLIDE_MS);
  return part * (2 - part);
}

/** The current position of each word in the animation. */
export function currentPositions(view) {
  const part = progress(view);
  if (part >= 1 || !view.before) return view.places;
  return new Map([...view.places].map(([row, place]) => {
    const from = view.before.get(row);
    return [row, from && from.length === place.length ? place.map((value, axis) => from[axis] + part * (value - from[axis])) : place];
  }));
}

// The extent of the words: to each side in two dimensions, from the center in three.
function reachOf(places, dims) {
  const all = [...places.values()];
  if (dims === 3) return { radius: Math.max(1e-6, ...all.map((place) => Math.hypot(...place))) };
  const span = (axis) => {
    const values = all.map((place) => place[axis]);
    return [Math.min(...values), Math.max(...values)];
  };
  return { x: span(0), y: span(1) };
}

/** A function from a position to [x, y, nearness] on the canvas: nearness is 1 in front and 0 behind, 1 on a flat map. */
export function createProjection(view, places) {
  const { width, height, zoom, pan, data } = view;
  const reach = reachOf(places, data.dims);
  const [middleX, middleY] = [width / 2 + pan[0], height / 2 + pan[1]];
  if (data.dims === 2) {
    const { x, y } = reach;
    const room = [width - 2 * MARGIN[0], height - 2 * MARGIN[1]];
    const unit = zoom * Math.min(room[0] / (x[1] - x[0] || 1), room[1] / (y[1] - y[0] || 1));
    const centre = [(x[0] + x[1]) / 2, (y[0] + y[1]) / 2];
    return (place) => [middleX + unit * (place[0] - centre[0]), middleY - unit * (place[1] - centre[1]), 1];
  }
  const unit = zoom * Math.min(width - 2 * MARGIN[0] + 40, height - 2 * MARGIN[1]) * 0.55;
  const [sinY, cosY] = [Math.sin(view.yaw), Math.cos(view.yaw)];
  const [sinP, cosP] = [Math.sin(view.pitch), Math.cos(view.pitch)];
  return ([x, y, z]) => {
    const [across, deep] = [(x * cosY + z * sinY) / reach.radius, (z * cosY - x * sinY) / reach.radius];
    const [up, front] = [(y / reach.radius) * cosP - deep * sinP, (y / reach.radius) * sinP + deep * cosP];
    const grown = EYE_DISTANCE / (EYE_DISTANCE - front);
    return [middleX + unit * across * grown, middleY - unit * up * grown, Math.max(0, Math.min(1, (front + 1) / 2))];
  };
}
