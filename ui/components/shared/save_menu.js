// The save menu of every chart: a small button that opens it, and the files.
// An item of a menu is [key of its label, action]; `saving` holds the labels, which the element `saver` sets.
import { css } from "./colours.js";
import { make } from "./dom.js";
import { escapeMarkup } from "./text.js";
import { themeOf } from "./theme.js";

export const saving = { words: {}, root: null, menu: null, buttons: new Set() };
const MENU_MARGIN = 8; // CSS pixels between a menu and the edge of the window
// eslint-disable-next-line no-control-regex -- what a file's name cannot hold
const FORBIDDEN = /[\\/:*?"<>|\u0000-\u001f]+/g;
const ICON = `<svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.6"
  stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M8 2v8M4.8 7 8 10.2 11.2 7M2.5 13.5h11"/></svg>`;
const BUTTON = `all: unset; box-sizing: border-box; width: 26px; height: 26px; display: inline-flex; cursor: pointer;
  align-items: center; justify-content: center; border-radius: 6px; opacity: 0.75;`;

/** Adds a button to `parent` that opens a menu of `items()`; a second call only replaces the items. */
export function offerSave(parent, items, style = "") {
  let button = [...parent.children].find((child) => child.className === "nets-save");
  if (!button) {
    button = make("button", "nets-save", parent);
    button.type = "button";
    button.style.cssText = BUTTON + style;
    button.innerHTML = ICON;
    button.setAttribute("aria-haspopup", "menu");
    button.addEventListener("click", () => (saving.menu?.button === button ? closeMenu() : openMenu(button)));
    button.addEventListener("keydown", (event) => event.stopPropagation());
    for (const [name, opacity] of [["pointerenter", 1], ["pointerleave", 0.75]]) {
      button.addEventListener(name, () => { button.style.opacity = opacity; });
    }
    button.addEventListener("focus", () => { button.style.outline = button.matches(":focus-visible") ? "2px solid" : ""; });
    button.addEventListener("blur", () => { button.style.outline = ""; });
  }
  button.items = items;
  saving.buttons.add(button);
  nameButton(button);
}

// Nothing can be saved without the element `saver`.
function nameButton(button) {
  const name = saving.words.save ?? "";
  if (button.title === name && name) return;
  button.style.visibility = name ? "" : "hidden";
  button.title = name;
  button.setAttribute("aria-label", name);
}

/** Sets the words of all save menus; `root` gives their colours. */
export function setWords(words, root) {
  Object.assign(saving, { words, root });
  saving.buttons.forEach((button) => (button.isConnected ? nameButton(button) : saving.buttons.delete(button)));
}

/** Closes the open menu, if there is one. */
export function closeMenu(refocus = false) {
  const { menu } = saving;
  if (!menu) return;
  saving.menu = null;
  menu.stop();
  menu.box.remove();
  menu.button.setAttribute("aria-expanded", "false");
  if (refocus) menu.button.focus();
}

function openMenu(button) {
  closeMenu();
  const theme = themeOf(saving.root);
  const box = make("div", "nets-save-menu", document.body);
  box.setAttribute("role", "menu");
  box.style.cssText = `position: fixed; z-index: 2000000; padding: 4px; border-radius: 8px; font: 14px ${theme.font};
    background: ${css(theme.background)}; color: ${css(theme.text)}; border: 1px solid ${css(theme.text, 0.3)};
    box-shadow: 0 4px 14px rgb(0 0 0 / 0.3);`;
  button.items().forEach(([name, act]) => addItem(box, theme, saving.words[name] ?? name, act));
  const at = button.getBoundingClientRect();
  placeMenu(box, at);
  const away = (event) => !event.composedPath().some((node) => node === box || node === button) && closeMenu();
  const moved = () => {
    const now = button.getBoundingClientRect();
    if (now.top !== at.top || now.right !== at.right) closeMenu();
  };
  document.addEventListener("pointerdown", away, true);
  window.addEventListener("resize", moved);
  document.addEventListener("scroll", moved, true);
  const stop = () => {
    document.removeEventListener("pointerdown", away, true);
    window.removeEventListener("resize", moved);
    document.removeEventListener("scroll", moved, true);
  };
  box.addEventListener("keydown", (event) => walkMenu(box, event));
  saving.menu = { box, button, stop };
  button.setAttribute("aria-expanded", "true");
  box.firstChild?.focus({ preventScroll: true });
}

function addItem(box, theme, words, act) {
  const item = make("button", "", box);
  item.type = "button";
  item.setAttribute("role", "menuitem");
  item.textContent = words;
  item.style.cssText = `all: unset; display: block; box-sizing: border-box; width: 100%; padding: 6px 12px;
    border-radius: 5px; cursor: pointer; white-space: nowrap;`;
  const light = (on) => { item.style.background = on ? css(theme.text, 0.12) : ""; };
  item.addEventListener("pointerenter", () => item.focus({ preventScroll: true }));
  item.addEventListener("focus", () => light(true));
  item.addEventListener("blur", () => light(false));
  item.addEventListener("click", async () => {
    closeMenu(true);
    await act();
  });
}

function placeMenu(box, at) {
  const [wide, high] = [box.offsetWidth, box.offsetHeight];
  const left = Math.min(at.right - wide, window.innerWidth - wide - MENU_MARGIN);
  const below = at.bottom + 4 + high < window.innerHeight;
  box.style.left = `${Math.max(MENU_MARGIN, left)}px`;
  box.style.top = `${below ? at.bottom + 4 : Math.max(MENU_MARGIN, at.top - 4 - high)}px`;
}

function walkMenu(box, event) {
  event.stopPropagation();
  const items = [...box.children];
  const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape" || event.key === "Tab") closeMenu(true);
  else if (event.key === "Enter" || event.key === " ") document.activeElement.click();
  else if (move) items[(items.indexOf(document.activeElement) + move + items.length) % items.length].focus();
  else return;
  event.preventDefault();
}

// ---- files ----

/** Downloads a file; characters that no system allows are removed from its name. */
export function saveFile(name, ending, blob) {
  const link = make("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${name.replace(FORBIDDEN, "-").slice(0, 60) || "chart"}.${ending}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// One cell: numbers as short as 32-bit floats allow; text that no spreadsheet takes for a formula.
function formatCell(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "";
  if (typeof value === "number") return String(Number(value.toPrecision(8)));
  const text = String(value);
  const harmless = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Saves a CSV with a byte order mark, by which spreadsheets detect Unicode. */
export function saveCsv(name, heads, rows) {
  const text = [heads, ...rows].map((row) => row.map(formatCell).join(",")).join("\r\n");
  saveFile(name, "csv", new Blob([`\ufeff${text}\r\n`], { type: "text/csv;charset=utf-8" }));
}

/** An SVG text with `alt` as its title, for screen readers. */
export function addTitle(svg, alt) {
  return svg.replace(/^(<svg[^>]*)>/, (_, head) => `${head} role="img"><title>${escapeMarkup(alt)}</title>`);
}

/** Saves an SVG text. */
export function saveSvg(name, svg) {
  saveFile(name, "svg", new Blob([svg], { type: "image/svg+xml;charset=utf-8" }));
}

/** Saves a canvas as a PNG. */
export function saveCanvas(name, canvas) {
  return new Promise((done) => {
    canvas.toBlob((blob) => done(blob && saveFile(name, "png", blob)), "image/png");
  });
}

/** Draws an SVG text on a canvas, sharp enough for print. */
export async function saveSvgAsPng(name, svg, width, height) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = make("canvas");
  canvas.width = 2 * width;
  canvas.height = 2 * height;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  await saveCanvas(name, canvas);
}
