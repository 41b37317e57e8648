// The tree of a beam search: point at a node, or move with the arrow keys, to read its path and its sum.
import { decodeFloats } from "../shared/decode.js";
import { addStyle, make } from "../shared/dom.js";
import { offerInCorner } from "../shared/pixels_save.js";
import { saveCanvas, saveCsv, saveSvg } from "../shared/save_menu.js";
import { drawShapes, showShapes, writeShapes } from "../shared/shapes.js";
import { fillIn } from "../shared/text.js";
import { themeOf } from "../shared/theme.js";
import { forget, remember } from "../shared/view_state.js";
import { layoutOf, formatFixed, pathTo, sceneOf, spotAt, tokenText } from "./beam_scene.js";
import style from "./beam.css" with { type: "text" };

function paint(view) {
  if (view.box.clientWidth < 60 || !view.data) return;
  const theme = themeOf(view.root);
  view.layout = layoutOf(view.data, theme);
  showShapes(view.canvas, sceneOf(view, view.layout, theme), theme, view.layout.width, view.layout.height);
}

function schedulePaint(view) {
  view.frame ||= requestAnimationFrame(() => { view.frame = 0; paint(view); });
}

function stateOf({ words, best, finished, kept }, at) {
  return best.at(-1) === at ? words.best : finished[at] ? words.finished : kept[at] ? words.kept : words.pruned;
}

function outputText(data, at) {
  return pathTo(data, at).map((node) => tokenText(data.tokens[node])).join(data.joint);
}

function describeNode({ data, cursor }) {
  if (cursor === null) return data.words.hint;
  const log = data.logs[cursor];
  const chance = Math.exp(log);
  return fillIn(data.words.node, {
    text: outputText(data, cursor), log: formatFixed(log, 3), total: formatFixed(data.totals[cursor], 3), state: stateOf(data, cursor),
    chance: `${chance < 0.0995 ? (100 * chance).toFixed(1) : Math.round(100 * chance)}%`,
  });
}

function updateReading(view) {
  const words = describeNode(view);
  view.reading.classList.toggle("idle", view.cursor === null);
  if (view.reading.textContent !== words) view.reading.textContent = words;
}

function pointAt(view, at) {
  if (at === view.cursor) return;
  view.cursor = at;
  updateReading(view);
  schedulePaint(view);
}

// The node that an arrow key selects: the likeliest child, the parent, or a neighbour in the column.
function neighbourOf({ data, layout, cursor }, key) {
  if (cursor === null) return data.chosen ?? data.best[0] ?? 0;
  if (key === "ArrowLeft") return data.parents[cursor] < 0 ? cursor : data.parents[cursor];
  const row = (at) => layout.spots[at].row;
  const all = data.tokens.map((_, at) => at);
  if (key === "ArrowRight") return all.filter((at) => data.parents[at] === cursor).sort((one, other) => row(one) - row(other))[0] ?? cursor;
  const target = row(cursor) + (key === "ArrowDown" ? 1 : -1);
  return all.find((at) => data.depths[at] === data.depths[cursor] && row(at) === target) ?? cursor;
}

function onKey(view, event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !view.layout || !view.data.tokens.length) return;
  if (event.key.startsWith("Arrow")) {
    const at = neighbourOf(view, event.key);
    pointAt(view, at);
    const { x } = view.layout.spots[at];
    const { scroll, layout } = view;
    if (x < scroll.scrollLeft + 10) scroll.scrollLeft = Math.max(0, x - 30);
    else if (x + layout.wide > scroll.scrollLeft + scroll.clientWidth) scroll.scrollLeft = x + layout.wide - scroll.clientWidth + 10;
  } else if (event.key === "Escape") pointAt(view, null);
  else if (event.key === "Enter") sendPick(view);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

// Describes the node under the pointer.
function sendPick(view) {
  if (view.data.pickable && view.cursor !== null) view.component.setTriggerValue("pick", { node: view.cursor });
}

function tableRows({ data }) {
  return data.tokens.map((symbol, at) => [
    outputText(data, at), symbol, data.depths[at] + 1, Number(data.logs[at].toPrecision(6)), Number(data.totals[at].toPrecision(6)), stateOf(data, at),
  ]);
}

function offerFiles(view) {
  const { words } = view.data;
  offerInCorner(view.box, () => {
    const theme = themeOf(view.root);
    const shapes = sceneOf({ ...view, cursor: null }, view.layout, theme);
    const { width, height } = view.layout;
    return [
      ["png", () => saveCanvas(words.title, drawShapes(shapes, theme, width, height))],
      ["svg", () => saveSvg(words.title, writeShapes(shapes, theme, width, height, words.alt))],
      ["csv", () => saveCsv(words.title, words.heads.split("|"), tableRows(view))],
    ];
  });
}

function open(root) {
  addStyle(root, style);
  const box = make("div", "beam", root);
  const view = { root, box, title: make("div", "title", box), cursor: null, frame: 0 };
  view.scroll = make("div", "scroll", box);
  view.canvas = make("canvas", "", view.scroll);
  view.canvas.tabIndex = 0;
  view.canvas.setAttribute("role", "application");
  view.reading = make("div", "reading", box);
  view.reading.setAttribute("aria-live", "polite");
  view.canvas.addEventListener("pointermove", (event) => {
    const { left, top } = view.canvas.getBoundingClientRect();
    if (view.layout) pointAt(view, spotAt(view.data, view.layout, event.clientX - left, event.clientY - top));
  });
  view.canvas.addEventListener("pointerleave", () => pointAt(view, null));
  view.canvas.addEventListener("click", () => sendPick(view));
  view.canvas.addEventListener("keydown", (event) => onKey(view, event));
  view.sizes = new ResizeObserver(() => paint(view));
  return view;
}

export function beam(component) {
  const root = component.parentElement;
  const view = remember(root, open);
  const { data } = component;
  Object.assign(view, { component, data: { ...data, logs: decodeFloats(data.logs) ?? [], totals: decodeFloats(data.totals) ?? [] } });
  const stamp = data.tokens.join("\n");
  if (stamp !== view.stamp) view.cursor = null;
  view.stamp = stamp;
  view.title.textContent = data.words.title;
  view.canvas.setAttribute("aria-label", data.words.alt);
  view.canvas.style.cursor = data.pickable ? "pointer" : "";
  paint(view);
  updateReading(view);
  offerFiles(view);
  view.sizes.observe(view.box);
  return () => forget(root, (old) => {
    old.sizes.disconnect();
    cancelAnimationFrame(old.frame);
  });
}
