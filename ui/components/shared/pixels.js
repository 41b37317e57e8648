// Shared by elements that show images and maps. A stack has images of one size: rows from the top, a byte a pixel.
import { resize } from "./canvas.js";
import { css, mix } from "./colours.js";
import { decodeBytes } from "./decode.js";
import { make } from "./dom.js";
import { findStored } from "./stocked_values.js";

/** A stack, or the one stored under this name, with its bytes decoded; null until it has arrived. */
export function unpackStack(stack, retry) {
  const stored = typeof stack === "string" ? findStored(stack, retry) : stack;
  return stored && { ...stored, levels: decodeBytes(stored.levels) };
}

/** 256 colours from the page's background to its text: 0 is no ink. */
export function inkOf(theme) {
  theme.ink ??= Array.from({ length: 256 }, (_, level) => mix(theme.background, theme.text, level / 255));
  return theme.ink;
}

/** The value of a pixel, from its level and the range of the stack. */
export function valueIn(stack, index, row, column, channel = 0) {
  const at = ((index * stack.colours + channel) * stack.rows + row) * stack.columns + column;
  return stack.low + (stack.levels[at] / 255) * (stack.high - stack.low);
}

/** A function from a pixel of one image to its colour: RGB, ink, or diverging around zero. */
export function tintOf(stack, index, theme) {
  const area = stack.rows * stack.columns;
  const first = index * area * stack.colours;
  const { levels } = stack;
  if (stack.colours === 3) return (cell) => [0, 1, 2].map((channel) => levels[first + channel * area + cell]);
  if (stack.natural) return (cell) => [0, 1, 2].map(() => levels[first + cell]); // a photo: 0 is black
  const colours = stack.signed ? theme.strong : inkOf(theme);
  return (cell) => colours[levels[first + cell]];
}

let scratch = null; // small images are drawn here before they are enlarged

/** Draws cells in rows from the top, sharp, over a part of a canvas, given in its pixels. */
export function paintCells(pen, rows, columns, colourOf, [left, top, width, height]) {
  scratch ??= make("canvas");
  Object.assign(scratch, { width: columns, height: rows });
  const brush = scratch.getContext("2d", { willReadFrequently: true });
  const image = brush.createImageData(columns, rows);
  for (let cell = 0; cell < rows * columns; cell += 1) {
    const colour = colourOf(cell);
    for (let part = 0; part < 3; part += 1) image.data[4 * cell + part] = colour[part];
    image.data[4 * cell + 3] = 255;
  }
  brush.putImageData(image, 0, 0);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(scratch, left, top, width, height);
}

/** Draws a signal as bars around its zero line. */
export function paintSignal(pen, stack, index, theme, width, height) {
  pen.fillStyle = css(theme.background);
  pen.fillRect(0, 0, width, height);
  const toY = (value) => height - ((value - stack.low) / (stack.high - stack.low || 1)) * height;
  const zero = Math.min(height, Math.max(0, toY(0)));
  pen.fillStyle = css(theme.text, 0.25);
  pen.fillRect(0, zero - 0.5, width, 1);
  for (let column = 0; column < stack.columns; column += 1) {
    const value = valueIn(stack, index, 0, column);
    const y = toY(value);
    pen.fillStyle = css(stack.signed ? theme.strong[value < 0 ? 0 : 255] : theme.text);
    pen.fillRect((column * width) / stack.columns, Math.min(y, zero), Math.max(1, width / stack.columns - 0.5), Math.max(1, Math.abs(y - zero)));
  }
}

/** Draws one image of a stack, `width` CSS pixels wide; a signal is half as high. */
export function paintImage(canvas, stack, index, width, theme) {
  const height = heightOf(stack, width);
  resize(canvas, width, height);
  const pen = canvas.getContext("2d");
  if (stack.rows === 1) paintSignal(pen, stack, index, theme, canvas.width, canvas.height);
  else paintCells(pen, stack.rows, stack.columns, tintOf(stack, index, theme), [0, 0, canvas.width, canvas.height]);
}

