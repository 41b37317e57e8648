// A computation graph: point at a node to read it, click it or press Enter to select it, and again to set its number.
import { addStyle, make } from "../shared/dom.js";
import { offerInCorner } from "../shared/pixels_save.js";
import { saveCanvas, saveCsv, saveSvg } from "../shared/save_menu.js";
import { drawShapes, writeShapes } from "../shared/shapes.js";
import { fillIn, parseNumber } from "../shared/text.js";
import { themeOf } from "../shared/theme.js";
import { forget, remember } from "../shared/view_state.js";
import { WIDE, layoutOf, nodeAt, numberText, sceneOf } from "./graph_scene.js";
import style from "./graph.css" with { type: "text" };

const POINTED = "nets-node-pointed"; // an event for other elements of the page that show the same node

function paint(view) {
  const room = view.scroll.clientWidth;
  if (room < 60 || !view.data?.nodes.length) return;
  const theme = themeOf(view.root);
  view.layout = layoutOf(view.data.nodes, room);
  const { width, height } = view.layout;
  const svg = writeShapes(sceneOf(view, theme), theme, width, height, view.data.words.alt);
  const source = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  source.querySelector("title").remove(); // the element has its own label, and a tooltip over all of it would disturb
  source.setAttribute("aria-hidden", "true");
  view.svg?.remove();
  view.svg = view.scroll.insertBefore(document.importNode(source, true), view.scroll.firstChild);
}

function schedulePaint(view) {
  view.frame ||= requestAnimationFrame(() => { view.frame = 0; paint(view); });
}

function updateReading(view) {
  const { data, over } = view;
  const { nodes, words } = data;
  const at = over ?? data.chosen;
  const node = nodes[at];
  const known = (value) => (value === null ? words.unknown : numberText(value));
  view.reading.classList.toggle("idle", !node);
  view.reading.textContent = !node || node.bare ? words.hint : fillIn(words.node, {
    name: node.name, sign: node.sign || "\u2013", value: known(node.value),
    gradient: node.frozen ? words.frozen : known(node.gradient),
  });
}

function pointAt(view, at, tell = true) {
  if (at === view.over) return;
  view.over = at;
  updateReading(view);
  schedulePaint(view);
  if (tell) document.dispatchEvent(new CustomEvent(POINTED, { detail: { node: at, from: view.root } }));
}

// The node that an arrow key selects: left an input, right a consumer, up and down within the column.
function neighbourOf({ data, layout, over }, key) {
  const { nodes } = data;
  const at = over ?? data.chosen ?? data.output ?? 0;
  const { y } = layout.spots[at];
  const closest = (candidates) => candidates.sort((one, other) => Math.abs(layout.spots[one].y - y) - Math.abs(layout.spots[other].y - y))[0] ?? at;
  const all = nodes.map((_, each) => each);
  if (key === "ArrowLeft") return closest([...nodes[at].inputs]);
  if (key === "ArrowRight") return closest(all.filter((each) => nodes[each].inputs.includes(at)));
  const side = key === "ArrowDown" ? 1 : -1;
  return closest(all.filter((each) => nodes[each].column === nodes[at].column && side * (layout.spots[each].y - y) > 1));
}

function onKey(view, event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target !== view.scroll || !view.layout) return;
  if (event.key.startsWith("Arrow")) {
    pointAt(view, neighbourOf(view, event.key));
    scrollToNode(view, view.over);
  } else if (event.key === "Escape") pointAt(view, null);
  else if (event.key === "Enter") sendChoice(view, view.over ?? view.data.chosen);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function scrollToNode({ scroll, layout, svg }, at) {
  const x = layout.spots[at].x + svg.getBoundingClientRect().left - scroll.getBoundingClientRect().left;
  if (x < 10) scroll.scrollLeft += x - 30;
  else if (x + WIDE > scroll.clientWidth) scroll.scrollLeft += x + WIDE - scroll.clientWidth + 30;
}

function sendChoice(view, at) {
  if (at === null || at === undefined) return;
  if (at === view.data.chosen && view.data.nodes[at].editable) edit(view, at);
  else {
    view.data.chosen = at;
    updateReading(view);
    schedulePaint(view);
    view.component.setTriggerValue("pick", { node: at });
  }
}

