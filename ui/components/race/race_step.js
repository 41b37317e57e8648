// One step of the selected racer: its arrows and its numbers.
import { arrowHead } from "../plane/plane_paths.js";
import { css } from "../shared/colours.js";
import { make } from "../shared/dom.js";
import { showShapes } from "../shared/shapes.js";
import { fillIn, formatNumber } from "../shared/text.js";
import { selectedRacer } from "./racers.js";

const BOXED = 230; // CSS pixels, side

// The state of a racer at a step, and its update: -rate · (above / below), plus weight decay.
function stepOf(racer, step) {
  const two = (values) => [values[2 * step], values[2 * step + 1]];
  const names = ["places", "slopes", "velocities", "squares", "numerators", "denominators", "moves"];
  const [place, slope, velocity, square, above, below, move] = names.map((name) => two(racer[name]));
  return { place, slope, velocity, square, above, below, move };
}

function arrowShape(from, to, look) {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  if (!(length > 2)) return [{ kind: "dot", x: from[0], y: from[1], radius: 3, ...look }];
  return [
    { kind: "path", points: [from, to], ...look },
    { kind: "path", points: arrowHead(from, to), ...look, dash: undefined },
  ];
}

// The arrows, each [name, vector against the slope, look]. Gradients, velocity and roots share one scale; the step has its own.
function arrowShapes(view, state, theme, side) {
  const middle = [side / 2, side / 2];
  const colour = theme.marks[selectedRacer(view).colour];
  const downhill = state.slope.map((part) => -part);
  const velocity = state.velocity.map((part) => -part);
  const roots = state.square.map(Math.sqrt);
  const lengths = [downhill, velocity, roots].map(([x, y]) => Math.hypot(x, y)).filter(Number.isFinite);
  const unit = (0.44 * side) / Math.max(1e-300, ...lengths);
  const reach = (0.36 * side) / Math.max(1e-300, Math.hypot(...state.move));
  const end = (vector, size) => [middle[0] + size * vector[0], middle[1] - size * vector[1]];
  const ellipse = Array.from({ length: 49 }, (_, at) => end([roots[0] * Math.cos((at * Math.PI) / 24), roots[1] * Math.sin((at * Math.PI) / 24)], unit));
  const axes = { colour: theme.text, width: 1, opacity: 0.15 };
  return [
    { kind: "path", points: [[0, side / 2], [side, side / 2]], ...axes },
    { kind: "path", points: [[side / 2, 0], [side / 2, side]], ...axes },
    ...(roots.every(Number.isFinite) ? [{ kind: "path", points: ellipse, colour: theme.text, width: 1.4, opacity: 0.55, dash: [2, 3] }] : []),
    ...(velocity.every(Number.isFinite) ? arrowShape(middle, end(velocity, unit), { colour: theme.text, width: 1.8, opacity: 0.75, dash: [6, 4] }) : []),
    ...arrowShape(middle, end(downhill, unit), { colour: theme.text, width: 2, opacity: 0.9 }),
    ...arrowShape(middle, end(state.move, reach), { colour, width: 4, opacity: 0.9 }),
  ];
}

function tableRows(view, racer, state) {
  const { words } = view.data;
  const lines = [[words.slope, ...state.slope]];
  if (state.velocity.every(Number.isFinite)) lines.push([racer.words.velocity, ...state.velocity]);
  if (state.square.every(Number.isFinite)) lines.push([racer.words.squares, ...state.square]);
  return [...lines, [words.move, ...state.move]];
}

/** The update rule with its numbers, for one axis; `rate` is that of the step. */
export function ruleText(racer, state, rate, axis) {
  const [place, above, below, move] = [state.place, state.above, state.below, state.move].map((pair) => formatNumber(pair[axis]));
  const divided = state.below[axis] === 1 ? "" : ` / ${below}`;
  const decay = racer.decay ? ` \u2212 ${formatNumber(rate)} \u00b7 ${formatNumber(racer.decay)} \u00b7 (${place})` : "";
  return `${"xy"[axis]}: \u2212${formatNumber(rate)} \u00b7 (${above})${divided}${decay} = ${move}`;
}

/** Draws the arrows and the numbers of one step. */
export function showStep(view, theme) {
  const racer = selectedRacer(view);
  view.card.hidden = !racer?.last;
  if (!racer?.last) return;
  const step = Math.min(view.at, racer.last - 1); // the next step, or the last one at the end
  const state = stepOf(racer, step);
  const { words } = view.data;
  view.heading.textContent = fillIn(words.one, { optimizer: racer.title, step: step + 1 });
  view.swatch.style.background = css(theme.marks[racer.colour]);
  const side = Math.min(BOXED, view.card.clientWidth);
  showShapes(view.arrows, arrowShapes(view, state, theme, side), theme, side, side);
  view.numbers.textContent = "";
  const rate = racer.rate * view.factors[step];
  const table = make("table", "", view.numbers);
  addRow(table, "th", ["", "x", "y"]);
  for (const [name, x, y] of tableRows(view, racer, state)) addRow(table, "td", [name, formatNumber(x), formatNumber(y)]);
  make("p", "rule", view.numbers).textContent = racer.words.rule;
  for (const axis of [0, 1]) make("p", "sum", view.numbers).textContent = ruleText(racer, state, rate, axis);
}

/** Adds a row of cells, `th` or `td`, to a table. */
export function addRow(table, kind, cells) {
  const row = make("tr", "", table);
  for (const text of cells) make(kind, "", row).textContent = text;
  return row;
}
