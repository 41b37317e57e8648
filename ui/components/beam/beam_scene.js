// The shapes of a beam search tree: a column for each position of the output, the likeliest path on top.
import { mix } from "../shared/colours.js";
import { textWidth } from "../shared/text_width.js";

const ROW = 26; // CSS pixels of a node, with the gap below it
const BOX = 21;
const GAP = 26; // between two columns, for the lines
const MAX_SYMBOL = 96; // CSS pixels of a token
const ROOT = 16; // room for the dot of the root
const LEGEND = 24;

/** A token as it is drawn: a space as a symbol. */
export function tokenText(symbol) {
  return symbol === " " ? "\u2423" : symbol;
}

/** A number with a fixed count of digits and a true minus. */
export function formatFixed(value, digits = 2) {
  return (Object.is(Number(value.toFixed(digits)), -0) ? 0 : value).toFixed(digits).replace("-", "\u2212");
}

/** The position of each node: kept ones first, the likeliest on top, then pruned ones. */
export function layoutOf(data, theme) {
  const count = Math.max(0, ...data.depths.map((depth) => depth + 1));
  const names = Math.min(MAX_SYMBOL, data.tokens.reduce((most, text) => Math.max(most, textWidth(tokenText(text), `600 14px ${theme.font}`)), 10));
  const wide = Math.ceil(names + textWidth("\u221210.00", `11px ${theme.font}`) + 18);
  const column = wide + GAP;
  const spots = new Array(data.tokens.length);
  let rows = 1;
  for (let depth = 0; depth < count; depth += 1) {
    const nodes = data.tokens.map((_, at) => at).filter((at) => data.depths[at] === depth);
    nodes.sort((one, other) => data.kept[other] - data.kept[one] || data.totals[other] - data.totals[one]);
    nodes.forEach((at, row) => { spots[at] = { x: ROOT + GAP + depth * column, y: LEGEND + row * ROW, row }; });
    rows = Math.max(rows, nodes.length);
  }
  return { spots, wide, count, column, width: Math.ceil(ROOT + GAP + count * column - GAP + 4), height: LEGEND + rows * ROW + 4 };
}

/** The shapes of the tree: lines under nodes. */
export function sceneOf(view, layout, theme) {
  const { data } = view;
  const best = new Set(data.best);
  const current = new Set(pathTo(data, view.cursor));
  const order = data.tokens.map((_, at) => at).sort((one, other) => weightOf(data, best, one) - weightOf(data, best, other));
  const start = { kind: "dot", x: ROOT / 2 + 2, y: LEGEND + BOX / 2, radius: 5, colour: theme.text, opacity: 0.8 };
  return [
    ...order.map((at) => lineShape(view, layout, theme, at, best, current)),
    start,
    ...order.flatMap((at) => nodeShapes(view, layout, theme, at, best)),
    ...legendShapes(view, theme, layout),
  ];
}

function weightOf(data, best, at) {
  return best.has(at) ? 2 : data.kept[at] ? 1 : 0;
}

function lineShape({ data }, { spots, wide }, theme, at, best, current) {
  const to = spots[at];
  const from = data.parents[at] < 0 ? { x: ROOT / 2 + 2 - wide, y: LEGEND } : spots[data.parents[at]];
  const [x, y, high] = [from.x + wide, from.y + BOX / 2, to.y + BOX / 2];
  const middle = (x + to.x) / 2;
  const strong = best.has(at);
  return {
    kind: "path", points: [[x, y], [middle, y + 0.08 * (high - y)], [middle, y + 0.92 * (high - y)], [to.x, high]],
    colour: current.has(at) || strong ? theme.accent : theme.text, width: strong ? 2.5 : data.kept[at] ? 1.5 : 1,
    opacity: current.has(at) ? 1 : strong ? 0.9 : data.kept[at] ? 0.6 : 0.22, ...(data.greedy.includes(at) && !strong ? { dash: [5, 3] } : {}),
  };
}

function nodeShapes({ data, cursor }, { spots, wide }, theme, at, best) {
  const { x, y } = spots[at];
  const middle = y + BOX / 2;
  const opacity = best.has(at) || at === cursor ? 1 : data.kept[at] ? 0.95 : 0.45;
  const back = mix(theme.background, best.has(at) ? theme.accent : theme.text, best.has(at) ? 0.2 : data.kept[at] ? 0.1 : 0.03);
  const box = { x, y, wide, high: BOX };
  const edge = at === cursor || at === data.chosen ? [{ kind: "box", ...box, frame: 2, colour: theme.text, opacity: 1 }]
    : data.finished[at] ? [{ kind: "box", ...box, frame: 1.5, colour: best.has(at) ? theme.accent : theme.text, opacity }] : [];
  const dots = data.greedy.includes(at) ? [{ kind: "dot", x: x + wide - 2, y: y + 3, radius: 3, colour: theme.marks[1], opacity: 1 }] : [];
  const ink = { colour: theme.text, opacity };
  return [
    { kind: "box", ...box, colour: back, opacity: 1 },
    ...edge,
    { kind: "text", x: x + 6, y: middle, text: tokenText(data.tokens[at]), size: 14, weight: data.kept[at] ? 600 : 400, ...ink },
    { kind: "text", x: x + wide - 6, y: middle + 1, text: formatFixed(data.logs[at]), size: 11, weight: 400, anchor: "right", ...ink },
    ...dots,
  ];
}

function legendShapes({ data }, theme, { width }) {
  const { best, greedy } = data.words;
  const font = { size: 12, weight: 400, colour: theme.text, opacity: 0.85, kind: "text" };
  const y = 9;
  const second = 40 + textWidth(best, `12px ${theme.font}`) + 14;
  const shapes = [
    { kind: "path", points: [[4, y], [26, y]], colour: theme.accent, width: 2.5, opacity: 0.9 },
    { ...font, x: 32, y, text: best },
  ];
  if (second > width - 30 || !data.greedy.length) return shapes;
  return [...shapes, { kind: "dot", x: second, y, radius: 3, colour: theme.marks[1], opacity: 1 }, { ...font, x: second + 9, y, text: greedy }];
}

/** The nodes on the path to a node. */
export function pathTo(data, at) {
  const path = [];
  for (let each = at; each !== null && each !== undefined && each >= 0; each = data.parents[each]) path.unshift(each);
  return path;
}

/** The node under a point of the canvas, or null. */
export function spotAt(data, { spots, wide }, x, y) {
  const index = spots.findIndex((spot) => spot && x >= spot.x && x <= spot.x + wide && y >= spot.y && y <= spot.y + ROW);
  return index < 0 ? null : index;
}
