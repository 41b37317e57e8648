// A net's layers from left to right: the image, the feature maps of every block, and the scores of the classes.
import { addStyle, make } from "../shared/dom.js";
import { cellAt, makeButton, paintImage, describeCell, unpackStack, valueIn } from "../shared/pixels.js";
import { offerImages, stackRows } from "../shared/pixels_save.js";
import { formatNumber } from "../shared/text.js";
import { themeOf } from "../shared/theme.js";
import { forget, remember } from "../shared/view_state.js";
import style from "./maps.css" with { type: "text" };

const INPUT = 116; // CSS pixels, width of the image
const TIP = 150; // of the enlarged one
const ROWS = 6; // of maps in a block

const keyOf = ([block, channel]) => `${block}/${channel}`;

function buildMap(view, block, channel) {
  const button = makeButton("map", view.columns[block].grid, () => selectMap(view, block, channel));
  button.tabIndex = block + channel === 0 ? 0 : -1;
  const node = { button, canvas: make("canvas", "", button) };
  const look = (event) => showTip(view, block, channel, event);
  button.addEventListener("pointermove", look);
  button.addEventListener("focus", () => showTip(view, block, channel, null));
  for (const name of ["pointerleave", "blur"]) button.addEventListener(name, () => hideTip(view));
  button.addEventListener("keydown", (event) => onKey(view, event, block, channel));
  return node;
}

// Builds nodes when the net's shape changes; otherwise they are only repainted.
function build(view) {
  const { blocks, head } = view.data;
  const shape = JSON.stringify([blocks.map(({ stack, width }) => [width, stack.count]), head?.names.length, Boolean(view.data.input)]);
  if (shape === view.shape) return;
  view.shape = shape;
  view.row.replaceChildren();
  view.input = view.data.input && addColumn(view, "input");
  if (view.input) view.input.canvas = make("canvas", "", view.input.grid);
  view.columns = blocks.map(() => addColumn(view, "block"));
  blocks.forEach(({ stack, width }, block) => {
    const { grid } = view.columns[block];
    grid.style.gridTemplateColumns = `repeat(${Math.ceil(stack.count / ROWS)}, ${width}px)`;
    view.columns[block].maps = Array.from({ length: stack.count }, (_, channel) => buildMap(view, block, channel));
  });
  view.head = head && addColumn(view, "head");
  if (head) view.head.bars = head.names.map(() => addBar(view.head.grid));
  hideTip(view);
}

function addColumn(view, name) {
  const node = make("div", `column ${name}`, view.row);
  return { node, title: make("div", "title", node), grid: make("div", "grid", node), note: make("div", "note", node) };
}

function addBar(parent) {
  const node = make("div", "bar", parent);
  const track = { name: make("span", "name", node), track: make("span", "track", node) };
  return { node, ...track, fill: make("span", "fill", track.track), value: make("span", "value", node) };
}

function paintHead(view) {
  const { head } = view.data;
  if (!head) return;
  view.head.title.textContent = head.title;
  view.head.note.textContent = head.note ?? "";
  const best = head.values.indexOf(Math.max(...head.values));
  view.head.bars.forEach(({ node, name, fill, value }, index) => {
    name.textContent = head.names[index];
    fill.style.width = `${100 * head.values[index]}%`;
    value.textContent = `${(100 * head.values[index]).toFixed(1)}%`;
    node.classList.toggle("best", index === best);
    node.classList.toggle("true", index === head.truth);
    node.title = index === head.truth ? head.true : "";
  });
}

function paint(view) {
  const { input, blocks, focused, off } = view.data;
  const theme = themeOf(view.root);
  if (input) {
    view.input.title.textContent = input.title;
    view.input.note.textContent = input.note ?? "";
    paintImage(view.input.canvas, input.stack, 0, INPUT, theme);
  }
  const switched = new Set(off.map(keyOf));
  blocks.forEach(({ title, note, stack, channels, width, block: number }, block) => {
    const { maps: shown, ...text } = view.columns[block];
    text.title.textContent = title;
    text.note.textContent = note ?? "";
    shown.forEach(({ button, canvas }, place) => {
      paintImage(canvas, stack, place, width, theme);
      button.classList.toggle("focused", keyOf(focused ?? []) === keyOf([number, channels[place]]));
      button.classList.toggle("off", switched.has(keyOf([number, channels[place]])));
      button.setAttribute("aria-label", mapName(view, block, place));
    });
  });
  paintHead(view);
  paintTip(view);
}

