// A net from left to right: units with small maps, links as thick as their weights; a click selects a unit.
import { drawHeatMap, paintSquare, resize } from "../shared/canvas.js";
import { css, mix } from "../shared/colours.js";
import { addStyle, make, makeSvg } from "../shared/dom.js";
import { offerSave } from "../shared/save_menu.js";
import { formatNumber } from "../shared/text.js";
import { themeOf } from "../shared/theme.js";
import { forget, remember } from "../shared/view_state.js";
import { TITLE, arrange, levelOf, linkAt, linksOf, paintLinks, unpackLayer } from "./network_links.js";
import { networkItems } from "./network_save.js";
import style from "./network.css" with { type: "text" };

const TIP = 132; // CSS pixels, side of the enlarged map
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function paintUnit(canvas, side, layer, unit, theme) {
  resize(canvas, side, side);
  const pen = canvas.getContext("2d");
  const { maps, values, k } = layer;
  if (maps) {
    const first = unit * k * k;
    paintSquare(pen, drawHeatMap(k, (cell) => theme.soft[maps[first + cell]]), 0, 0, canvas.width);
    return;
  }
  pen.fillStyle = css(values ? theme.strong[levelOf(values[unit])] : mix(theme.background, theme.text, 0.12));
  pen.fillRect(0, 0, canvas.width, canvas.height);
}

function labelWidth(names, font, most) {
  const pen = make("canvas").getContext("2d");
  pen.font = `14px ${font}`;
  return Math.min(most, Math.max(0, ...names.map((name) => pen.measureText(name).width)) + 12);
}

function placeNode(node, left, top, width) {
  node.style.left = `${left}px`;
  node.style.top = `${top}px`;
  if (width) node.style.width = `${width}px`;
}

function buildUnit(view, layer, unit) {
  const button = make("button", "unit", view.stage);
  button.type = "button";
  button.tabIndex = layer + unit === 0 ? 0 : -1;
  const node = { button, canvas: make("canvas", "", button), bias: make("span", "bias", button) };
  button.addEventListener("click", () => selectUnit(view, layer, unit));
  button.addEventListener("pointerenter", () => pointAt(view, { unit: [layer, unit] }));
  button.addEventListener("focus", () => pointAt(view, { unit: [layer, unit] }));
  button.addEventListener("pointerleave", () => pointAt(view, null));
  button.addEventListener("blur", () => pointAt(view, null));
  button.addEventListener("keydown", (event) => onKey(view, event, layer, unit));
  return node;
}

// Builds units and texts when the net's shape changes; otherwise they are only repainted.
function build(view) {
  const shape = JSON.stringify(view.layers.map(({ title, names, hidden, k }) => [title, names, hidden, k]));
  if (shape === view.shape) return;
  view.shape = shape;
  view.stage.querySelectorAll(".unit, .title, .name, .more").forEach((node) => node.remove());
  const last = view.layers.length - 1;
  view.columns = view.layers.map((layer, index) => ({
    title: make("div", "title", view.stage),
    names: index === 0 || index === last ? layer.names.map(() => make("div", "name", view.stage)) : [],
    more: layer.hidden > 0 ? make("div", "more", view.stage) : null,
    units: layer.names.map((_, unit) => buildUnit(view, index, unit)),
  }));
  view.over = null;
}

function placeTexts(view) {
  const { layout, layers } = view;
  view.columns.forEach((column, index) => {
    const { x, tops } = layout.columns[index];
    const middle = x + layout.size / 2;
    column.title.textContent = layers[index].title;
    placeNode(column.title, middle, 0, Math.min(layout.gap + layout.size - 6, 140));
    column.title.style.height = `${TITLE - 8}px`;
    column.names.forEach((node, unit) => {
      node.textContent = layers[index].names[unit];
      node.style.textAlign = index ? "left" : "right";
      placeNode(node, index ? x + layout.size + 8 : 0, tops[unit] + layout.size / 2, (index ? view.labels.right : view.labels.left) - 8);
    });
    if (!column.more) return;
    column.more.textContent = `+${layers[index].hidden}`;
    placeNode(column.more, middle, tops.at(-1) + layout.size + 3);
  });
}

function paintUnits(view, theme) {
  const { layout } = view;
  view.columns.forEach((column, index) => {
    const layer = view.layers[index];
    column.units.forEach(({ button, canvas, bias }, unit) => {
      placeNode(button, layout.columns[index].x, layout.columns[index].tops[unit]);
      button.classList.toggle("disc", !layer.maps);
      button.classList.toggle("focused", String(view.focused) === String([index, unit]));
      button.setAttribute("aria-label", `${layer.title}, ${layer.names[unit]}`);
      paintUnit(canvas, layout.size, layer, unit, theme);
      bias.hidden = !layer.biases;
      if (layer.biases) bias.style.background = css(theme.strong[levelOf(layer.biases[unit])]);
    });
  });
}

