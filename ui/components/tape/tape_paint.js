// Draws the visible part of the tape.
import { css } from "../shared/colours.js";
import { make } from "../shared/dom.js";
import { paintCells, tintOf } from "../shared/pixels.js";
import { tokenText } from "./tape_layout.js";

/** Draws the visible part of the tape. */
export function paintTape(pen, view, layout, scrolled, shownWidth, theme) {
  const { data } = view;
  const toX = (at) => layout.label + at * layout.column - scrolled;
  const first = Math.max(0, Math.floor(scrolled / layout.column));
  const last = Math.min(data.steps - 1, Math.ceil((scrolled + shownWidth - layout.label) / layout.column));
  const scene = { pen, view, data, layout, theme, toX, first, last, shownWidth };
  pen.fillStyle = css(theme.background);
  pen.fillRect(0, 0, shownWidth, layout.height);
  pen.textBaseline = "middle";
  pen.save();
  pen.beginPath();
  pen.rect(layout.label, 0, shownWidth - layout.label, layout.height);
  pen.clip();
  for (const row of layout.rows) ROWS[row.kind]?.(scene, row);
  paintMarks(scene);
  pen.restore();
  for (const row of layout.rows) paintLabel(scene, row);
}

function paintWords(scene, text, x, y, most, { align = "center", size = 12, weight = 400, opacity = 1 } = {}) {
  const { pen, theme } = scene;
  pen.font = `${weight} ${size}px ${theme.font}`;
  pen.textAlign = align;
  pen.fillStyle = css(theme.text, opacity);
  pen.fillText(text, x, y, most);
}

function eachColumn(scene, row, draw) {
  const { layout, toX, first, last } = scene;
  for (let at = first; at <= last; at += 1) draw(at, toX(at), toX(at) + layout.column / 2, row.y + row.height / 2);
}

function columnTexts(scene, row, texts, look) {
  eachColumn(scene, row, (at, _left, x, y) => paintWords(scene, tokenText(texts[at]), x, y, scene.layout.column - 2, look?.(at)));
}

const ROWS = {
  symbol: (scene, row) => columnTexts(scene, row, scene.data.tokens, () => ({ size: 13, weight: 600 })),
  number: paintBars,
  same: (scene, row) => {
    const { pen, view, theme, layout } = scene;
    eachColumn(scene, row, (at, left) => {
      if (!view.marked?.steps.includes(at)) return;
      pen.fillStyle = css(theme.marks[1]);
      pen.fillRect(left + 1, row.y + 3, Math.max(2, layout.column - 2), 8);
    });
  },
  heading: () => {},
  map: paintMap,
  attention: paintMap,
  says: (scene, row) => columnTexts(scene, row, scene.data.answers.says, (at) => ANSWER_ROWS[scene.data.answers.right[at]]),
  truth: (scene, row) => columnTexts(scene, row, scene.data.answers.truth, () => ({ opacity: 0.75 })),
  mark: (scene, row) => columnTexts(scene, row, scene.data.answers.right.map((right) => ["\u2717", "\u2713", ""][right])),
  sure: (scene, row) => {
    const { pen, data, theme, layout } = scene;
    eachColumn(scene, row, (at, left) => {
      pen.fillStyle = css(theme.text, 0.12);
      pen.fillRect(left + 1, row.y + 2, layout.column - 2, row.height - 4);
      const high = (row.height - 4) * Math.max(0, Math.min(1, data.answers.sure[at]));
      pen.fillStyle = css(theme.accent);
      pen.fillRect(left + 1, row.y + row.height - 2 - high, layout.column - 2, high);
    });
  },
  axis: (scene, row) => {
    const every = [1, 2, 5, 10, 20, 50, 100].find((count) => count * scene.layout.column >= 26) ?? 100;
    eachColumn(scene, row, (at, _left, x, y) => {
      if (every < 5 ? at % every === 0 : at === 0 || (at + 1) % every === 0) paintWords(scene, String(at + 1), x, y, 40, { size: 11, opacity: 0.75 });
    });
  },
};

const ANSWER_ROWS = [{ weight: 700 }, {}, { opacity: 0.45 }]; // wrong, right, without target

function paintBars(scene, row) {
  const { pen, data, theme, layout } = scene;
  const values = data.numbers.columns[row.place];
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const toY = (value) => row.y + 3 + ((high - value) / (high - low || 1)) * (row.height - 6);
  pen.fillStyle = css(theme.text, 0.25);
  pen.fillRect(layout.label, toY(0) - 0.5, layout.column * data.steps, 1);
  eachColumn(scene, row, (at, left) => {
    const y = toY(values[at]);
    pen.fillStyle = css(theme.text, 0.8);
    pen.fillRect(left + 0.5, Math.min(y, toY(0)), Math.max(1, layout.column - 1), Math.max(1, Math.abs(y - toY(0))));
  });
}

