// The shapes of a cloud: lines, dots and texts in drawing order, for the canvas and for files.
import { mix } from "../shared/colours.js";
import { textWidth } from "../shared/text_width.js";
import { createProjection, currentPositions } from "./cloud_space.js";

const LINE = 15; // height of a label
const ROW = 18; // of the legend
const GAP = 7; // between a dot and its label

// Labels that do not overlap: the first in the list come first, each beside, above or below its dot if
// there is room; without room it is left out.
function placeLabels(marks, theme, size) {
  const occupied = [];
  const free = (box) => occupied.every((other) => box[0] > other[2] || box[2] < other[0] || box[1] > other[3] || box[3] < other[1]);
  return marks.flatMap((mark) => {
    const font = `${mark.strong ? 600 : 400} ${mark.strong ? 14 : 12}px ${theme.font}`;
    const width = textWidth(mark.text, font);
    const spots = [[mark.x + GAP, mark.y], [mark.x - GAP - width, mark.y], [mark.x - width / 2, mark.y - LINE], [mark.x - width / 2, mark.y + LINE]];
    const inside = ([x, y]) => x > 1 && x + width < size[0] - 1 && y > LINE / 2 && y < size[1] - LINE / 2;
    const boxOf = ([x, y]) => [x - 2, y - LINE / 2, x + width + 2, y + LINE / 2];
    const spot = spots.find((each) => inside(each) && free(boxOf(each))) ?? (mark.strong && inside(spots[0]) ? spots[0] : null);
    if (!spot) return [];
    occupied.push(boxOf(spot));
    return [{ kind: "text", halo: true, x: spot[0], y: spot[1], text: mark.text, weight: mark.strong ? 600 : 400, size: mark.strong ? 14 : 12, colour: mark.ink, opacity: mark.opacity, row: mark.row }];
  });
}

function colourOf(view, at, theme) {
  const group = view.data.groups?.[at] ?? -1;
  return group >= 0 ? theme.marks[group % theme.marks.length] : mix(theme.background, theme.text, 0.55);
}

function trailLines(view, toScreen, theme, rows) {
  return rows.flatMap(({ row, colour, strong }) => {
    const trail = (view.trails.get(row) ?? []).filter(([step]) => step <= view.data.step);
    if (trail.length < 2) return [];
    const places = [...trail.map(([, place]) => place).slice(0, -1), view.now.get(row)];
    return [{ kind: "path", points: places.map(toScreen), colour, width: strong ? 1.6 : 1, opacity: strong ? 0.5 : 0.3 }];
  });
}

function axisLines(view, toScreen, theme) {
  const { axes } = view.data;
  if (!axes) return [];
  const [x, y] = toScreen([0, 0]);
  const ink = { colour: theme.text, opacity: 0.35, width: 1 };
  const text = { kind: "text", halo: true, size: 12, weight: 600, colour: theme.text, opacity: 0.85 };
  const title = (words) => textWidth(words, `600 12px ${theme.font}`);
  return [
    { kind: "path", points: [[0, y], [view.width, y]], ...ink },
    { kind: "path", points: [[x, 0], [x, view.height]], ...ink },
    { ...text, text: axes[0], x: Math.max(4, view.width - title(axes[0]) - 6), y: view.height - 9 },
    { ...text, text: axes[1], x: 4, y: 10 },
  ];
}

// The legend, in as many lines as needed: each name with its position from the left and from the bottom.
function legendOf(view, theme) {
  const spots = [];
  let [x, line] = [6, 0];
  view.data.legend.forEach((name, group) => {
    const wide = 26 + textWidth(name, `400 12px ${theme.font}`);
    if (x + wide > view.width && x > 6) [x, line] = [6, line + 1];
    spots.push({ name, group, x, line });
    x += wide;
  });
  return { spots, lines: spots.length ? line + 1 : 0 };
}

