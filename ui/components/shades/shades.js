// A row of tokens, each shaded by its share, with the number below if there is room; one can be selected.
import { css, mix } from "../shared/colours.js";
import { addStyle, make } from "../shared/dom.js";
import { lightnessOf } from "../shared/pixels.js";
import { offerInCorner, drawNode } from "../shared/pixels_save.js";
import { saveCanvas, saveCsv } from "../shared/save_menu.js";
import { themeOf } from "../shared/theme.js";
import { forget, remember } from "../shared/view_state.js";
import style from "./shades.css" with { type: "text" };

const ROOM = 80; // tokens with their number below
const MOVES = { ArrowLeft: -1, ArrowRight: 1, Home: -1e6, End: 1e6 };

function percent(share) {
  return `${share < 0.0995 && share > 0 ? (100 * share).toFixed(1) : Math.round(100 * share)}%`;
}

function build(view) {
  view.row.replaceChildren();
  view.nodes = view.data.tokens.map((_, index) => {
    const node = make("span", "one", view.row);
    const parts = { node, symbol: make("b", "", node), number: make("span", "number", node) };
    node.addEventListener("pointerenter", () => updateReading(view, index));
    node.addEventListener("pointerleave", () => updateReading(view, null));
    node.addEventListener("click", () => selectSymbol(view, index));
    return parts;
  });
}

function updateReading(view, index) {
  view.reading.textContent = index === null ? view.data.words.hint : describeSymbol(view, index);
}

function describeSymbol(view, index) {
  const { tokens, shares, words } = view.data;
  return `${words.step} ${index + 1}: ${tokens[index]} \u00b7 ${words.share} ${percent(shares[index])}`;
}

function selectSymbol(view, index) {
  if (!view.data.pickable || index === view.chosen) return;
  view.chosen = index;
  paint(view);
  view.component.setTriggerValue("pick", { index });
}

function onKey(view, event) {
  const move = MOVES[event.key];
  if (!move || !view.data.pickable) return;
  event.preventDefault();
  event.stopPropagation();
  selectSymbol(view, Math.max(0, Math.min(view.nodes.length - 1, (view.chosen ?? 0) + move)));
  updateReading(view, view.chosen);
}

function paint(view) {
  const { tokens, shares, words } = view.data;
  const theme = themeOf(view.root);
  const top = Math.max(...shares, 1e-9);
  view.nodes.forEach(({ node, symbol, number }, index) => {
    const colour = mix(theme.background, theme.categories[0], (0.9 * shares[index]) / top);
    node.style.background = css(colour);
    node.style.color = css(lightnessOf(colour) > 120 ? [16, 20, 26] : [255, 255, 255]);
    node.classList.toggle("chosen", index === view.chosen);
    node.title = describeSymbol(view, index);
    symbol.textContent = tokens[index];
    number.textContent = tokens.length > ROOM ? "" : percent(shares[index]);
  });
  view.row.setAttribute("aria-label", view.chosen === null ? words.alt : `${words.alt} ${describeSymbol(view, view.chosen)}`);
}

export function shades(component) {
  const root = component.parentElement;
  const view = remember(root, () => {
    addStyle(root, style);
    const box = make("div", "shades", root);
    const created = { root, box, row: make("div", "row", box), reading: make("div", "reading", box), nodes: [] };
    created.row.addEventListener("keydown", (event) => onKey(created, event));
    return created;
  });
  const { data } = component;
  Object.assign(view, { component, data, chosen: data.chosen });
  if (view.nodes.length !== data.tokens.length) build(view);
  view.row.tabIndex = data.pickable ? 0 : -1;
  view.row.setAttribute("role", data.pickable ? "application" : "img");
  view.row.classList.toggle("pickable", data.pickable);
  if (view.hint !== data.words.hint) updateReading(view, null);
  view.hint = data.words.hint;
  paint(view);
  const { words } = data;
  const rows = () => data.tokens.map((symbol, index) => [index + 1, symbol, data.shares[index]]);
  const table = () => saveCsv(words.share, [words.step, "", words.share], rows());
  offerInCorner(view.box, () => [["png", () => saveCanvas(words.share, drawNode(root, view.box))], ["csv", table]]);
  return () => forget(root, () => {});
}
