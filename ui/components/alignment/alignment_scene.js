// The shapes of an alignment: tokens on both edges, a cell for each weight, and the bars of the selected row.
import { mix } from "../shared/colours.js";
import { lightnessOf } from "../shared/pixels.js";
import { textWidth } from "../shared/text_width.js";

const CELL = [16, 44]; // CSS pixels of a column; of a row
const ROW = 24;
const EDGE = 90; // maximum width of a token
export const BARS = 74; // height of the bars
const FOOT = 18; // of the numbers below them

function widestText(texts, font) {
  return Math.min(EDGE, texts.reduce((most, text) => Math.max(most, textWidth(tokenText(text), font)), 8));
}

/** A token as it is drawn: spaces and new lines as symbols. */
export function tokenText(symbol) {
  return symbol === " " ? "\u2423" : symbol === "\n" ? "\u23ce" : symbol;
}

/** The layout in CSS pixels: few columns fill the box, many scroll. */
export function layoutOf(data, room, theme) {
  const font = `13px ${theme.font}`;
  const left = Math.ceil(widestText(data.output, `600 ${font}`)) + (data.right ? 30 : 14);
  const names = Math.ceil(widestText(data.source, `600 ${font}`));
  const count = Math.max(1, data.source.length);
  const wide = Math.max(CELL[0], Math.min(names + 6, EDGE));
  const needed = data.thin ? CELL[0] : wide;
  const column = Math.max(needed, Math.min(CELL[1], (room - left - 4) / count));
  const rows = data.output.length;
  const map = data.weights.length ? rows : 0;
  const top = 26;
  const bars = map && data.chosen !== null ? top + ROW * map + 8 : 0;
  const height = (bars ? bars + BARS + FOOT : top + ROW * map) + 4;
  const every = Math.ceil(wide / column); // every how many columns a name is written
  return { left, column, every, top, rows: map, bars, width: Math.ceil(left + column * count + 4), height };
}

function inkFor(colour) {
  return lightnessOf(colour) > 120 ? [16, 20, 26] : [255, 255, 255];
}

function tint(theme, weight) {
  return mix(theme.background, theme.marks[0], Math.min(1, Math.max(0, weight)));
}

/** The attention weight of an output token (row) on a source token (column), 0 to 1. */
export function weightAt({ data }, row, column) {
  return data.weights[row * data.source.length + column];
}

/** The weights of the selected row, with the user's edit. */
export function barsOf(view) {
  const { data } = view;
  if (data.chosen === null || !data.weights.length) return [];
  return view.row ?? data.row ?? data.source.map((_, column) => weightAt(view, data.chosen, column));
}

function textShape(x, y, words, theme, more = {}) {
  return { kind: "text", x, y, text: words, size: 13, weight: 400, colour: theme.text, opacity: 1, ...more };
}

/** The shapes of the map, its names and, if a row is selected, its bars. */
export function sceneOf(view, layout, theme) {
  const shapes = [...cellShapes(view, layout, theme), ...expectedShapes(view, layout, theme)];
  if (layout.bars) shapes.push(...barShapes(view, layout, theme));
  const { cursor, data } = view;
  const frame = (row, column, wide, colour, width) => ({
    kind: "box", x: layout.left + column * layout.column, y: layout.top + row * ROW, wide, high: ROW, frame: width, colour, opacity: 1,
  });
  const across = layout.column * data.source.length;
  if (data.chosen !== null && data.chosen < layout.rows) shapes.push(frame(data.chosen, 0, across, theme.accent, 2));
  if (cursor && cursor.row >= 0) shapes.push(frame(cursor.row, cursor.column, layout.column, theme.text, 1.5));
  return [...sourceShapes(view, layout, theme), ...shapes, ...outputShapes(view, layout, theme)];
}

function cellShapes(view, { left, column, top, rows }, theme) {
  const shapes = [];
  for (let row = 0; row < rows; row += 1) {
    for (let place = 0; place < view.data.source.length; place += 1) {
      const weight = weightAt(view, row, place);
      const at = { x: left + place * column, y: top + row * ROW };
      const colour = tint(theme, weight);
      shapes.push({ kind: "box", ...at, wide: column - 1, high: ROW - 1, colour: mix(colour, theme.text, 0.04), opacity: 1 });
      if (column >= 28 && weight >= 0.095) {
        shapes.push(textShape(at.x + column / 2, at.y + ROW / 2, String(Math.round(100 * weight)), theme, { size: 11, anchor: "center", colour: inkFor(colour) }));
      }
    }
  }
  return shapes;
}

