// Sizes of canvases, and square maps.
import { make } from "./dom.js";

/** A canvas of size x size pixels, one for each cell: colourOf(i) is the colour of cell i, cell 0 at the lower left. */
export function drawHeatMap(size, colourOf) {
  const canvas = make("canvas");
  canvas.width = canvas.height = size;
  const pen = canvas.getContext("2d");
  const image = pen.createImageData(size, size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const at = 4 * ((size - 1 - row) * size + column);
      const colour = colourOf(row * size + column);
      image.data[at] = colour[0];
      image.data[at + 1] = colour[1];
      image.data[at + 2] = colour[2];
      image.data[at + 3] = 255;
    }
  }
  pen.putImageData(image, 0, 0);
  return canvas;
}

/** Draws a small image, smoothed, over a square. */
export function paintSquare(pen, image, left, top, side) {
  pen.imageSmoothingEnabled = true;
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, left, top, side, side);
}

/** Sets a canvas to a size in CSS pixels, sharp on this screen. Returns false when nothing changed. */
export function resize(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width === wide && canvas.height === high) return false;
  canvas.width = wide;
  canvas.height = high;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  return true;
}
