// One output pixel: the patch that the kernel sees, times the kernel, summed. The window can be dragged and swept.
import { css, mix } from "../shared/colours.js";
import { decodeFloats } from "../shared/decode.js";
import { addStyle, make } from "../shared/dom.js";
import { cellAt, cellSide, formatExactly, makeButton, paintImage, paintNumbers, peakOf, describeCell } from "../shared/pixels.js";
import { cellRows, offerImages } from "../shared/pixels_save.js";
import { themeOf } from "../shared/theme.js";
import { forget, remember } from "../shared/view_state.js";
import style from "./patch.css" with { type: "text" };

const IMAGE = 150; // CSS pixels
const SWEEP = 12000; // duration of a sweep, if no step gets too short
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

// The numbers under the window of an output pixel; outside the image they are zero padding.
function patchAt(view, channel, [row, column]) {
  const { shape, kernel, stride, padding, dilation } = view.data;
  const values = new Float32Array(kernel[0] * kernel[1]);
  for (let i = 0; i < values.length; i += 1) {
    const down = row * stride[0] - padding[0] + Math.floor(i / kernel[1]) * dilation;
    const across = column * stride[1] - padding[1] + (i % kernel[1]) * dilation;
    const inside = down >= 0 && down < shape[0] && across >= 0 && across < shape[1];
    if (inside) values[i] = view.inputs[(channel * shape[0] + down) * shape[1] + across];
  }
  return values;
}

function kernelOf(view, channel) {
  const area = view.data.kernel[0] * view.data.kernel[1];
  return view.kernels.subarray(channel * area, (channel + 1) * area);
}

const outAt = (view, values) => values[view.pixel[0] * view.data.out[1] + view.pixel[1]];

function paint(view) {
  const theme = themeOf(view.root);
  const { data } = view;
  const sums = view.lines.map((line, channel) => {
    const values = patchAt(view, channel, view.pixel);
    const kernel = kernelOf(view, channel);
    const products = values.map((value, at) => value * kernel[at]);
    const part = values.reduce((total, value, at) => total + value * kernel[at], 0);
    const cell = cellSide(data.kernel[1]);
    paintInput(view, line.input.canvas, channel, theme);
    paintNumbers(line.patch.canvas, data.kernel, values, view.inputPeak, cell, theme);
    paintNumbers(line.kernel.canvas, data.kernel, kernel, view.kernelPeak, cell, theme);
    paintNumbers(line.products.canvas, data.kernel, products, view.inputPeak * view.kernelPeak, cell, theme);
    line.part.textContent = `\u03a3 = ${formatExactly(part)}`;
    line.numbers = { patch: values, kernel, products };
    return part;
  });
  paintOutput(view, theme);
  writeSum(view, sums);
}

// The full sum as text; the last numbers are those that the net computed.
function writeSum(view, sums) {
  const { data, pixel } = view;
  const parts = [...sums.map((part, at) => formatExactly(part, at > 0))];
  if (view.rest) parts.push(`${formatExactly(outAt(view, view.rest), true)} (${data.words.rest})`);
  if (data.bias !== null) parts.push(`${formatExactly(data.bias, true)} (${data.words.bias})`);
  let text = `${parts.join(" + ")} = ${formatExactly(outAt(view, view.sums))}`;
  if (data.words.bent) text += ` \u2192 ${data.words.bent} \u2192 ${formatExactly(outAt(view, view.output))}`;
  view.total.textContent = text;
  view.place.textContent = `${data.words.pixel}: ${describeCell(data.words, ...pixel, data.out[0])}`;
}

// A stack as `paintImage` takes it, of exact numbers.
function stackOf(values, [rows, columns]) {
  const peak = peakOf(values) || 1;
  const signed = values.some((value) => value < 0);
  const levels = Uint8Array.from(values, (value) => (signed ? 127.5 + (127.5 * value) / peak : (255 * value) / peak));
  return { rows, columns, colours: 1, signed, low: signed ? -peak : 0, high: peak, levels };
}

function paintFrame(canvas, theme, [top, left, high, wide], [rows, columns]) {
  const pen = canvas.getContext("2d");
  const [x, y] = [canvas.width / columns, canvas.height / rows];
  for (const [width, colour] of [[5, theme.background], [2.5, theme.categories[1]]]) {
    pen.strokeStyle = css(colour);
    pen.lineWidth = width;
    pen.strokeRect(left * x, top * y, wide * x, high * y);
  }
}

function paintInput(view, canvas, channel, theme) {
  const { shape, kernel, stride, padding, dilation } = view.data;
  paintImage(canvas, view.inputStack, channel, IMAGE, theme);
  const spot = [0, 1].map((axis) => view.pixel[axis] * stride[axis] - padding[axis]);
  const spread = kernel.map((edge) => (edge - 1) * dilation + 1);
  paintFrame(canvas, theme, [...spot, ...spread], shape);
}

// During a sweep, the map is filled up to the window.
function paintOutput(view, theme) {
  const { out } = view.data;
  paintImage(view.map, view.outputStack, 0, IMAGE, theme);
  if (view.timer) {
    const pen = view.map.getContext("2d");
    const [x, y] = [view.map.width / out[1], view.map.height / out[0]];
    pen.fillStyle = css(mix(theme.background, theme.text, 0.12));
    pen.fillRect((view.pixel[1] + 1) * x, view.pixel[0] * y, view.map.width, y);
    pen.fillRect(0, (view.pixel[0] + 1) * y, view.map.width, view.map.height);
  }
  paintFrame(view.map, theme, [...view.pixel, 1, 1], out);
}

