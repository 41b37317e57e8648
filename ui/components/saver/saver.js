// Gives every chart and table of the page a save button, whenever it appears: the page is searched a moment
// after each change. The contents of a chart are read when the user saves it.
import { hideElement } from "../shared/dom.js";
import { setWords, closeMenu, offerSave, saveCsv, saveFile, saveSvg, addTitle } from "../shared/save_menu.js";
import { forget, remember } from "../shared/view_state.js";

const DELAY_MS = 300; // milliseconds
const CHART = '[data-testid="stVegaLiteChart"]';
const TABLE = '[data-testid="stMain"] [data-testid="stMarkdown"] table';

// The Vega view of a chart, found through its marks.
function viewOf(chart) {
  let mark = [...chart.querySelectorAll("svg path")].map((node) => node.__data__).find(Boolean);
  while (mark && !mark.context) mark = mark.mark ?? mark.group;
  return mark?.context.dataflow ?? null;
}

function sheetOf(view) {
  try {
    return view.signal("sheet");
  } catch {
    return { name: "", heads: {}, names: {} }; // a chart that is not ours
  }
}

function rowsOf(view, { heads, names }) {
  const rows = view.data("rows");
  const fields = Object.keys(heads);
  return rows.map((row) => fields.map((field) => names[field]?.[row[field]] ?? row[field]));
}

async function savePng(view, name) {
  const image = await fetch(await view.toImageURL("png", 2));
  saveFile(name, "png", await image.blob());
}

function chartItems(chart) {
  const view = viewOf(chart);
  const frame = chart.closest('[data-testid="stFullScreenFrame"]');
  const full = [...(frame?.querySelectorAll('[data-testid="stElementToolbarButton"] button') ?? [])].at(-1);
  const items = [];
  if (view) {
    const sheet = sheetOf(view);
    const alt = chart.getAttribute("aria-label") ?? "";
    items.push(["png", () => savePng(view, sheet.name)]);
    items.push(["svg", async () => saveSvg(sheet.name, addTitle(await view.toSVG(), alt))]);
    items.push(["csv", () => saveCsv(sheet.name, Object.values(sheet.heads), rowsOf(view, sheet))]);
  }
  if (full) items.push([full.getAttribute("aria-label") === "Fullscreen" ? "full" : "back", () => full.click()]);
  return items;
}

// Numbers as a table shows them, with an ASCII minus.
function tableItems(table) {
  const [heads, ...rows] = [...table.rows].map((row) => [...row.cells].map((one) => one.textContent.replaceAll("\u2212", "-")));
  return [["csv", () => saveCsv(heads.find(Boolean) ?? "", heads, rows)]];
}

function addSaveButtons() {
  document.querySelectorAll(CHART).forEach((chart) => {
    offerSave(chart.parentElement, () => chartItems(chart), "position: absolute; top: 0; right: 0; z-index: 3;");
  });
  const tables = new Set();
  document.querySelectorAll(TABLE).forEach((table) => {
    const box = table.closest('[data-testid="stElementContainer"]');
    tables.add(box);
    offerSave(box, () => tableItems(table), "display: flex; margin-left: auto;");
  });
  document.querySelectorAll(".nets-save").forEach((button) => {
    const box = button.parentElement;
    if (!tables.has(box) && !box.querySelector(CHART)) button.remove();
  });
}

function open() {
  const view = { waiting: null };
  const soon = () => { view.waiting ??= setTimeout(() => { view.waiting = null; addSaveButtons(); }, DELAY_MS); };
  view.changes = new MutationObserver(soon);
  view.changes.observe(document.body, { childList: true, subtree: true });
  return view;
}

function close(view) {
  view.changes.disconnect();
  clearTimeout(view.waiting);
  closeMenu();
}

export function saver({ data, parentElement }) {
  hideElement(parentElement);
  setWords(data.words, parentElement);
  remember(parentElement, open);
  addSaveButtons();
  return () => forget(parentElement, close);
}
