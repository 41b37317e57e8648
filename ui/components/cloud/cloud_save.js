// The map as files: a picture, a drawing, and where each word stands.
// At rest: nothing on its way, nothing pointed at.
import { offerAbove } from "../shared/pixels_save.js";
import { saveCanvas, saveCsv, saveSvg } from "../shared/save_menu.js";
import { pictureOfShapes, svgOfShapes } from "../shared/shapes.js";
import { themeOf } from "../shared/theme.js";
import { sceneOf } from "./cloud_scene.js";

function resting(view) {
  return { ...view, before: null, cursor: null };
}

function drawing(view) {
  const theme = themeOf(view.root);
  return svgOfShapes(sceneOf(resting(view), theme), theme, view.width, view.height, view.data.words.alt);
}

function picture(view) {
  const theme = themeOf(view.root);
  return pictureOfShapes(sceneOf(resting(view), theme), theme, view.width, view.height);
}

function placeRows({ data, places }) {
  return data.rows.map((row, at) => {
    const place = places.get(row).map((value) => Number(value.toPrecision(5)));
    const group = data.groups ? [data.legend[data.groups[at]] ?? ""] : [];
    return [data.names[at], ...(data.counts ? [data.counts[at]] : []), ...place, ...group];
  });
}

export function offer(view) {
  const { words } = view.data;
  offerAbove(view.box, () => {
    const { data } = view;
    const [word, count, group] = words.heads.split("|");
    const axes = data.axes ?? ["x", "y", "z"].slice(0, data.dims);
    const heads = [word, ...(data.counts ? [count] : []), ...axes, ...(data.groups ? [group] : [])];
    return [
      ["png", () => saveCanvas(words.title, picture(view))],
      ["svg", () => saveSvg(words.title, drawing(view))],
      ["csv", () => saveCsv(words.title, heads, placeRows(view))],
    ];
  });
}
