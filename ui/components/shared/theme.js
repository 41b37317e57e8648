// The colours and the font of the page.
import { mix, ramp, parseHex } from "./colours.js";
import { make } from "./dom.js";
import palette from "../palette.json" with { type: "json" };

/** A CSS colour in any notation as numbers. */
export function parseColour(text) {
  const pen = make("canvas").getContext("2d", { willReadFrequently: true });
  pen.fillStyle = text || "#808080";
  pen.fillRect(0, 0, 1, 1);
  return [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}

const themes = new Map();

/** The page's current colours: text, background and three ramps ("strong" for marks, "soft" below marks, "much" from low to high). */
export function themeOf(root) {
  const style = getComputedStyle(root.host ?? root);
  const read = (name) => style.getPropertyValue(name).trim();
  const name = ["--st-background-color", "--st-text-color", "--st-primary-color", "--st-font"].map(read).join("|");
  if (!themes.has(name)) {
    const background = parseColour(read("--st-background-color"));
    const dark = background[0] * 0.2126 + background[1] * 0.7152 + background[2] * 0.0722 < 128;
    const { diverging: stops, sequential } = palette[dark ? "dark" : "light"];
    themes.set(name, {
      dark,
      background,
      text: parseColour(read("--st-text-color")),
      accent: parseColour(read("--st-primary-color")),
      font: read("--st-font") || "sans-serif",
      strong: ramp(stops, background, 0),
      soft: ramp(stops, background, dark ? 0.3 : 0.38),
      much: ramp(sequential, background, 0.25),
      categories: palette.categories.map(parseHex),
      marks: palette.categories.map((hex) => mix(parseHex(hex), [255, 255, 255], dark ? palette.brighter : 0)),
    });
  }
  return themes.get(name);
}