function sourceShapes({ data, cursor }, { left, column, every, top }, theme) {
  const named = data.source.map((symbol, place) => [symbol, place]).filter(([, place]) => place % every === 0);
  return named.map(([symbol, place]) => textShape(left + (place + 0.5) * column, top / 2, tokenText(symbol), theme, {
    anchor: "center", weight: cursor?.column === place ? 700 : 500,
  }));
}

// The tokens of the output stay visible while the map is scrolled.
function outputShapes({ data, cursor, scrolled }, { left, top, rows, bars, height }, theme) {
  const names = data.output.slice(0, rows).flatMap((symbol, row) => {
    const y = top + (row + 0.5) * ROW;
    const strong = data.marked.includes(row) || row === data.chosen || cursor?.row === row;
    const name = textShape(scrolled + left - 8, y, tokenText(symbol), theme, { anchor: "right", weight: strong ? 700 : 500, ...(data.marked.includes(row) ? { colour: theme.marks[1] } : {}) });
    const sign = data.right ? [textShape(scrolled + 3, y, data.right[row] ? "\u2713" : "\u2717", theme, { size: 12, opacity: data.right[row] ? 0.55 : 1, weight: data.right[row] ? 400 : 700 })] : [];
    return [name, ...sign];
  });
  const cover = scrolled ? [{ kind: "box", x: scrolled, y: 0, wide: left - 2, high: height, colour: theme.background, opacity: 1 }] : [];
  const below = bars ? [textShape(scrolled + left - 8, bars + BARS / 2, tokenText(data.output[data.chosen] ?? ""), theme, { anchor: "right", weight: 700 })] : [];
  return [...cover, ...names, ...below];
}

// The expected alignment, as a thin line.
function expectedShapes({ data }, { left, column, top, rows }, theme) {
  const points = data.line.filter(([, row]) => row <= rows - 1).map(([place, row]) => [left + (place + 0.5) * column, top + (row + 0.5) * ROW]);
  return points.length > 1 ? [{ kind: "path", points, colour: theme.marks[1], width: 1.5, opacity: 0.75, dash: [5, 4] }] : [];
}

function barShapes(view, { left, column, bars }, theme) {
  const { data, cursor } = view;
  const own = Boolean(view.row ?? data.row);
  const base = bars + BARS;
  const colour = own ? theme.marks[1] : theme.marks[0];
  const line = [[left, base], [left + column * data.source.length, base]];
  return [
    { kind: "path", points: line, colour: theme.text, width: 1, opacity: 0.4 },
    ...barsOf(view).flatMap((weight, place) => {
      const x = left + place * column;
      const high = (BARS - 6) * Math.min(1, weight);
      const here = cursor && cursor.row < 0 && cursor.column === place;
      const rail = data.editable ? [{ kind: "box", x: x + 1, y: base - BARS + 6, wide: column - 3, high: BARS - 6, colour: theme.text, opacity: here ? 0.16 : 0.06 }] : [];
      const bar = { kind: "box", x: x + 1, y: base - high, wide: column - 3, high, colour, opacity: 1 };
      const number = column >= 20 || here ? [textShape(x + column / 2, base + FOOT / 2 + 1, String(Math.round(100 * weight)), theme, { size: 11, anchor: "center", opacity: 0.85 })] : [];
      return [...rail, bar, ...number];
    }),
  ];
}

/** What lies under a point: a cell (row ≥ 0), a bar (row −1), or null. */
export function spotAt(data, { left, column, top, rows, bars }, x, y) {
  const place = Math.floor((x - left) / column);
  if (place < 0 || place >= data.source.length) {
    const row = Math.floor((y - top) / ROW);
    return x < left && row >= 0 && row < rows ? { row, column: null } : null;
  }
  if (bars && y >= bars - 4) return { row: -1, column: place, weight: Math.min(1, Math.max(0, (bars + BARS - y) / (BARS - 6))) };
  const row = Math.floor((y - top) / ROW);
  return row >= 0 && row < rows ? { row, column: place } : null;
}
