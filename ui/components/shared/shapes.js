// The shapes of drawings: lines, dots, boxes and texts in drawing order, for the canvas and for files.
// Each shape has `kind`, `colour`, `opacity`, and the fields of its kind.
import { resize } from "./canvas.js";
import { css, toHex } from "./colours.js";
import { make } from "./dom.js";
import { addTitle } from "./save_menu.js";
import { escapeMarkup } from "./text.js";

const ANCHORS = { left: "start", center: "middle", right: "end" };

const SHAPES = {
  path: {
    draw: (pen, { points, width, dash }) => {
      pen.lineWidth = width;
      pen.setLineDash(dash ?? []);
      pen.beginPath();
      points.forEach(([x, y], at) => (at ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      pen.stroke();
    },
    write: ({ points, colour, width, opacity, dash }) => {
      const line = points.map(([x, y], at) => `${at ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
      return `<path d="${line}" fill="none" stroke="${toHex(colour)}" stroke-width="${width}" opacity="${opacity}"${dash ? ` stroke-dasharray="${dash}"` : ""}/>`;
    },
  },
  dot: {
    draw: (pen, { x, y, radius, ring }) => {
      pen.beginPath();
      pen.arc(x, y, radius, 0, 7);
      pen.fill();
      if (!ring) return;
      pen.strokeStyle = css(ring);
      pen.lineWidth = 1.5;
      pen.setLineDash([]);
      pen.stroke();
    },
    write: ({ x, y, radius, colour, opacity, ring }) => (
      `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius.toFixed(1)}" fill="${toHex(colour)}" opacity="${opacity}"${ring ? ` stroke="${toHex(ring)}"` : ""}/>`
    ),
  },
  box: { // `frame`, the width of its edge: only an edge
    draw: (pen, { x, y, wide, high, frame }) => {
      if (!frame) return pen.fillRect(x, y, wide, high);
      pen.lineWidth = frame;
      pen.setLineDash([]);
      pen.strokeRect(x, y, wide, high);
    },
    write: ({ x, y, wide, high, colour, opacity, frame }) => {
      const ink = frame ? `fill="none" stroke="${toHex(colour)}" stroke-width="${frame}"` : `fill="${toHex(colour)}"`;
      return `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${wide.toFixed(1)}" height="${high.toFixed(1)}" ${ink} opacity="${opacity}"/>`;
    },
  },
  text: { // `halo`: on the background's colour, so that it can be read over lines
    draw: (pen, { x, y, text, size, weight, anchor, halo }, theme) => {
      pen.font = `${weight} ${size}px ${theme.font}`;
      pen.textAlign = anchor ?? "left";
      if (halo) {
        pen.strokeStyle = css(theme.background);
        pen.lineWidth = 3;
        pen.setLineDash([]);
        pen.lineJoin = "round";
        pen.strokeText(text, x, y);
      }
      pen.fillText(text, x, y);
    },
    write: ({ x, y, text, size, weight, colour, opacity, anchor, halo }, theme) => {
      const place = anchor && anchor !== "left" ? ` text-anchor="${ANCHORS[anchor]}"` : "";
      const under = halo ? ` paint-order="stroke" stroke="${toHex(theme.background)}" stroke-width="3" stroke-linejoin="round"` : "";
      return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-size="${size}" font-weight="${weight}" fill="${toHex(colour)}" opacity="${opacity}" dominant-baseline="middle"${place}${under}>${escapeMarkup(text)}</text>`;
    },
  },
};

function paintShapes(pen, shapes, theme, width, height) {
  pen.globalAlpha = 1;
  pen.fillStyle = css(theme.background);
  pen.fillRect(0, 0, width, height);
  pen.textBaseline = "middle";
  for (const shape of shapes) {
    pen.globalAlpha = shape.opacity;
    pen.fillStyle = pen.strokeStyle = css(shape.colour);
    SHAPES[shape.kind].draw(pen, shape, theme);
  }
  pen.globalAlpha = 1;
}

/** Draws shapes on a canvas of the page, sharp on this screen. */
export function showShapes(canvas, shapes, theme, width, height) {
  resize(canvas, width, height);
  const pen = canvas.getContext("2d");
  const ratio = canvas.width / width;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  paintShapes(pen, shapes, theme, width, height);
}

/** The shapes as an SVG text, with `alt` as its title. */
export function writeShapes(shapes, theme, width, height, alt) {
  const size = `width="${width}" height="${height}"`;
  const marks = shapes.map((shape) => SHAPES[shape.kind].write(shape, theme));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${width} ${height}"><rect ${size} fill="${toHex(theme.background)}"/><g font-family="${escapeMarkup(theme.font)}">${marks.join("\n")}</g></svg>`;
  return addTitle(svg, alt);
}

/** Draws shapes on a new canvas of twice the size, for a file. */
export function drawShapes(shapes, theme, width, height) {
  const canvas = make("canvas");
  Object.assign(canvas, { width: 2 * width, height: 2 * height });
  const pen = canvas.getContext("2d");
  pen.setTransform(2, 0, 0, 2, 0, 0);
  paintShapes(pen, shapes, theme, width, height);
  return canvas;
}
