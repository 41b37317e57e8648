// A confusion matrix; a cell with examples is a button.
import { css, mix } from "../shared/colours.js";
import { addStyle, make } from "../shared/dom.js";
import { lightnessOf, makeButton } from "../shared/pixels.js";
import { offerInCorner, drawNode } from "../shared/pixels_save.js";
import { saveCanvas, saveCsv } from "../shared/save_menu.js";
import { themeOf } from "../shared/theme.js";
import { forget, remember } from "../shared/view_state.js";
import style from "./confusion.css" with { type: "text" };

function build(view) {
  const { names, words } = view.data;
  view.table.replaceChildren();
  view.title.textContent = words.caption;
  view.table.setAttribute("aria-label", words.caption);
  const head = make("tr", "", make("thead", "", view.table));
  make("th", "corner", head).textContent = words.corner;
  for (const name of names) addHeading(head, "col", name);
  const body = make("tbody", "", view.table);
  view.cells = names.map((name) => {
    const row = make("tr", "", body);
    addHeading(row, "row", name);
    return names.map(() => make("td", "", row));
  });
}

function addHeading(row, scope, name) {
  const node = make("th", "", row);
  node.scope = scope;
  node.textContent = node.title = name;
}

function paint(view) {
  const { counts, chosen, names, words } = view.data;
  const theme = themeOf(view.root);
  const most = Math.max(1, ...counts.flat());
  counts.forEach((row, truth) => row.forEach((count, predicted) => {
    const cell = view.cells[truth][predicted];
    const right = truth === predicted;
    const share = count ? 0.15 + (0.75 * Math.sqrt(count)) / Math.sqrt(most) : 0;
    const colour = mix(theme.background, theme.categories[right ? 0 : 1], share);
    cell.style.background = css(colour);
    cell.style.color = css(lightnessOf(colour) > 120 ? [16, 20, 26] : [255, 255, 255]);
    cell.classList.toggle("chosen", String(chosen) === String([truth, predicted]));
    if (!count) {
      cell.replaceChildren();
      return;
    }
    const button = cell.firstChild ?? makeButton("", cell, () => view.component.setTriggerValue("cell", { truth, predicted }));
    if (button.textContent !== String(count)) button.textContent = count;
    button.setAttribute("aria-label", `${words.truth} ${names[truth]}, ${words.predicted} ${names[predicted]}: ${count}`);
    button.title = button.getAttribute("aria-label");
  }));
}

export function confusion(component) {
  const root = component.parentElement;
  const view = remember(root, () => {
    addStyle(root, style);
    const box = make("div", "confusion", root);
    const title = make("div", "title", box);
    return { root, box, title, table: make("table", "", make("div", "scroll", box)) };
  });
  Object.assign(view, { component, data: component.data });
  const shape = JSON.stringify([view.data.names, view.data.words]);
  if (shape !== view.shape) build(view);
  view.shape = shape;
  paint(view);
  const { counts, names, words } = view.data;
  const table = () => saveCsv(words.caption, [words.corner, ...names], counts.map((row, truth) => [names[truth], ...row]));
  offerInCorner(view.box, () => [["png", () => saveCanvas(words.caption, drawNode(root, view.box))], ["csv", table]]);
  return () => forget(root, () => {});
}
