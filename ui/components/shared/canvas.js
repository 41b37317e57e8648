// What the elements share: their memory between frames, the colours of the page's theme, and heat maps.

const memory = new WeakMap(); // root of an element -> what it keeps between frames

function remember(root, create) {
  if (!memory.has(root)) memory.set(root, create(root));
  return memory.get(root);
}

// The frontend says goodbye to an element that has left the page, and also to each frame that another one overtook while
// it was still on its way: the element is then still there, and goes on.
function forget(root, close) {
  if (root.isConnected) return;
  if (memory.has(root)) close(memory.get(root));
  memory.delete(root);
}

// Takes the element out of the layout, with the gap that a row of no height would leave.
function hideElement(root) {
  const container = (root.host ?? root).closest('[data-testid="stElementContainer"]');
  if (container) container.style.display = "none";
}

// What travels to the browser once and is drawn many times: the latest values by name, and who waits for one.
const MOST_STOCKED = 20;
const stocked = new Map();
const wanted = new Map();

function keep(name, value) {
  stocked.delete(name);
  stocked.set(name, value);
  if (stocked.size > MOST_STOCKED) stocked.delete(stocked.keys().next().value);
  wanted.get(name)?.forEach((retry) => retry());
  wanted.delete(name);
}

// The value stocked under a name; null while it is on its way, and then `retry` is called when it has come.
function find(name, retry) {
  if (stocked.has(name)) return stocked.get(name);
  wanted.set(name, [...(wanted.get(name) ?? []), retry].slice(-4));
  return null;
}

function make(tag, className, parent) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  parent?.appendChild(node);
  return node;
}

function makeSvg(tag, className, parent) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  node.setAttribute("class", className);
  parent.appendChild(node);
  return node;
}

function addStyle(root, css) {
  make("style", "", root).textContent = css;
}

function bytesOf(text) {
  return text ? Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)) : null;
}

// Colours are [red, green, blue], 0 to 255.
function rgb(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

function mix(from, to, share) {
  return from.map((value, channel) => Math.round(value + (to[channel] - value) * share));
}

function css(colour, opacity = 1) {
  return `rgb(${colour.join(" ")} / ${opacity})`;
}

function readColour(text) {
  const pen = make("canvas").getContext("2d", { willReadFrequently: true });
  pen.fillStyle = text || "#808080";
  pen.fillRect(0, 0, 1, 1);
  return [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}

// 256 colours along the stops; fade = share of the background mixed into the ends, none into the middle.
function ramp(stops, background, fade) {
  const colours = stops.map(rgb);
  return Array.from({ length: 256 }, (_, level) => {
    const place = (level / 255) * (colours.length - 1);
    const below = Math.min(Math.floor(place), colours.length - 2);
    return mix(mix(colours[below], colours[below + 1], place - below), background, fade);
  });
}

const themes = new Map();

// The page's colours now: text, background and three ramps ("strong" for marks, "soft" for what lies under marks, "much" from low to high).
function themeOf(root) {
  const style = getComputedStyle(root.host ?? root);
  const read = (name) => style.getPropertyValue(name).trim();
  const name = ["--st-background-color", "--st-text-color", "--st-primary-color", "--st-font"].map(read).join("|");
  if (!themes.has(name)) {
    const background = readColour(read("--st-background-color"));
    const dark = background[0] * 0.2126 + background[1] * 0.7152 + background[2] * 0.0722 < 128;
    const { diverging: stops, sequential } = palette[dark ? "dark" : "light"];
    themes.set(name, {
      dark,
      background,
      text: readColour(read("--st-text-color")),
      accent: readColour(read("--st-primary-color")),
      font: read("--st-font") || "sans-serif",
      strong: ramp(stops, background, 0),
      soft: ramp(stops, background, dark ? 0.3 : 0.38),
      much: ramp(sequential, background, 0.25),
      categories: palette.categories.map(rgb),
      marks: palette.categories.map((hex) => mix(rgb(hex), [255, 255, 255], dark ? palette.brighter : 0)),
    });
  }
  return themes.get(name);
}

// A canvas of size x size pixels with one colour a cell; colourOf(i) is for cell i, cell 0 at the lower left.
function heatMap(size, colourOf) {
  const canvas = make("canvas");
  canvas.width = canvas.height = size;
  const pen = canvas.getContext("2d");
  const image = pen.createImageData(size, size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const at = 4 * ((size - 1 - row) * size + column);
      const colour = colourOf(row * size + column);
      image.data[at] = colour[0];
      image.data[at + 1] = colour[1];
      image.data[at + 2] = colour[2];
      image.data[at + 3] = 255;
    }
  }
  pen.putImageData(image, 0, 0);
  return canvas;
}

// Draws a small image smoothly over a square; the canvas keeps its old picture until this one is there.
function paintSquare(pen, image, left, top, side) {
  pen.imageSmoothingEnabled = true;
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, left, top, side, side);
}

// Sets a canvas to a size in CSS pixels, sharp on this screen. Returns false when nothing changed.
function resize(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width === wide && canvas.height === high) return false;
  canvas.width = wide;
  canvas.height = high;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  return true;
}

function short(value) {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  const text = size !== 0 && (size < 0.001 || size >= 100000) ? value.toExponential(2) : value.toPrecision(3);
  return (text.includes("e") ? text : String(Number(text))).replace("-", "\u2212");
}

// A number as people type it: with a decimal comma, any minus sign, full-width. NaN where it is none.
function numberOf(text) {
  const plain = text.trim().normalize("NFKC").replace(/[\u2212\u2013\u2014]/g, "-").replace(/[,\u3002]/, ".");
  return plain ? Number(plain) : NaN;
}

// Words with {names} filled in.
function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
