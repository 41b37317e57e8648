// A one-hot row times a matrix: a row of zeros with one 1, the matrix beside it, and the row of the matrix it picks.
import { css } from "../shared/colours.js";
import { decodeFloats } from "../shared/decode.js";
import { addStyle, make } from "../shared/dom.js";
import { lightnessOf } from "../shared/pixels.js";
import { offerInCorner, drawNode } from "../shared/pixels_save.js";
import { saveCanvas, saveCsv } from "../shared/save_menu.js";
import { themeOf } from "../shared/theme.js";
import { forget, remember } from "../shared/view_state.js";
import style from "./lookup.css" with { type: "text" };

function open(root) {
  addStyle(root, style);
  const box = make("div", "lookup", root);
  const scroll = make("div", "scroll", box);
  scroll.setAttribute("role", "img");
  return { root, box, scroll };
}

function formatValue(value) {
  return value.toFixed(2).replace("-", "\u2212");
}

function paintCell(cell, value, peak, theme) {
  const colour = theme.soft[Math.max(0, Math.min(255, Math.round(127.5 + (127.5 * value) / peak)))];
  cell.textContent = formatValue(value);
  cell.style.background = css(colour);
  cell.style.color = css(lightnessOf(colour) > 128 ? [16, 20, 26] : [255, 255, 255]);
}

function addRow(table, className, head, hot) {
  const row = make("tr", className, table);
  make("th", "", row).textContent = head;
  make("td", "hot", row).textContent = hot;
  return row;
}

export function lookup(component) {
  const root = component.parentElement;
  const view = remember(root, open);
  const { data } = component;
  const { words } = data;
  const values = decodeFloats(data.values);
  const product = [...decodeFloats(data.product)];
  const theme = themeOf(root);
  const peak = Math.max(...values.map(Math.abs), 1e-9);
  const wide = product.length;
  const table = make("table", "");
  const head = addRow(table, "head", words.token, words.hot);
  make("td", "times", head).textContent = "×";
  const title = make("td", "", head);
  title.colSpan = wide;
  title.textContent = words.matrix;
  data.rows.forEach((one, place) => {
    if (place && one > data.rows[place - 1] + 1) addRow(table, "rest", "⋮", "0");
    const row = addRow(table, one === data.id ? "picked" : "", `${data.tokens[place]} · ${one}`, one === data.id ? "1" : "0");
    make("td", "times", row);
    for (let column = 0; column < wide; column += 1) paintCell(make("td", "", row), values[place * wide + column], peak, theme);
  });
  if (data.rows.at(-1) < data.size - 1) addRow(table, "rest", "⋮", "0");
  const last = addRow(table, "product", words.product, "");
  make("td", "times", last).textContent = "=";
  product.forEach((value) => paintCell(make("td", "", last), value, peak, theme));
  view.scroll.replaceChildren(table);
  view.scroll.setAttribute("aria-label", words.alt);
  const rows = () => data.rows.map((one, place) => [data.tokens[place], one, ...values.slice(place * wide, (place + 1) * wide)]);
  const heads = [words.token, words.id, ...product.map((_, column) => column + 1)];
  const items = [["png", () => saveCanvas(words.matrix, drawNode(root, view.box))], ["csv", () => saveCsv(words.matrix, heads, rows())]];
  offerInCorner(view.box, () => items);
  return () => forget(root, () => {});
}