function heightOf(stack, width) {
  return stack.rows === 1 ? Math.round(width / 2) : Math.round((width * stack.rows) / stack.columns);
}

/** The row and column under a pointer; null outside the image. */
export function cellAt(node, rows, columns, event) {
  const box = node.getBoundingClientRect();
  const column = Math.floor(((event.clientX - box.left) / box.width) * columns);
  const row = Math.floor(((event.clientY - box.top) / box.height) * rows);
  return row >= 0 && row < rows && column >= 0 && column < columns ? [row, column] : null;
}

/** "row 3, column 5: 0.42" in the page's language; rows and columns are counted from 1. */
export function describeCell(words, row, column, rows) {
  const at = `${words.column} ${column + 1}`;
  return rows === 1 ? at : `${words.row} ${row + 1}, ${at}`;
}

/** A button whose keys do not trigger the page's shortcuts. */
export function makeButton(className, parent, onClick) {
  const button = make("button", className, parent);
  button.type = "button";
  button.addEventListener("click", onClick);
  button.addEventListener("keydown", (event) => [" ", "Enter"].includes(event.key) && event.stopPropagation());
  return button;
}

export const MIN_CELL = 26; // CSS pixels that a number needs

/** Draws numbers in cells, coloured from -`peak` to `peak`, and written if the cells are large enough. */
export function paintNumbers(canvas, [rows, columns], values, peak, cell, theme, marked = -1) {
  resize(canvas, columns * cell, rows * cell);
  const pen = canvas.getContext("2d");
  const ratio = canvas.width / (columns * cell);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.font = `${Math.min(13, cell * 0.32)}px ${theme.font}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  for (let at = 0; at < rows * columns; at += 1) {
    const [x, y] = [(at % columns) * cell, Math.floor(at / columns) * cell];
    const colour = theme.strong[Math.round(127.5 + 127.5 * Math.max(-1, Math.min(1, values[at] / (peak || 1))))];
    pen.fillStyle = css(colour);
    pen.fillRect(x, y, cell - 1, cell - 1);
    if (cell >= MIN_CELL) {
      pen.fillStyle = css(lightnessOf(colour) > 128 ? [16, 20, 26] : [255, 255, 255]);
      pen.fillText(formatBriefly(values[at]), x + (cell - 1) / 2, y + cell / 2, cell - 3);
    }
  }
  if (marked >= 0) {
    pen.strokeStyle = css(theme.text);
    pen.lineWidth = 3;
    pen.strokeRect((marked % columns) * cell + 1, Math.floor(marked / columns) * cell + 1, cell - 3, cell - 3);
  }
  pen.setTransform(1, 0, 0, 1, 0, 0);
}

/** The relative luminance of a colour, 0 to 255. */
export function lightnessOf([red, green, blue]) {
  return red * 0.2126 + green * 0.7152 + blue * 0.0722;
}

/** A number in few characters. */
export function formatBriefly(value) {
  const size = Math.abs(value);
  const text = size >= 1000 || (size > 0 && size < 0.005) ? value.toExponential(0) : value.toFixed(size >= 10 ? 1 : 2);
  return text.replace("-", "\u2212");
}

/** A number in a sum, with three decimals, optionally in brackets if negative. */
export function formatExactly(value, brackets = false) {
  const size = Math.abs(value);
  const text = (size < 1e-9 || (size >= 0.001 && size < 10000) ? value.toFixed(3) : value.toExponential(2)).replace("-", "\u2212");
  return brackets && value < 0 ? `(${text})` : text;
}

/** The side of a cell with a number in CSS pixels, for a number of columns. */
export function cellSide(columns) {
  return columns <= 3 ? 36 : columns <= 5 ? 30 : Math.max(8, Math.floor(150 / columns));
}

/** The largest absolute value. */
export function peakOf(values) {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}