function mapName(view, block, place) {
  const { blocks, words } = view.data;
  return `${blocks[block].title} \u00b7 ${words.map} ${blocks[block].channels[place] + 1}`;
}

function showTip(view, block, place, event) {
  const { stack } = view.data.blocks[block];
  const { canvas } = view.columns[block].maps[place];
  view.over = { block, place, cell: event && cellAt(canvas, stack.rows, stack.columns, event) };
  paintTip(view);
}

function hideTip(view) {
  view.over = null;
  view.tip.hidden = true;
}

function paintTip(view) {
  const { tip, over, box } = view;
  tip.hidden = !over;
  if (!over) return;
  const { stack, captions } = view.data.blocks[over.block];
  const lines = [mapName(view, over.block, over.place)];
  if (captions) lines.push(captions[over.place]);
  else if (over.cell) {
    const value = valueIn(stack, over.place, ...over.cell);
    lines.push(`${describeCell(view.data.words, ...over.cell, stack.rows)}: ${formatNumber(value)}`);
  }
  tip.text.textContent = lines.join("\n");
  paintImage(tip.canvas, stack, over.place, TIP, themeOf(view.root));
  const [place, around] = [view.columns[over.block].maps[over.place].button.getBoundingClientRect(), box.getBoundingClientRect()];
  const right = place.right - around.left + 10;
  const left = place.left - around.left - 10 - tip.offsetWidth;
  tip.style.left = `${Math.max(0, right + tip.offsetWidth <= around.width ? right : left)}px`;
  tip.style.top = `${Math.max(0, place.top - around.top - 20)}px`;
}

function selectMap(view, block, place) {
  const { channels, block: number } = view.data.blocks[block];
  view.data.focused = [number, channels[place]];
  paint(view);
  view.component.setTriggerValue("focus", { block: number, channel: channels[place] });
}

const WALK = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// Up and down inside a block, left and right to the next one.
function onKey(view, event, block, place) {
  const move = WALK[event.key];
  if (!move) return;
  event.preventDefault();
  event.stopPropagation();
  const { maps: shown } = view.columns[Math.min(view.columns.length - 1, Math.max(0, block + move[0]))];
  const next = shown[Math.min(shown.length - 1, Math.max(0, place + move[1]))].button;
  view.columns.forEach((one) => one.maps.forEach(({ button }) => { button.tabIndex = -1; }));
  next.tabIndex = 0;
  next.focus();
}

function open(root) {
  addStyle(root, style);
  const box = make("div", "maps", root);
  box.setAttribute("role", "group");
  const view = { root, box, row: make("div", "row", box), tip: make("div", "tip", box), over: null, columns: [] };
  view.tip.canvas = make("canvas", "", view.tip);
  view.tip.text = make("div", "", view.tip);
  view.row.addEventListener("scroll", () => hideTip(view));
  return view;
}

function mapRows(view) {
  const { input, blocks } = view.data;
  const image = input ? stackRows(input.stack, [input.title]) : [];
  const named = ({ stack }, block) => stackRows(stack, Array.from({ length: stack.count }, (_, place) => mapName(view, block, place)));
  return [...image, ...blocks.flatMap(named)];
}

export function maps(component) {
  const root = component.parentElement;
  const view = remember(root, open);
  const { data } = component;
  view.component = component;
  const retry = () => view.component === component && maps(component);
  const input = data.input && { ...data.input, stack: unpackStack(data.input.stack, retry) };
  if (!input || input.stack) {
    const blocks = data.blocks.map((block) => ({ ...block, stack: unpackStack(block.stack) }));
    view.data = { ...data, input, blocks };
    view.box.setAttribute("aria-label", data.words.alt);
    build(view);
    paint(view);
    offerImages(view, blocks.length && (() => mapRows(view)));
  }
  return () => forget(root, () => {});
}
