// The shapes of a computation graph: a card for each node with its value and gradient, a line for each input.
import { mix } from "../shared/colours.js";
import { formatNumber } from "../shared/text.js";
import { textWidth } from "../shared/text_width.js";

export const WIDE = 96; // CSS pixels of a card
const HIGH = 54;
const SMALL = 24; // height of a bare number
const COLUMN = WIDE + 46;
const ROW = HIGH + 16;
const EDGE = 10;

/** The positions of the cards, in columns that fill `room` CSS pixels if possible. */
export function layoutOf(nodes, room) {
  const columns = Math.max(...nodes.map(({ column }) => column));
  const rows = Math.max(...nodes.map(({ row }) => row));
  const step = Math.max(COLUMN - 16, Math.min(COLUMN + 40, columns ? (room - WIDE - 2 * EDGE) / columns : COLUMN));
  return {
    spots: nodes.map(({ column, row }) => ({ x: EDGE + column * step, y: EDGE + row * ROW })),
    pass: ([column, row]) => ({ x: EDGE + column * step, y: EDGE + row * ROW + HIGH / 2 }),
    width: Math.ceil(2 * EDGE + columns * step + WIDE),
    height: Math.ceil(2 * EDGE + rows * ROW + HIGH),
  };
}

// A name shortened to fit.
function shortenText(text, room, font) {
  let shortened = text;
  while (shortened.length > 1 && textWidth(shortened === text ? text : `${shortened}\u2026`, font) > room) shortened = shortened.slice(0, -1);
  return shortened === text ? text : `${shortened}\u2026`;
}

/** A value of a node as text; strings stay as they are. */
export function numberText(value) {
  return typeof value === "number" ? formatNumber(value) : value;
}

/** The shapes of the graph: lines, cards, and the local derivatives at the selected node. */
export function sceneOf({ data, layout, over }, theme) {
  const { nodes, chosen } = data;
  const near = over ?? chosen;
  const lines = [];
  nodes.forEach((node, at) => node.inputs.forEach((from, place) => {
    lines.push({ from, to: at, place, slot: slotOf(node, place, layout), strong: near === from || near === at });
  }));
  lines.sort((one, other) => one.strong - other.strong);
  return [
    ...lines.map((one) => linkShapes(one, nodes, layout, theme)),
    ...nodes.flatMap((node, at) => cardShapes(node, layout.spots[at], theme, { chosen: at === chosen, over: at === over, output: at === data.output })),
    ...lines.filter(({ from }) => from === near).flatMap((one) => slopeLabel(one, nodes, layout, theme)),
  ];
}

// The order of the incoming lines from top to bottom.
function slotOf({ inputs }, place, { spots }) {
  const above = (each) => spots[inputs[each]].y - spots[inputs[place]].y || each - place;
  return inputs.filter((_, each) => above(each) < 0).length;
}

function linkEnds({ from, to, slot }, nodes, { spots }) {
  const inputs = nodes[to].inputs.length;
  const shift = inputs > 1 ? (slot / (inputs - 1) - 0.5) * 22 : 0;
  return [[spots[from].x + WIDE, spots[from].y + HIGH / 2], [spots[to].x, spots[to].y + HIGH / 2 + shift]];
}

function linkShapes(one, nodes, layout, theme) {
  const [[x, y], [right, low]] = linkEnds(one, nodes, layout);
  const passed = (nodes[one.to].ways[one.place] ?? []).map(layout.pass).flatMap((at) => [[at.x, at.y], [at.x + WIDE, at.y]]);
  const stops = [[x, y], ...passed, [right, low]];
  const points = [[x, y]];
  for (let at = 0; at + 1 < stops.length; at += 1) points.push(...(at % 2 ? [stops[at + 1]] : curvePoints(stops[at], stops[at + 1])));
  const flowing = nodes[one.to].gradient !== null && nodes[one.from].gradient !== null;
  return {
    kind: "path", points, width: one.strong ? 2.5 : 1.5, opacity: one.strong ? 1 : 0.45,
    colour: flowing ? theme.marks[1] : theme.text, ...(nodes[one.to].frozen || nodes[one.from].frozen ? { dash: [4, 4] } : {}),
  };
}

// A curve between two points, horizontal at both ends.
function curvePoints([x, y], [right, low]) {
  return Array.from({ length: 12 }, (_, at) => {
    const share = (at + 1) / 12;
    return [x + share * (right - x), y + share * share * (3 - 2 * share) * (low - y)];
  });
}

// The local derivative, on the line to a consumer of the selected node.
function slopeLabel(one, nodes, layout, theme) {
  const local = nodes[one.to].locals[one.place];
  if (local === null || local === undefined) return [];
  const [right, low] = linkEnds(one, nodes, layout)[1];
  const text = { kind: "text", text: `\u00d7${numberText(local)}`, size: 12, weight: 600, colour: theme.text, opacity: 1 };
  return [{ ...text, x: right - 3, y: low - 9, anchor: "right", halo: true }];
}

function cardShapes(node, { x, y }, theme, is) {
  const known = node.value !== null;
  const ink = { kind: "text", colour: theme.text, opacity: known ? 1 : 0.6 };
  if (node.bare) {
    const top = y + (HIGH - SMALL) / 2;
    const box = { kind: "box", x: x + WIDE / 2, y: top, wide: WIDE / 2, high: SMALL };
    return [
      { ...box, colour: mix(theme.background, theme.text, 0.06), opacity: 1 },
      ...(is.chosen ? [{ ...box, frame: 2, colour: theme.text, opacity: 1 }] : []),
      { ...ink, x: x + 0.75 * WIDE, y: y + HIGH / 2, text: node.name, size: 13, weight: 400, anchor: "center", opacity: 0.8 },
    ];
  }
  const box = { kind: "box", x, y, wide: WIDE, high: HIGH };
  const fill = is.output ? mix(theme.background, theme.accent, 0.16) : mix(theme.background, theme.text, node.inputs.length ? 0.07 : 0.14);
  const edge = is.chosen ? { frame: 3, colour: theme.accent } : is.over ? { frame: 2, colour: theme.text } : { frame: 1, colour: mix(theme.background, theme.text, 0.35) };
  const middle = x + WIDE / 2;
  const room = WIDE - 16 - textWidth(node.sign, `400 13px ${theme.font}`);
  const name = shortenText(`${node.frozen ? "\u2744 " : ""}${node.name}`, room, `600 13px ${theme.font}`);
  return [
    { ...box, colour: fill, opacity: known ? 1 : 0.55 },
    { ...box, ...edge, opacity: 1 },
    { ...ink, x: x + 6, y: y + 10, text: name, size: 13, weight: 600 },
    { ...ink, x: x + WIDE - 6, y: y + 10, text: node.sign, size: 13, weight: 400, anchor: "right", opacity: 0.85 },
    { ...ink, x: middle, y: y + 26, text: known ? numberText(node.value) : "\u00b7", size: 14, weight: 400, anchor: "center" },
    ...(node.gradient === null ? [] : [{ ...ink, x: middle, y: y + 43, text: `\u2207 ${numberText(node.gradient)}`, size: 13, weight: 600, anchor: "center", colour: theme.marks[1] }]),
  ];
}

/** The node under a point of the canvas, or null. */
export function nodeAt({ spots }, x, y) {
  const index = spots.findIndex((spot) => x >= spot.x && x <= spot.x + WIDE && y >= spot.y && y <= spot.y + HIGH);
  return index < 0 ? null : index;
}
