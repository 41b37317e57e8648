// Heights over the steps on a logarithmic axis, with the learning rate as a strip below, and the current step.
import { roundTicks } from "../plane/plane_paint.js";
import { saveCanvas, saveCsv, saveSvg } from "../shared/save_menu.js";
import { drawShapes, showShapes, writeShapes } from "../shared/shapes.js";
import { themeOf } from "../shared/theme.js";

const ROOM = { left: 58, right: 12, top: 26, bottom: 40 }; // CSS pixels
const STRIP = 46; // height of the strip
const BETWEEN = 30;
const DEEPEST = 1e-7; // share of the highest; lower values are drawn at the bottom

function layout(view, width) {
  const high = 210;
  const bottom = ROOM.top + high;
  return { width, height: bottom + BETWEEN + STRIP + ROOM.bottom, high, bottom, wide: width - ROOM.left - ROOM.right };
}

// The ends of the axis as powers of ten.
function axisRange(view) {
  const above = view.racers.flatMap((racer) => Array.from(racer.values.subarray(0, racer.last + 1), (value) => value - view.data.lowest));
  const most = Math.min(above.reduce((one, other) => Math.max(one, other), 1e-12), 1e3 * Math.max(1e-12, ...view.racers.map((racer) => racer.values[0] - view.data.lowest)));
  const least = above.reduce((one, other) => (other > DEEPEST * most ? Math.min(one, other) : one), most);
  return [Math.floor(Math.log10(least)), Math.max(Math.ceil(Math.log10(most)), Math.floor(Math.log10(least)) + 1)];
}

function chartShapes(view, width, theme) {
  const place = layout(view, width);
  const [low, high] = (view.span ??= axisRange(view));
  const toX = (step) => ROOM.left + (step / view.data.steps) * place.wide;
  const share = (above) => (Math.log10(Math.max(above, 10 ** low)) - low) / (high - low);
  const toY = (above) => ROOM.top + (1 - Math.min(1, Math.max(0, share(above)))) * place.high;
  return [
    ...frameShapes(view, place, theme, toX, toY, [low, high]),
    ...view.racers.map((racer) => curveShape(view, racer, theme, toX, toY)),
    ...stripShapes(view, place, theme, toX),
    { kind: "path", points: [[toX(view.at), ROOM.top], [toX(view.at), place.bottom + BETWEEN + STRIP]], colour: theme.text, width: 1.2, opacity: 0.7 },
    ...view.racers.filter((racer) => !racer.pinned && view.at <= racer.last).map((racer) => ({
      kind: "dot", x: toX(view.at), y: toY(racer.values[view.at] - view.data.lowest), radius: 4, colour: theme.marks[racer.colour], opacity: 1,
    })),
  ];
}

function curveShape(view, racer, theme, toX, toY) {
  const points = Array.from(racer.values.subarray(0, racer.last + 1), (value, step) => [toX(step), toY(value - view.data.lowest)]);
  return { kind: "path", points, colour: theme.marks[racer.colour], width: racer.pinned ? 1.4 : 2, opacity: racer.pinned ? 0.8 : 1, dash: racer.pinned ? [5, 4] : undefined };
}

function frameShapes(view, { bottom, high, width, wide }, theme, toX, toY, [from, to]) {
  const { words, target, lowest, steps } = view.data;
  const text = { kind: "text", size: 12, weight: 400, colour: theme.text, opacity: 0.85 };
  const every = Math.ceil((to - from) / 5);
  const powers = Array.from({ length: to - from + 1 }, (_, at) => from + at).filter((power) => (power - from) % every === 0);
  const { ticks } = roundTicks(0, steps, width < 380 ? 4 : 6);
  const goal = toY(target - lowest);
  return [
    { ...text, x: ROOM.left, y: 10, text: words.above, weight: 600 },
    ...powers.map((power) => ({ kind: "path", points: [[ROOM.left, toY(10 ** power)], [ROOM.left + wide, toY(10 ** power)]], colour: theme.text, width: 1, opacity: 0.12 })),
    ...powers.map((power) => ({ ...text, x: ROOM.left - 6, y: toY(10 ** power), anchor: "right", text: Math.abs(power) < 4 ? String(Number((10 ** power).toFixed(3))) : `1e${power}`.replace("-", "\u2212") })),
    { kind: "path", points: [[ROOM.left, goal], [ROOM.left + wide, goal]], colour: theme.text, width: 1.2, opacity: 0.6, dash: [2, 3] },
    { ...text, x: ROOM.left + wide, y: goal - 8, anchor: "right", text: words.target, halo: true },
    ...ticks.map((tick) => ({ ...text, x: toX(tick), y: bottom + BETWEEN + STRIP + 12, anchor: "center", text: String(tick) })),
    { ...text, x: ROOM.left + wide / 2, y: bottom + BETWEEN + STRIP + 30, anchor: "center", text: words.step, weight: 600 },
    { kind: "box", x: ROOM.left, y: ROOM.top, wide, high, frame: 1, colour: theme.text, opacity: 0.3 },
  ];
}

// The schedule: the rate of every optimizer as a share of its first.
function stripShapes({ data, factors }, { bottom, wide }, theme, toX) {
  const top = bottom + BETWEEN;
  const points = Array.from(factors, (factor, step) => [toX(step), top + STRIP - factor * STRIP]);
  const text = { kind: "text", size: 12, weight: 400, colour: theme.text, opacity: 0.85 };
  return [
    { ...text, x: ROOM.left, y: top - 11, text: data.words.rate, weight: 600 },
    { ...text, x: ROOM.left - 6, y: top + 4, anchor: "right", text: "1" },
    { ...text, x: ROOM.left - 6, y: top + STRIP - 2, anchor: "right", text: "0" },
    { kind: "box", x: ROOM.left, y: top, wide, high: STRIP, frame: 1, colour: theme.text, opacity: 0.3 },
    { kind: "path", points, colour: theme.accent, width: 2, opacity: 1 },
  ];
}

/** Draws the heights of all racers over the steps. */
export function showChart(view, theme) {
  const width = view.right.clientWidth;
  if (width < 120) return;
  showShapes(view.chart, chartShapes(view, width, theme), theme, width, layout(view, width).height);
}

/** The step under a pointer. */
export function stepUnder(view, event) {
  const box = view.chart.getBoundingClientRect();
  const share = (event.clientX - box.left - ROOM.left) / (box.width - ROOM.left - ROOM.right);
  return Math.round(Math.min(1, Math.max(0, share)) * view.data.steps);
}

/** The files that the chart's save menu offers. */
export function chartItems(view) {
  const { words, steps } = view.data;
  const theme = themeOf(view.root);
  const width = view.right.clientWidth;
  const { height } = layout(view, width);
  const rows = () => Array.from({ length: steps + 1 }, (_, t) => [t, view.factors[Math.min(t, steps - 1)], ...view.racers.map((racer) => racer.values[t])]);
  return [
    ["png", () => saveCanvas(words.above, drawShapes(chartShapes(view, width, theme), theme, width, height))],
    ["svg", () => saveSvg(words.above, writeShapes(chartShapes(view, width, theme), theme, width, height, words.altChart))],
    ["csv", () => saveCsv(words.above, [words.step, words.rate, ...view.racers.map((racer) => racer.title)], rows())],
  ];
}
