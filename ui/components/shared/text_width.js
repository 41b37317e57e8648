// The width of texts before they are drawn.
import { make } from "./dom.js";

let pen = null;

/** The width of a text in CSS pixels; font as in CSS, such as "600 13px sans-serif". */
export function textWidth(text, font) {
  pen ??= make("canvas").getContext("2d");
  pen.font = font;
  return pen.measureText(text).width;
}