function paint(view) {
  const width = view.scroll.clientWidth;
  if (width < 80 || !view.layers.length) return;
  const theme = themeOf(view.root);
  const widthOf = (layer) => labelWidth(layer.names, theme.font, Math.min(110, width * 0.23));
  view.labels = { left: widthOf(view.layers[0]), right: widthOf(view.layers.at(-1)) };
  view.layout = arrange(view.layers, width, view.labels);
  view.stage.style.width = `${view.layout.width}px`;
  view.stage.style.height = `${view.layout.height}px`;
  placeTexts(view);
  paintUnits(view, theme);
  paintLinks(view, theme);
  paintTip(view, theme);
}

function tipLines(view) {
  const { words } = view.component.data;
  if (view.over.link) {
    const { layer, from, to, weight } = view.over.link;
    const names = `${view.layers[layer - 1].names[from]} \u2192 ${view.layers[layer].names[to]}`;
    return [names, `${words.weight ?? ""} ${formatNumber(weight)}`];
  }
  const [index, unit] = view.over.unit;
  const layer = view.layers[index];
  const lines = [`${layer.title} \u00b7 ${layer.names[unit]}`];
  if (layer.biases) lines.push(`${words.bias ?? ""} ${formatNumber(layer.biases[unit])}`);
  if (layer.activation) lines.push(`${words.activation ?? ""} ${layer.activation}`);
  if (layer.values) lines.push(`${words.value ?? ""} ${formatNumber(layer.values[unit])}`);
  return lines;
}

function paintTip(view, theme) {
  const { tip, over, layout } = view;
  tip.hidden = !over;
  if (!over) return;
  tip.text.textContent = tipLines(view).map((line) => line.trim()).join("\n");
  const layer = over.unit && view.layers[over.unit[0]];
  tip.canvas.hidden = !layer?.maps;
  if (layer?.maps) paintUnit(tip.canvas, TIP, layer, over.unit[1], theme);
  const shift = view.stage.offsetLeft - view.scroll.scrollLeft;
  const width = tip.offsetWidth;
  const column = over.unit && layout.columns[over.unit[0]];
  const right = (column ? column.x + layout.size : over.x) + shift + 12;
  const left = (column ? column.x : over.x) + shift - 12 - width;
  const fits = right + width <= view.box.clientWidth;
  const top = (column ? column.tops[over.unit[1]] : over.y) - 10;
  placeNode(tip, Math.max(0, fits ? right : left), Math.max(0, top));
}

function pointAt(view, over) {
  view.over = over;
  const theme = themeOf(view.root);
  paintLinks(view, theme);
  paintTip(view, theme);
}

function pointAtLink(view, event) {
  if (event.composedPath().some((node) => node.className === "unit" || node.classList?.contains("unit"))) return;
  const box = view.stage.getBoundingClientRect();
  const [x, y] = [event.clientX - box.left, event.clientY - box.top];
  const link = view.layout && linkAt(view, x, y);
  if (link || view.over) pointAt(view, link ? { link, x, y } : null);
}

function selectUnit(view, layer, unit) {
  view.focused = [layer, unit];
  paint(view);
  view.component.setTriggerValue("focus", { layer, unit });
}

function onKey(view, event, layer, unit) {
  const move = MOVES[event.key];
  if (!move) return;
  event.preventDefault();
  event.stopPropagation();
  const column = view.columns[Math.min(view.columns.length - 1, Math.max(0, layer + move[0]))];
  const next = column.units[Math.min(column.units.length - 1, Math.max(0, unit + move[1]))].button;
  view.columns.forEach(({ units }) => units.forEach(({ button }) => { button.tabIndex = -1; }));
  next.tabIndex = 0;
  next.focus();
}

function open(root) {
  addStyle(root, style);
  const box = make("div", "network", root);
  box.setAttribute("role", "group");
  const scroll = make("div", "scroll", box);
  const stage = make("div", "stage", scroll);
  const view = { root, box, scroll, stage, svg: makeSvg("svg", "", stage), paths: [], focused: null, over: null };
  view.svg.setAttribute("aria-hidden", "true");
  view.tip = make("div", "tip", box);
  view.tip.hidden = true;
  view.tip.canvas = make("canvas", "", view.tip);
  view.tip.text = make("div", "", view.tip);
  view.tip.text.style.whiteSpace = "pre";
  stage.addEventListener("pointermove", (event) => pointAtLink(view, event));
  stage.addEventListener("pointerleave", () => pointAt(view, null));
  view.sizes = new ResizeObserver(() => paint(view));
  return view;
}

export function network(component) {
  const root = component.parentElement;
  const { data } = component;
  const view = remember(root, open);
  view.component = component;
  const retry = () => view.component === component && network(component);
  view.layers = data.layers.map((layer) => unpackLayer(layer, retry));
  view.links = linksOf(view.layers);
  if (view.received !== String(data.focused)) view.focused = data.focused;
  view.received = String(data.focused);
  view.words = data.words;
  view.box.setAttribute("aria-label", data.words.alt ?? "");
  offerSave(view.box, () => networkItems(view), "position: absolute; top: 0; right: 0; z-index: 3;");
  build(view);
  if (view.over?.link) {
    const { layer, from, to } = view.over.link;
    view.over.link = view.links.find((link) => link.layer === layer && link.from === from && link.to === to);
    if (!view.over.link) view.over = null;
  }
  paint(view);
  view.sizes.observe(view.scroll);
  return () => forget(root, (old) => old.sizes.disconnect());
}