// The number of a node as a field; the arrow keys change it and show the effect at once.
function edit(view, at) {
  view.input?.remove();
  const node = view.data.nodes[at];
  const input = make("input", "", view.scroll);
  const left = view.svg.getBoundingClientRect().left - view.scroll.getBoundingClientRect().left + view.scroll.scrollLeft;
  Object.assign(input.style, { left: `${left + view.layout.spots[at].x}px`, top: `${view.layout.spots[at].y + 14}px`, width: `${WIDE}px`, height: "26px" });
  input.inputMode = "decimal";
  input.value = typeof node.value === "number" ? String(Number(node.value.toPrecision(6))) : "0";
  input.setAttribute("aria-label", fillIn(view.data.words.edit, { name: node.name }));
  const initial = input.value;
  const tell = () => {
    const number = parseNumber(input.value);
    if (Number.isFinite(number) && input.value !== input.sent) view.component.setTriggerValue("edit", { node: at, number });
    input.sent = input.value;
  };
  input.sent = initial;
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    const change = { ArrowUp: 0.1, ArrowDown: -0.1 }[event.key];
    if (change) {
      event.preventDefault();
      input.value = String(Number(((parseNumber(input.value) || 0) + change).toFixed(6)));
      tell();
    } else if (event.key === "Enter") finish(view, tell);
    else if (event.key === "Escape") finish(view, () => {});
  });
  input.addEventListener("blur", () => finish(view, tell));
  view.input = input;
  input.select();
  input.focus();
}

function finish(view, tell) {
  const { input } = view;
  if (!input) return;
  view.input = null;
  tell();
  const focused = input.matches(":focus");
  input.remove();
  if (focused) view.scroll.focus();
}

function offerFiles(view) {
  const { words, nodes } = view.data;
  offerInCorner(view.box, () => {
    const theme = themeOf(view.root);
    const { width, height } = view.layout;
    const shapes = sceneOf({ ...view, over: null }, theme);
    const rows = nodes.map((node) => [node.name, node.sign, node.inputs.map((each) => nodes[each].name).join(" "), node.value, node.gradient]);
    return [
      ["png", () => saveCanvas(words.title, drawShapes(shapes, theme, width, height))],
      ["svg", () => saveSvg(words.title, writeShapes(shapes, theme, width, height, words.alt))],
      ["csv", () => saveCsv(words.title, words.heads.split("|"), rows)],
    ];
  });
}

function open(root) {
  addStyle(root, style);
  const box = make("div", "graph", root);
  const view = { root, box, title: make("div", "title", box), over: null, frame: 0 };
  view.scroll = make("div", "scroll", box);
  view.scroll.tabIndex = 0;
  view.scroll.setAttribute("role", "application");
  view.reading = make("div", "reading", box);
  view.reading.setAttribute("aria-live", "polite");
  const spot = (event) => {
    const { left, top } = view.svg.getBoundingClientRect();
    return nodeAt(view.layout, event.clientX - left, event.clientY - top);
  };
  view.scroll.addEventListener("pointermove", (event) => view.layout && pointAt(view, spot(event)));
  view.scroll.addEventListener("pointerleave", () => pointAt(view, null));
  view.scroll.addEventListener("click", (event) => event.target !== view.input && sendChoice(view, spot(event)));
  view.scroll.addEventListener("keydown", (event) => onKey(view, event));
  view.heard = ({ detail }) => detail.from !== root && pointAt(view, detail.node, false);
  document.addEventListener(POINTED, view.heard);
  view.sizes = new ResizeObserver(() => paint(view));
  return view;
}

export function graph(component) {
  const root = component.parentElement;
  const view = remember(root, open);
  const { data } = component;
  const moved = view.data?.chosen !== data.chosen;
  Object.assign(view, { component, data });
  if (view.stamp !== data.stamp) view.over = null;
  view.stamp = data.stamp;
  view.title.textContent = data.words.title;
  view.scroll.setAttribute("aria-label", data.words.alt);
  paint(view);
  updateReading(view);
  offerFiles(view);
  if (moved && data.chosen !== null && view.layout) scrollToNode(view, data.chosen);
  view.sizes.observe(view.box);
  return () => forget(root, (old) => {
    old.sizes.disconnect();
    cancelAnimationFrame(old.frame);
    document.removeEventListener(POINTED, old.heard);
  });
}