function legendShapes(view, theme) {
  const { spots, lines } = legendOf(view, theme);
  return spots.flatMap(({ name, group, x, line }) => {
    const y = view.height - 9 - ROW * (lines - 1 - line);
    return [
      { kind: "dot", x: x + 4, y, radius: 4, colour: theme.marks[group % theme.marks.length], opacity: 1 },
      { kind: "text", halo: true, x: x + 12, y, text: name, size: 12, weight: 400, colour: theme.text, opacity: 0.9 },
    ];
  });
}

/** All shapes, from back to front. Sets `view.spots`, the position of each word: [x, y, row, index]. */
export function sceneOf(view, theme) {
  const { data } = view;
  view.now = currentPositions(view);
  view.spots = [];
  if (!data.rows.length) return legendShapes(view, theme);
  const toScreen = createProjection(view, view.now);
  const placeOf = new Map(data.rows.map((row, at) => [row, at]));
  const chosen = new Set(data.chosen);
  const neighbours = new Set(data.near.flatMap(([one, other]) => [one, other]));
  const spots = data.rows.map((row, at) => ({ row, at, place: toScreen(view.now.get(row)) }));
  view.spots = spots.map(({ row, at, place }) => [place[0], place[1], row, at]);
  const standsOut = (row) => chosen.has(row) || row === view.cursor;
  const rest = chosen.size ? 0.55 : 1;
  const fade = ({ row, place }) => (standsOut(row) || neighbours.has(row) ? 1 : rest) * (data.dims === 3 ? 0.45 + 0.55 * place[2] : 1);
  const ends = (pair) => pair.every((row) => placeOf.has(row));
  const screen = (row) => spots[placeOf.get(row)].place;
  const thin = data.pairs.filter(ends).map(([one, other]) => ({
    kind: "path", points: [screen(one), screen(other)], colour: theme.text, width: 1, opacity: 0.22, dash: [4, 3],
  }));
  const near = data.near.filter(([one, other]) => ends([one, other])).map(([one, other, value]) => ({
    kind: "path", points: [screen(one), screen(other)], colour: theme.accent, width: 1.6, opacity: 0.25 + 0.6 * Math.max(0, value),
  }));
  const trailed = spots.filter(({ row }) => view.trailed || standsOut(row)).map(({ row, at }) => ({
    row, colour: standsOut(row) ? theme.accent : colourOf(view, at, theme), strong: standsOut(row),
  }));
  const deepFirst = data.dims === 3 ? [...spots].sort((one, other) => one.place[2] - other.place[2]) : spots;
  const dots = deepFirst.map((spot) => ({
    kind: "dot", x: spot.place[0], y: spot.place[1], opacity: fade(spot), ring: chosen.has(spot.row) && theme.text,
    radius: (standsOut(spot.row) ? 5 : neighbours.has(spot.row) ? 4 : 3) * (data.dims === 3 ? 0.7 + 0.6 * spot.place[2] : 1),
    colour: chosen.has(spot.row) ? theme.accent : colourOf(view, spot.at, theme),
  }));
  const weight = ({ row }) => (row === view.cursor ? 3 : chosen.has(row) ? 2 : neighbours.has(row) ? 1 : 0);
  const first = [...spots].sort((one, other) => weight(other) - weight(one) || one.at - other.at);
  const marks = first.map((spot) => ({
    text: data.names[spot.at], x: spot.place[0], y: spot.place[1], row: spot.row, strong: standsOut(spot.row), ink: theme.text,
    opacity: Math.max(0.35, fade(spot)) * (standsOut(spot.row) || neighbours.has(spot.row) ? 1 : 0.9),
  }));
  const room = [view.width, view.height - ROW * legendOf(view, theme).lines];
  const lines = [...axisLines(view, toScreen, theme), ...trailLines(view, toScreen, theme, trailed), ...thin, ...near];
  return [...lines, ...dots, ...placeLabels(marks, theme, room), ...legendShapes(view, theme)];
}
