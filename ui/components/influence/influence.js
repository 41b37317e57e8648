// A text whose tokens are coloured by their influence on one of them: that one orange, strong ones blue, weak grey.
import { css, mix } from "../shared/colours.js";
import { decodeBytes } from "../shared/decode.js";
import { addStyle, make } from "../shared/dom.js";
import { lightnessOf } from "../shared/pixels.js";
import { offerInCorner, drawNode } from "../shared/pixels_save.js";
import { saveCanvas, saveCsv } from "../shared/save_menu.js";
import { fillIn } from "../shared/text.js";
import { themeOf } from "../shared/theme.js";
import { forget, remember } from "../shared/view_state.js";
import style from "./influence.css" with { type: "text" };

const MOVES = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, Home: -1e6, End: 1e6 };
const SIGNS = { " ": "\u2423", "\n": "\u23ce", "\t": "\u21e5" };
const GREY = 0.38; // share of the text's colour for tokens without influence

function percent(share) {
  return `${share < 0.0995 && share > 0 ? (100 * share).toFixed(1) : Math.round(100 * share)}%`;
}

function symbolText(symbol) {
  return SIGNS[symbol] ?? symbol;
}

// The token whose row is shown: the one under the pointer if each has a row, else the selected one.
function markedPosition(view) {
  const { data, over } = view;
  return over?.text === 0 && data.rows > 1 && over.place < data.rows ? over.place : data.at;
}

function shareOf(view, place) {
  const { data, levels } = view;
  const row = data.rows > 1 ? Math.min(data.rows - 1, markedPosition(view)) : 0;
  return (levels[row * (data.sources ?? data.tokens).length + place] ?? 0) / 65535;
}

function build(view) {
  const { tokens, sources, after, words } = view.data;
  const texts = [after ? [...tokens, after] : tokens, ...(sources ? [sources] : [])];
  const shape = JSON.stringify(texts);
  if (shape === view.shape) return;
  view.shape = shape;
  view.texts.replaceChildren();
  view.over = null;
  view.nodes = texts.map((text, which) => {
    if (sources) make("div", "name", view.texts).textContent = which ? words.to : words.from;
    const line = make("div", "line", view.texts);
    return text.map((symbol, place) => addSymbol(view, line, symbol, which, place));
  });
}

function addSymbol(view, line, symbol, which, place) {
  const node = make("span", "one", line);
  node.textContent = symbolText(symbol);
  node.classList.toggle("sign", symbol in SIGNS);
  if (symbol === "\n" || symbol === SIGNS["\n"]) make("br", "", line);
  node.addEventListener("pointerenter", () => pointAt(view, { text: which, place }));
  node.addEventListener("pointerleave", () => pointAt(view, null));
  if (!which) node.addEventListener("click", () => selectSymbol(view, place));
  return node;
}

function pointAt(view, over) {
  view.over = over;
  paint(view);
}

function selectSymbol(view, place) {
  if (!view.data.pickable || place === view.data.at) return;
  view.data.at = place;
  paint(view);
  view.component.setTriggerValue("pick", { index: place });
}

function onKey(view, event) {
  const move = MOVES[event.key];
  if (!move || !view.data.pickable) return;
  event.preventDefault();
  event.stopPropagation();
  selectSymbol(view, Math.max(0, Math.min(view.nodes[0].length - 1, view.data.at + move)));
}

// How far a share is above the mean of the positive ones; if all are similar, none stands out.
function strengths(view, at) {
  const { sources, tokens } = view.data;
  const shares = (sources ?? tokens).map((_, place) => (place === at && !sources ? 0 : shareOf(view, place)));
  const some = shares.filter((share) => share > 0);
  const mean = some.reduce((sum, share) => sum + share, 0) / (some.length || 1);
  const most = Math.max(1e-6, ...shares);
  return (place) => Math.max(0, (shares[place] - mean) / Math.max(most - mean, most / 2));
}

function colours(theme, share) {
  const blue = theme.marks[0];
  const back = mix(theme.background, blue, 0.92 * share ** 1.2);
  const text = share < 0.06 ? mix(theme.background, theme.text, GREY) : lightnessOf(back) > 125 ? [16, 20, 26] : [255, 255, 255];
  return [back, text];
}

function paint(view) {
  const { data, nodes } = view;
  const theme = themeOf(view.root);
  const at = markedPosition(view);
  const strength = strengths(view, at);
  nodes.forEach((line, which) => line.forEach((node, place) => {
    const red = which === 0 && place === at;
    const counts = which === nodes.length - 1 && !red && place < (data.sources ?? data.tokens).length;
    const [back, text] = red ? [theme.marks[1], [255, 255, 255]] : colours(theme, counts ? strength(place) : 0);
    node.style.background = css(back, red || counts ? 1 : 0);
    node.style.color = css(data.sources && which === 0 && !red ? theme.text : text);
    node.classList.toggle("red", red);
    node.classList.toggle("later", data.later && place > at);
  }));
  updateReading(view);
}

function describeShare(view, place) {
  const { data } = view;
  const symbol = symbolText((data.sources ?? data.tokens)[place]);
  return fillIn(data.words.cell, { symbol, written: symbolText(data.tokens[markedPosition(view)] ?? data.after), share: percent(shareOf(view, place)) });
}

// Describes the three strongest tokens if each has a row, else the share of the token under the pointer.
function updateReading(view) {
  const { data, over } = view;
  const about = data.sources ?? data.tokens;
  let text = data.words.hint;
  if (over?.text === 0 && data.rows > 1) {
    const order = about.map((_, place) => place).filter((place) => shareOf(view, place) > 0);
    order.sort((first, second) => shareOf(view, second) - shareOf(view, first));
    text = order.slice(0, 3).map((place) => describeShare(view, place)).join(" \u00b7 ") || text;
  } else if (over && over.text === view.nodes.length - 1 && over.place < about.length) text = describeShare(view, over.place);
  if (view.reading.textContent !== text) view.reading.textContent = text;
}

function open(root) {
  addStyle(root, style);
  const box = make("div", "influence", root);
  const view = { root, box, title: make("div", "title", box), texts: make("div", "texts", box), over: null, nodes: [] };
  view.reading = make("div", "reading", box);
  view.reading.setAttribute("aria-live", "polite");
  view.texts.addEventListener("keydown", (event) => onKey(view, event));
  return view;
}

export function influence(component) {
  const root = component.parentElement;
  const view = remember(root, open);
  const { data } = component;
  Object.assign(view, { component, data, levels: data.levels ? new Uint16Array(decodeBytes(data.levels).buffer) : [] });
  view.title.textContent = data.words.title;
  view.texts.tabIndex = data.pickable ? 0 : -1;
  view.texts.setAttribute("role", data.pickable ? "application" : "img");
  view.texts.setAttribute("aria-label", data.words.alt);
  view.texts.classList.toggle("pickable", data.pickable);
  build(view);
  paint(view);
  const rows = () => (data.sources ?? data.tokens).map((symbol, place) => [place + 1, symbol, shareOf(view, place)]);
  offerInCorner(view.box, () => [
    ["png", () => saveCanvas(data.words.title, drawNode(root, view.box))],
    ["csv", () => saveCsv(data.words.title, data.words.heads.split("|"), rows())],
  ]);
  return () => forget(root, () => {});
}
