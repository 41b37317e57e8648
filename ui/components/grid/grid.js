// A small table of numbers to type into.
import { css } from "../shared/colours.js";
import { addStyle, make } from "../shared/dom.js";
import { lightnessOf, peakOf, describeCell } from "../shared/pixels.js";
import { themeOf } from "../shared/theme.js";
import { forget, remember } from "../shared/view_state.js";
import style from "./grid.css" with { type: "text" };

function open(root) {
  addStyle(root, style);
  const box = make("div", "grid", root);
  box.setAttribute("role", "group");
  return { root, box, cells: [] };
}

function build(view) {
  const { rows, columns } = view.data;
  view.box.replaceChildren();
  view.box.style.gridTemplateColumns = `repeat(${columns}, 1fr)`;
  view.cells = Array.from({ length: rows * columns }, () => {
    const cell = make("input", "", view.box);
    Object.assign(cell, { type: "number", step: "any", inputMode: "decimal" });
    cell.addEventListener("change", () => sendValues(view));
    cell.addEventListener("keydown", (event) => event.stopPropagation());
    return cell;
  });
}

// A cell that is empty or holds no number gets its old number back.
function sendValues(view) {
  view.cells.forEach((cell, at) => {
    if (Number.isFinite(cell.valueAsNumber)) view.values[at] = cell.valueAsNumber;
    else cell.value = view.values[at];
  });
  const { values } = view;
  paint(view, values);
  view.component.setTriggerValue("values", values);
}

function paint(view, values) {
  const { strong } = themeOf(view.root);
  const peak = peakOf(values) || 1;
  view.cells.forEach((cell, at) => {
    const colour = strong[Math.round(127.5 + (127.5 * values[at]) / peak)];
    cell.style.background = css(colour);
    cell.style.color = css(lightnessOf(colour) > 128 ? [16, 20, 26] : [255, 255, 255]);
  });
}

export function grid(component) {
  const root = component.parentElement;
  const view = remember(root, open);
  const { data } = component;
  Object.assign(view, { component, data, values: [...data.values] });
  if (view.cells.length !== data.rows * data.columns) build(view);
  view.box.setAttribute("aria-label", data.words.alt);
  view.cells.forEach((cell, at) => {
    const [row, column] = [Math.floor(at / data.columns), at % data.columns];
    cell.setAttribute("aria-label", describeCell(data.words, row, column, data.rows + 1));
    if (view.root.activeElement !== cell && cell.value !== String(data.values[at])) cell.value = data.values[at];
  });
  paint(view, data.values);
  return () => forget(root, () => {});
}
