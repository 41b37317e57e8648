// The layout of the tape in CSS pixels: a column for each step, rows from the top.
import { textWidth } from "../shared/text_width.js";

const LABEL = [78, 118]; // of a narrow tape and of a wide one
const NUMBERS = 36; // height of a row of bars
const LINE = 20; // of text
const MIN_COLUMN = 5; // width of a column without text
const MAX_COLUMN = 84;

// The width of a column: it has room for its texts, and few columns fill the box.
function columnWidth(data, room, theme) {
  const texts = [...(data.tokens ?? []), ...(data.answers?.says ?? []), ...(data.answers?.truth ?? [])];
  const longest = texts.reduce((most, text) => Math.max(most, textWidth(tokenText(text), `12px ${theme.font}`)), 0);
  const needed = longest ? Math.min(MAX_COLUMN, Math.max(15, Math.ceil(longest) + 7)) : MIN_COLUMN;
  return Math.max(needed, Math.min(64, room / Math.max(1, data.steps)));
}

/** A token as it is drawn: spaces, new lines and tabs as symbols. */
export function tokenText(symbol) {
  return symbol === " " ? "\u2423" : symbol === "\n" ? "\u21b5" : symbol === "\t" ? "\u21e5" : symbol;
}

/** The columns and rows of the tape. */
export function layoutOf(data, width, marked, theme) {
  const label = LABEL[width < 560 ? 0 : 1];
  const column = columnWidth(data, width - label - 2, theme);
  const rows = [];
  let y = 0;
  const add = (kind, height, more = {}) => { rows.push({ kind, y, height, ...more }); y += height; };
  if (data.tokens) add("symbol", LINE + 4);
  else data.numbers.names.forEach((title, place) => add("number", NUMBERS, { title, place }));
  if (marked) add("same", 14);
  data.maps.forEach((map, index) => {
    if (map.heading) add("heading", LINE + 2, { title: map.heading });
    const size = Math.max(3, Math.min(14, Math.round((map.open ? 96 : 40) / map.stack.rows)));
    y += 3;
    add("map", Math.max(26, size * map.stack.rows), { map, index, size: Math.max(size, 26 / map.stack.rows) });
    y += 3;
  });
  if (data.attention) {
    y += 3;
    add("attention", Math.max(60, Math.min(240, data.attention.stack.rows * 8)), { map: data.attention });
    y += 3;
  }
  if (data.answers) for (const part of ["says", "mark", "sure", ...(data.answers.truth ? ["truth"] : [])]) add(part, part === "sure" ? 24 : LINE);
  add("axis", LINE);
  return { label, column, rows, width, height: Math.ceil(y), whole: Math.ceil(label + column * data.steps + 2) };
}

/** The step, the row of the layout and the unit's index in it under a point of the canvas; null outside the steps. */
export function spotAt(layout, data, x, y, scrolled) {
  const at = Math.floor((x - layout.label + scrolled) / layout.column);
  if (x < layout.label || at < 0 || at >= data.steps) return null;
  const row = layout.rows.find((each) => y >= each.y && y < each.y + each.height);
  const place = row?.kind === "map" ? Math.min(row.map.stack.rows - 1, Math.floor((y - row.y) / row.size)) : -1;
  return { at, row, map: place < 0 ? -1 : row.index, place, y };
}