// The cells of a map as an image with a pixel each, cached for its data and the theme.
function imageOf(map, theme) {
  if (map.image && map.theme === theme) return map.image;
  const { rows, columns } = map.stack;
  const canvas = make("canvas");
  Object.assign(canvas, { width: columns, height: rows });
  paintCells(canvas.getContext("2d"), rows, columns, tintOf(map.stack, 0, theme), [0, 0, columns, rows]);
  return Object.assign(map, { image: canvas, theme }).image;
}

function paintMap(scene, row) {
  const { pen, layout, theme, toX } = scene;
  const wide = layout.column * row.map.stack.columns * (row.map.block ?? 1);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(imageOf(row.map, theme), toX(0), row.y, wide, row.height);
  pen.strokeStyle = css(theme.text, 0.35);
  pen.lineWidth = 1;
  pen.strokeRect(toX(0) - 0.5, row.y - 0.5, wide + 1, row.height + 1);
}

// Draws the selection, the cursor, the steps ahead during playback, and the marked range.
function paintMarks(scene) {
  const { pen, view, data, layout, theme, toX } = scene;
  const column = (at, width, colour) => {
    pen.strokeStyle = css(colour);
    pen.lineWidth = width;
    pen.strokeRect(toX(at), 1, layout.column, layout.height - 2);
  };
  if (view.playing) {
    pen.fillStyle = css(theme.background, 0.8);
    pen.fillRect(toX(view.cursor.at + 1), 0, layout.column * data.steps, layout.height);
  }
  if (view.range) {
    pen.fillStyle = css(theme.marks[1], 0.25);
    pen.fillRect(toX(view.range.from), 0, layout.column * (view.range.to - view.range.from + 1), layout.height);
    for (const { y, size, map } of layout.rows.filter((row) => row.kind === "map" && row.map.layer === view.marked.layer)) {
      pen.fillStyle = css(theme.marks[1]);
      for (const place of map.stack ? view.marked.places : []) pen.fillRect(toX(view.range.from) - 3, y + place * size, 4, Math.max(2, size - 1));
    }
  }
  const { picked } = data;
  if (picked) {
    column(picked.at, 2, theme.accent);
    cellFrames(scene, picked.at, (row) => row.map.layer === picked.layer && data.units.indexOf(picked.unit), theme.accent, 2);
  }
  const cursor = view.cursor;
  if (cursor) {
    column(cursor.at, 1, theme.text);
    cellFrames(scene, cursor.at, (row) => row.map === data.maps[cursor.map] && cursor.place, theme.text, 1.5);
  }
}

function cellFrames(scene, at, placeIn, colour, width) {
  const { pen, layout, toX } = scene;
  for (const row of layout.rows.filter(({ kind }) => kind === "map")) {
    const place = placeIn(row);
    if (place === false || place < 0) continue;
    pen.strokeStyle = css(colour);
    pen.lineWidth = width;
    pen.strokeRect(toX(at) - 1, row.y + place * row.size - 1, layout.column + 2, row.size + 2);
  }
}

// Draws the names of the rows over the scrolled columns.
function paintLabel(scene, row) {
  const { pen, data, layout, theme } = scene;
  const { words: titles } = data;
  const [x, most] = [layout.label - 8, layout.label - 10];
  pen.fillStyle = css(theme.background);
  pen.fillRect(0, row.y - 3, layout.label - 1, row.height + 6);
  if (row.kind === "heading") {
    pen.fillRect(0, row.y, scene.shownWidth, row.height);
    paintWords(scene, row.title, 2, row.y + row.height / 2 + 2, scene.shownWidth - 6, { align: "left", weight: 600 });
    return;
  }
  const byKind = { number: row.title, says: titles.says, sure: titles.sure, truth: titles.truth, axis: titles.step, same: titles.same };
  const title = row.map ? row.map.title : byKind[row.kind];
  if (!title) return;
  const middle = row.y + row.height / 2;
  const twice = row.map?.note && row.height > 30;
  paintWords(scene, title, x, twice ? middle - 8 : middle, most, { align: "right" });
  if (twice) paintWords(scene, row.map.note, x, middle + 8, most, { align: "right", size: 11, opacity: 0.75 });
}
