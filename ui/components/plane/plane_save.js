// The map as files: an image, the data points, and the net's output at the middle of each cell.
import { css } from "../shared/colours.js";
import { make } from "../shared/dom.js";
import { saveCanvas, saveCsv, saving } from "../shared/save_menu.js";
import { themeOf } from "../shared/theme.js";
import { paintFront, paintMark, paintSurface, toData, scaleOf } from "./plane_paint.js";
import { MAX_LEVEL, valueAt } from "./plane_surface.js";
import { paintPaths } from "./plane_paths.js";

const PICTURE = 1040; // pixels, side

function drawPicture(view) {
  const canvas = make("canvas");
  canvas.width = canvas.height = PICTURE;
  const pen = canvas.getContext("2d");
  const [theme, scale] = [themeOf(view.root), scaleOf(view)];
  pen.setTransform(PICTURE / view.side, 0, 0, PICTURE / view.side, 0, 0);
  pen.fillStyle = css(theme.background);
  pen.fillRect(0, 0, view.side, view.side);
  paintSurface(pen, view, scale, theme);
  paintFront(pen, view, scale, theme);
  paintPaths(pen, view, scale, theme);
  paintMark(pen, view, scale, theme);
  return canvas;
}

// The value of a level, 0 to 255.
function answerOf(view, level) {
  const { low, high } = view.surface ?? { low: -1, high: 1 };
  return low + (level / 255) * (high - low);
}

function className(view, index) {
  return view.data.words.classes?.[index] ?? index;
}

// The target of a point: its class, else a number.
function truthOf(view, i) {
  const { points, data } = view;
  if (points.classes) return className(view, points.value[i]);
  if (data.words.classes?.length === 2) return className(view, points.value[i] > 127 ? 1 : 0);
  return Number(answerOf(view, points.value[i]).toFixed(3));
}

function pointRows(view) {
  const { points } = view;
  return Array.from({ length: points.count }, (_, i) => {
    const at = toData(view, [points.x[i] / MAX_LEVEL, points.y[i] / MAX_LEVEL]).map((value) => Number(value.toFixed(3)));
    return [...at, truthOf(view, i), points.test(i) ? saving.words.test : saving.words.training];
  });
}

function surfaceRows(view) {
  const { n, levels, classes } = view.surface;
  return Array.from(levels, (level, cell) => {
    const at = toData(view, [((cell % n) + 0.5) / n, (Math.floor(cell / n) + 0.5) / n]);
    const answer = classes ? [className(view, classes[cell]), level / 255] : [valueAt(view.surface, cell)];
    return [...at, ...answer.map((value) => (typeof value === "number" ? Number(value.toFixed(4)) : value))];
  });
}

/** The files that the plane's save menu offers. */
export function planeItems(view) {
  const { names, words } = view.data;
  const items = [["png", () => saveCanvas(words.title, drawPicture(view))]];
  if (view.points) {
    const heads = [...names, words.truth, saving.words.part];
    items.push(["points", () => saveCsv(words.points, heads, pointRows(view))]);
  }
  if (view.surface && !view.surface.ink) {
    const heads = [...names, words.value, ...(view.surface.classes ? [words.sure] : [])];
    items.push(["surface", () => saveCsv(words.title, heads, surfaceRows(view))]);
  }
  return items;
}
