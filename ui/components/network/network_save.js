// The net as files: an SVG of its units and links, and a table of the numbers.
import { toHex, mix } from "../shared/colours.js";
import { saveCsv, saveSvgAsPng, saveSvg, saving, addTitle } from "../shared/save_menu.js";
import { escapeMarkup } from "../shared/text.js";
import { parseColour, themeOf } from "../shared/theme.js";
import { TITLE, levelOf } from "./network_links.js";

function inkOf(node, left, top, anchor, more = "") {
  return `<text x="${left}" y="${top}" text-anchor="${anchor}" dominant-baseline="middle"${more}>${escapeMarkup(node.textContent)}</text>`;
}

function linkMarks(view) {
  return view.paths.map((path) => {
    const read = (name) => path.getAttribute(name);
    const look = `stroke-width="${read("stroke-width")}" stroke-opacity="${read("stroke-opacity")}"`;
    return `<path d="${read("d")}" fill="none" stroke-linecap="round" stroke="${toHex(parseColour(read("stroke")))}" ${look}/>`;
  });
}

// One unit: its map, or a disc in the colour of its value, and the small square of its bias.
function unitMarks(view, theme, column, unit) {
  const { layout, layers, columns } = view;
  const [x, y, size] = [layout.columns[column].x, layout.columns[column].tops[unit], layout.size];
  const [layer, { canvas }] = [layers[column], columns[column].units[unit]];
  const edge = `stroke="${toHex(mix(theme.background, theme.text, 0.45))}"`;
  const parts = [];
  if (layer.maps) {
    parts.push(`<image x="${x}" y="${y}" width="${size}" height="${size}" href="${canvas.toDataURL()}"/>`);
    parts.push(`<rect x="${x}" y="${y}" width="${size}" height="${size}" rx="5" fill="none" ${edge}/>`);
  } else {
    const pixel = canvas.getContext("2d").getImageData(0, 0, 1, 1).data.slice(0, 3);
    parts.push(`<circle cx="${x + size / 2}" cy="${y + size / 2}" r="${size / 2}" fill="${toHex([...pixel])}" ${edge}/>`);
  }
  if (layer.biases) {
    const ink = toHex(theme.strong[levelOf(layer.biases[unit])]);
    parts.push(`<rect x="${x - 4}" y="${y + size - 5}" width="9" height="9" rx="3" fill="${ink}" stroke="${toHex(theme.background)}"/>`);
  }
  return parts;
}

function textMarks(view) {
  const { layout, columns } = view;
  return columns.flatMap((column, index) => {
    const { x, tops } = layout.columns[index];
    const middle = x + layout.size / 2;
    const parts = [inkOf(column.title, middle, TITLE - 16, "middle", ' font-weight="600"')];
    column.names.forEach((node, unit) => {
      const at = tops[unit] + layout.size / 2;
      parts.push(index ? inkOf(node, x + layout.size + 8, at, "start") : inkOf(node, x - 8, at, "end"));
    });
    if (column.more) parts.push(inkOf(column.more, middle, tops.at(-1) + layout.size + 13, "middle"));
    return parts;
  });
}

function writeSvg(view) {
  const { layout, layers } = view;
  const theme = themeOf(view.root);
  const units = layers.flatMap((layer, column) => layer.names.flatMap((_, unit) => unitMarks(view, theme, column, unit)));
  const size = `width="${layout.width}" height="${layout.height}"`;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${layout.width} ${layout.height}">`,
    `<rect ${size} fill="${toHex(theme.background)}"/>`,
    ...linkMarks(view),
    ...units,
    `<g font-family="${escapeMarkup(theme.font)}" font-size="14" fill="${toHex(theme.text)}">${textMarks(view).join("")}</g></svg>`,
  ];
  return addTitle(svg.join("\n"), view.words.alt ?? "");
}

// A row for each weight, and one for each bias.
function weightRows(view) {
  return view.layers.flatMap((layer, index) => {
    if (!index || !layer.weights) return [];
    const before = view.layers[index - 1];
    const to = (unit) => `${layer.title}, ${layer.names[unit]}`;
    const number = (value) => Number(value.toPrecision(4));
    const links = Array.from(layer.weights, (weight, at) => {
      const from = `${before.title}, ${before.names[at % before.names.length]}`;
      return [from, to(Math.floor(at / before.names.length)), number(weight)];
    });
    return [...links, ...Array.from(layer.biases ?? [], (bias, unit) => [view.words.bias, to(unit), number(bias)])];
  });
}

/** The files that the net's save menu offers. */
export function networkItems(view) {
  const { layout, words } = view;
  const heads = [saving.words.from, saving.words.to, words.weight];
  return [
    ["png", () => saveSvgAsPng(words.title, writeSvg(view), layout.width, layout.height)],
    ["svg", () => saveSvg(words.title, writeSvg(view))],
    ["weights", () => saveCsv(words.title, heads, weightRows(view))],
  ];
}
