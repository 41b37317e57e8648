// The layers of a net, the positions of its units, and the links between them.
import { css } from "../shared/colours.js";
import { decodeBytes } from "../shared/decode.js";
import { makeSvg } from "../shared/dom.js";
import { findStored } from "../shared/stocked_values.js";

const MAX_LINKS = 400;
export const TITLE = 40; // CSS pixels above the units
const SPACE = 9; // between units

function decodeHalfFloats(text) {
  const bytes = decodeBytes(text);
  if (!bytes) return null;
  return Float32Array.from(new Uint16Array(bytes.buffer), (half) => {
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    const size = exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -24 * fraction;
    return half & 0x8000 ? -size : size;
  });
}

/** A layer with its arrays decoded; `retry` is called when stocked maps have arrived. */
export function unpackLayer(layer, retry) {
  return {
    ...layer,
    maps: decodeBytes(layer.stocked ? findStored(layer.stocked, retry) : layer.maps),
    weights: decodeHalfFloats(layer.weights),
    biases: decodeHalfFloats(layer.biases),
    values: decodeHalfFloats(layer.values),
  };
}

/** The level, 0 to 255, that stands for a number of either sign; far from zero it saturates. */
export function levelOf(value) {
  return Math.round(127.5 + 127.5 * Math.tanh(value));
}

/** Positions in CSS pixels: columns[i] = {x, tops}, with x the left edge and tops of the units of column i. */
export function arrange(layers, width, labels) {
  const most = Math.max(...layers.map((layer) => layer.names.length));
  const size = most > 8 ? 32 : width < 480 ? 36 : 42;
  const gaps = Math.max(1, layers.length - 1);
  const free = width - labels.left - labels.right - size * layers.length;
  const gap = Math.min(150, Math.max(width < 480 ? 30 : 56, free / gaps));
  const wide = Math.max(labels.left + labels.right + size * layers.length + gap * (layers.length - 1), 1);
  const more = layers.some((layer) => layer.hidden > 0) ? 22 : 0;
  const tall = most * (size + SPACE) - SPACE;
  const columns = layers.map((layer, index) => {
    const count = layer.names.length;
    const first = TITLE + (tall - (count * (size + SPACE) - SPACE)) / 2;
    const tops = Array.from({ length: count }, (_, unit) => first + unit * (size + SPACE));
    return { x: labels.left + index * (size + gap), tops };
  });
  return { size, gap, width: wide, height: TITLE + tall + more + 8, columns };
}

/** The strongest links, strongest first, up to a limit. */
export function linksOf(layers) {
  const links = [];
  layers.forEach((layer, index) => {
    if (!layer.weights || index === 0) return;
    const inputs = layers[index - 1].names.length;
    layer.weights.forEach((weight, at) => {
      links.push({ layer: index, to: Math.floor(at / inputs), from: at % inputs, weight });
    });
  });
  if (links.length <= MAX_LINKS) return links;
  return links.sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight)).slice(0, MAX_LINKS);
}

function endsOf(link, layout) {
  const { size, columns } = layout;
  const x = columns[link.layer - 1].x + size;
  const y = columns[link.layer - 1].tops[link.from] + size / 2;
  return { x, y, toX: columns[link.layer].x, toY: columns[link.layer].tops[link.to] + size / 2 };
}

// Thickness in CSS pixels: grows with |weight| on one scale for all frames, so that growth over time shows.
function thickness(weight) {
  return 0.5 + 7.5 * (1 - Math.exp(-Math.abs(weight) / 1.6));
}

function touches(link, unit) {
  if (!unit) return true;
  const [layer, index] = unit;
  return (link.layer === layer && link.to === index) || (link.layer - 1 === layer && link.from === index);
}

/** Draws the links, as thick as their weights, with the selected one on top. */
export function paintLinks(view, theme) {
  const { svg, links, layout, paths } = view;
  while (paths.length < links.length) paths.push(makeSvg("path", "link", svg));
  while (paths.length > links.length) paths.pop().remove();
  const unit = view.over?.unit ?? view.focused;
  links.forEach((link, index) => {
    const { x, y, toX, toY } = endsOf(link, layout);
    const middle = (x + toX) / 2;
    const share = 0.3 + 0.7 * Math.min(1, Math.abs(link.weight) / 2);
    const level = Math.round(127.5 + 127.5 * share * Math.sign(link.weight));
    const near = view.over?.link === link;
    const path = paths[index];
    path.setAttribute("d", `M${x} ${y}C${middle} ${y} ${middle} ${toY} ${toX} ${toY}`);
    path.setAttribute("stroke", css(near ? theme.text : theme.strong[level]));
    path.setAttribute("stroke-width", thickness(link.weight) + (near ? 1.5 : 0));
    path.setAttribute("stroke-opacity", touches(link, unit) || near ? 0.9 : 0.18);
  });
}

/** The link closest to a point of the stage, or null. All links of one gap share x as a function of the curve's t. */
export function linkAt(view, pointX, pointY) {
  const { layout, links } = view;
  let [best, least] = [null, 7];
  const along = new Map();
  for (const link of links) {
    const { x, y, toX, toY } = endsOf(link, layout);
    const share = (pointX - x) / (toX - x);
    if (share <= 0 || share >= 1) continue;
    if (!along.has(link.layer)) along.set(link.layer, curveAt(share));
    const t = along.get(link.layer);
    const distance = Math.abs(y + (toY - y) * (3 * t * t - 2 * t ** 3) - pointY) - thickness(link.weight) / 2;
    if (distance < least) [best, least] = [link, distance];
  }
  return best;
}

function curveAt(share) {
  let [low, high] = [0, 1];
  for (let round = 0; round < 20; round += 1) {
    const t = (low + high) / 2;
    if (1.5 * t - 1.5 * t * t + t ** 3 < share) low = t;
    else high = t;
  }
  return low;
}
