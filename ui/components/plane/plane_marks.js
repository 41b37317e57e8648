// The data points on a map: as dots and rings, or as class names.
import { css, mix } from "../shared/colours.js";
import { decodeBytes } from "../shared/decode.js";
import { MAX_LEVEL } from "./plane_surface.js";

/** The data points, their positions as shares of 65535 of the extent; null without any. */
export function unpackPoints(points) {
  if (!points?.count) return null;
  const { count, classes } = points;
  const bytes = decodeBytes(points.packed);
  const test = bytes.subarray(5 * count);
  return {
    count,
    classes,
    x: new Uint16Array(bytes.buffer, 0, count),
    y: new Uint16Array(bytes.buffer, 2 * count, count),
    value: bytes.subarray(4 * count, 5 * count),
    test: (i) => (test[i >> 3] >> (7 - (i & 7))) & 1,
  };
}

/** Draws the points of the training part as dots, those of the test part as rings. */
export function paintPoints(pen, view, scale, theme) {
  const { points } = view;
  if (!points) return;
  const radius = view.side < 380 ? 3.2 : 4.2;
  const edge = css(theme.dark ? [10, 12, 16] : [255, 255, 255]);
  for (let i = 0; i < points.count; i += 1) {
    const colour = points.classes ? theme.marks[points.value[i] % 8] : theme.strong[points.value[i]];
    const ink = css(colour);
    const test = points.test(i);
    pen.beginPath();
    pen.arc(scale.toX(points.x[i] / MAX_LEVEL), scale.toY(points.y[i] / MAX_LEVEL), test ? radius - 0.4 : radius, 0, 7);
    pen.lineWidth = test ? 4.2 : 2.4;
    pen.strokeStyle = edge;
    pen.stroke();
    pen.fillStyle = test ? edge : ink;
    pen.fill();
    pen.lineWidth = test ? 2 : 0.6;
    pen.strokeStyle = test ? ink : css(mix(colour, theme.text, 0.45));
    pen.stroke();
  }
}

/** Points as the names of their classes. */
export function paintGlyphs(pen, view, scale, theme) {
  const { points, data } = view;
  pen.font = `700 ${view.side < 380 ? 11 : 13}px ${theme.font}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineWidth = 3;
  pen.lineJoin = "round";
  pen.strokeStyle = css(theme.background);
  for (let i = 0; i < points.count; i += 1) {
    const at = [data.words.classes[points.value[i]], scale.toX(points.x[i] / MAX_LEVEL), scale.toY(points.y[i] / MAX_LEVEL)];
    pen.strokeText(...at);
    pen.fillStyle = css(theme.marks[points.value[i] % 8]);
    pen.fillText(...at);
  }
}