function goToPixel(view, pixel) {
  view.pixel = pixel.map((place, axis) => Math.min(view.data.out[axis] - 1, Math.max(0, Math.round(place))));
  paint(view);
}

function startPlaying(view) {
  if (view.timer) {
    stopPlaying(view);
    return;
  }
  const [rows, columns] = view.data.out;
  const pause = Math.max(16, Math.min(250, SWEEP / (rows * columns)));
  let at = view.pixel[0] * columns + view.pixel[1];
  if (at >= rows * columns - 1) at = -1;
  view.timer = setInterval(() => {
    at += 1;
    const [most_rows, most] = view.data.out;
    if (at >= most_rows * most) stopPlaying(view);
    else goToPixel(view, [Math.floor(at / most), at % most]);
  }, pause);
  setLabel(view);
}

function stopPlaying(view) {
  clearInterval(view.timer);
  view.timer = 0;
  setLabel(view);
  paint(view);
}

function setLabel(view) {
  view.button.textContent = `${view.timer ? "\u275a\u275a" : "\u25b6"} ${view.data.words[view.timer ? "stop" : "play"]}`;
}

// A pointer on the map selects the pixel; on an input, the pixel whose window is centered there.
function onDrag(view, canvas, size, pixelOf) {
  const take = (event) => {
    const at = cellAt(canvas, ...size(), event);
    if (!at) return;
    if (view.timer) stopPlaying(view);
    goToPixel(view, pixelOf(at));
  };
  canvas.addEventListener("pointerdown", (event) => { canvas.setPointerCapture(event.pointerId); take(event); });
  canvas.addEventListener("pointermove", (event) => event.buttons && take(event));
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.addEventListener("keydown", (event) => {
    const move = STEPS[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    if (view.timer) stopPlaying(view);
    goToPixel(view, view.pixel.map((place, axis) => place + move[axis]));
  });
}

function middle(view, at) {
  const { kernel, stride, padding, dilation } = view.data;
  return at.map((place, axis) => (place + padding[axis] - ((kernel[axis] - 1) * dilation) / 2) / stride[axis]);
}

function buildLine(view) {
  const node = make("div", "line", view.rows);
  const cell = (sign) => {
    if (sign) make("span", "sign", node).textContent = sign;
    const figure = make("figure", "", node);
    return { canvas: make("canvas", "", figure), caption: make("figcaption", "", figure) };
  };
  const line = { input: cell(""), patch: cell("\u2192"), kernel: cell("\u00d7"), products: cell("=") };
  line.part = make("span", "part", node);
  onDrag(view, line.input.canvas, () => view.data.shape, (at) => middle(view, at));
  for (const name of ["patch", "kernel", "products"]) {
    const { canvas } = line[name];
    canvas.addEventListener("pointermove", (event) => {
      const at = cellAt(canvas, ...view.data.kernel, event);
      if (at) canvas.title = formatExactly(line.numbers[name][at[0] * view.data.kernel[1] + at[1]]);
    });
  }
  return line;
}

function build(view) {
  const shape = JSON.stringify([view.data.names.length, view.data.kernel, view.data.shape, view.data.out]);
  if (shape === view.shape) return;
  view.shape = shape;
  clearInterval(view.timer);
  view.timer = 0;
  view.rows.replaceChildren();
  view.lines = view.data.names.map(() => buildLine(view));
  view.pixel = view.data.out.map((edge) => Math.floor(edge / 2));
}

function open(root) {
  addStyle(root, style);
  const box = make("div", "patch", root);
  box.setAttribute("role", "group");
  const view = { root, box, rows: make("div", "rows", box), timer: 0 };
  const end = make("div", "end", box);
  const figure = make("figure", "", end);
  view.map = make("canvas", "map", figure);
  view.mapTitle = make("figcaption", "", figure);
  const side = make("div", "side", end);
  view.button = makeButton("play", side, () => startPlaying(view));
  view.place = make("div", "place", side);
  view.total = make("div", "total", side);
  view.total.setAttribute("aria-live", "polite");
  onDrag(view, view.map, () => view.data.out, (at) => at);
  return view;
}

export function patch(component) {
  const root = component.parentElement;
  const view = remember(root, open);
  const { data } = component;
  Object.assign(view, { component, data });
  for (const name of ["inputs", "kernels", "rest", "sums", "output"]) view[name] = decodeFloats(data[name]);
  view.inputPeak = peakOf(view.inputs);
  view.kernelPeak = peakOf(view.kernels);
  view.inputStack = { ...stackOf(view.inputs, data.shape), natural: data.natural };
  view.outputStack = stackOf(view.output, data.out);
  view.box.setAttribute("aria-label", data.words.alt);
  build(view);
  data.names.forEach((name, at) => {
    view.lines[at].input.caption.textContent = name;
    view.lines[at].input.canvas.setAttribute("aria-label", `${data.words.drag} ${name}`);
    for (const part of ["patch", "kernel", "products"]) view.lines[at][part].caption.textContent = data.words[part];
  });
  view.mapTitle.textContent = data.words.map;
  view.map.setAttribute("aria-label", `${data.words.drag} ${data.words.map}`);
  setLabel(view);
  paint(view);
  const outputAt = (row, column) => view.output[row * data.out[1] + column];
  offerImages(view, () => cellRows(data.words.map, data.out, outputAt));
  return () => forget(root, (old) => clearInterval(old.timer));
}
