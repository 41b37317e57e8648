// The map as files: PNG, SVG, and a table of coordinates.
// The view without animation and pointer.
import { offerInCorner } from "../shared/pixels_save.js";
import { saveCanvas, saveCsv, saveSvg } from "../shared/save_menu.js";
import { drawShapes, writeShapes } from "../shared/shapes.js";
import { themeOf } from "../shared/theme.js";
import { sceneOf } from "./cloud_scene.js";

function atRest(view) {
  return { ...view, before: null, cursor: null };
}

function writeSvg(view) {
  const theme = themeOf(view.root);
  return writeShapes(sceneOf(atRest(view), theme), theme, view.width, view.height, view.data.words.alt);
}

function drawPicture(view) {
  const theme = themeOf(view.root);
  return drawShapes(sceneOf(atRest(view), theme), theme, view.width, view.height);
}

function positionRows({ data, places }) {
  return data.rows.map((row, at) => {
    const place = places.get(row).map((value) => Number(value.toPrecision(5)));
    const group = data.groups ? [data.legend[data.groups[at]] ?? ""] : [];
    return [data.names[at], ...(data.counts ? [data.counts[at]] : []), ...place, ...group];
  });
}

/** Offers the map as PNG, SVG and CSV. */
export function offerFiles(view) {
  const { words } = view.data;
  offerInCorner(view.box, () => {
    const { data } = view;
    const [word, count, group] = words.heads.split("|");
    const axes = data.axes ?? ["x", "y", "z"].slice(0, data.dims);
    const heads = [word, ...(data.counts ? [count] : []), ...axes, ...(data.groups ? [group] : [])];
    return [
      ["png", () => saveCanvas(words.title, drawPicture(view))],
      ["svg", () => saveSvg(words.title, writeSvg(view))],
      ["csv", () => saveCsv(words.title, heads, positionRows(view))],
    ];
  });
}
