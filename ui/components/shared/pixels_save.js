// The files of elements with images: a PNG of the element, and its maps as numbers.
import { css } from "./colours.js";
import { make } from "./dom.js";
import { valueIn } from "./pixels.js";
import { offerSave, saveCanvas, saveCsv, saving } from "./save_menu.js";
import { themeOf } from "./theme.js";

const WORD = /[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef]+/g; // Chinese text may wrap at any character

/** Draws a box of the page on a canvas: backgrounds, images and texts, also those scrolled out of view. */
export function drawNode(root, box) {
  const origin = box.getBoundingClientRect();
  const nodes = [...box.querySelectorAll("*")].filter((node) => node.checkVisibility() && !node.closest(".nets-save"));
  const spots = nodes.map((node) => node.getBoundingClientRect());
  const width = Math.max(origin.width, ...spots.map(({ right }) => right - origin.left));
  const height = Math.max(origin.height, ...spots.map(({ bottom }) => bottom - origin.top));
  const canvas = make("canvas");
  canvas.width = Math.ceil(2 * width);
  canvas.height = Math.ceil(2 * height);
  const pen = canvas.getContext("2d");
  pen.fillStyle = css(themeOf(root).background);
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingEnabled = false;
  pen.setTransform(2, 0, 0, 2, -2 * origin.left, -2 * origin.top);
  nodes.forEach((node, index) => paintNode(pen, node, spots[index]));
  return canvas;
}

function paintNode(pen, node, { left, top, width, height }) {
  const style = getComputedStyle(node);
  pen.fillStyle = style.backgroundColor;
  pen.fillRect(left, top, width, height);
  if (node.tagName === "CANVAS" && node.width && node.height) pen.drawImage(node, left, top, width, height);
  pen.fillStyle = style.color;
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  pen.textBaseline = "middle";
  for (const child of node.childNodes) if (child.nodeType === Node.TEXT_NODE) paintWords(pen, child);
}

function paintWords(pen, text) {
  const range = document.createRange();
  for (const word of text.data.matchAll(WORD)) {
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    const spot = range.getBoundingClientRect();
    pen.fillText(word[0], spot.left, spot.top + spot.height / 2);
  }
}

/** A row for each cell of a map: the map's name, row and column from 1, and the value. */
export function cellRows(name, [rows, columns], valueAt) {
  return Array.from({ length: rows * columns }, (_, cell) => {
    const [row, column] = [Math.floor(cell / columns), cell % columns];
    return [name, row + 1, column + 1, Number(valueAt(row, column).toPrecision(5))];
  });
}

/** The same for the first images of a stack, one for each name; its values have 256 levels. */
export function stackRows(stack, names) {
  return names.flatMap((name, index) => (
    cellRows(name, [stack.rows, stack.columns], (row, column) => valueIn(stack, index, row, column))
  ));
}

/** `rows()` returns the table, [map, row, column, value]; without it there is only the PNG. */
export function offerImages(view, rows) {
  const { root, box, data: { words } } = view;
  const items = [["png", () => saveCanvas(words.alt, drawNode(root, box))]];
  if (rows) {
    const heads = [saving.words.map, words.row, words.column, saving.words.value];
    items.push(["csv", () => saveCsv(words.alt, heads, rows())]);
  }
  offerInCorner(box, () => items);
}

/** Adds the save button in the upper right corner of a box. */
export function offerInCorner(box, items) {
  box.style.position = "relative";
  offerSave(box, items, "position: absolute; top: 0; right: 0; z-index: 3;");
}
