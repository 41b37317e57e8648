// Words as points of a map: drag to rotate or move it, point at a word to read it, click to select it.
import { addStyle, make } from "../shared/dom.js";
import { makeButton } from "../shared/pixels.js";
import { showShapes } from "../shared/shapes.js";
import { fillIn } from "../shared/text.js";
import { themeOf } from "../shared/theme.js";
import { forget, remember } from "../shared/view_state.js";
import { offerFiles } from "./cloud_save.js";
import { sceneOf } from "./cloud_scene.js";
import { progress, receivePositions } from "./cloud_space.js";
import style from "./cloud.css" with { type: "text" };

const POINTING_RADIUS = 16; // CSS pixels around a word that count as pointing at it
const CLICK_TOLERANCE = 4; // pixels after which a press is a drag
const ZOOM = 1.25;
const LIMITS = [0.5, 40];
const STRIDE = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function paint(view) {
  const width = Math.floor(view.box.clientWidth) - 2;
  if (width < 100 || !view.data) return;
  Object.assign(view, { width, height: Math.round(Math.max(300, Math.min(560, 0.72 * width))) });
  const theme = themeOf(view.root);
  showShapes(view.canvas, sceneOf(view, theme), theme, view.width, view.height);
  if (progress(view) < 1) schedulePaint(view);
}

function schedulePaint(view) {
  view.drawing ||= requestAnimationFrame(() => { view.drawing = 0; paint(view); });
}

// ---- descriptions ----

function describeWord(view, at) {
  const { data } = view;
  const word = data.names[at];
  const about = data.counts ? fillIn(data.words.word, { word, count: data.counts[at].toLocaleString() }) : word;
  const links = data.near.filter((each) => each.slice(0, 2).includes(data.rows[at])).map(([one, other, value]) => {
    const name = data.names[data.rows.indexOf(one === data.rows[at] ? other : one)];
    return name === undefined ? "" : fillIn(data.words.cosine, { word: name, value: value.toFixed(2).replace("-", "\u2212") });
  });
  return [about, ...links.filter(Boolean).slice(0, 4)].join(" \u00b7 ");
}

function updateReading(view) {
  const at = view.cursor === null ? -1 : view.data.rows.indexOf(view.cursor);
  const text = at < 0 ? view.data.words.hint : describeWord(view, at);
  view.reading.classList.toggle("idle", at < 0);
  if (view.reading.textContent !== text) view.reading.textContent = text;
}

// ---- actions of the user ----

function pointAt(view, row) {
  if (view.cursor === row) return;
  view.cursor = row;
  view.canvas.classList.toggle("over", row !== null);
  updateReading(view);
  schedulePaint(view);
}

function sendPick(view, word, more) {
  if (!view.data.pickable) return;
  const row = view.data.rows[view.data.names.indexOf(word)];
  if (row !== undefined) view.data.chosen = more ? [...view.data.chosen, row] : [row];
  else if (!word) view.data.chosen = [];
  schedulePaint(view);
  view.component.setTriggerValue("pick", { word, more });
}

// The row of the word under a point of the canvas, null for none.
function wordAt(view, x, y) {
  let [best, least] = [null, POINTING_RADIUS];
  for (const [left, top, row] of view.spots ?? []) {
    const far = Math.hypot(left - x, top - y);
    if (far < least) [best, least] = [row, far];
  }
  return best;
}

function zoomBy(view, factor, x = view.width / 2, y = view.height / 2) {
  const zoom = Math.max(LIMITS[0], Math.min(LIMITS[1], view.zoom * factor));
  const grown = zoom / view.zoom;
  const from = [x - view.width / 2, y - view.height / 2];
  view.pan = view.pan.map((value, axis) => from[axis] - (from[axis] - value) * grown);
  view.zoom = zoom;
  schedulePaint(view);
}

function resetView(view) {
  Object.assign(view, { zoom: 1, pan: [0, 0], yaw: 0.5, pitch: 0.35 });
  schedulePaint(view);
}

function rotateOrPan(view, across, down, pans) {
  if (view.data.dims === 3 && !pans) {
    view.yaw += across / 140;
    view.pitch = Math.max(-1.5, Math.min(1.5, view.pitch + down / 140));
  } else view.pan = [view.pan[0] + across, view.pan[1] + down];
  schedulePaint(view);
}

// The word nearest to the one pointed at in the direction of an arrow key.
function moveCursor(view, [across, down]) {
  const here = view.spots.find(([, , row]) => row === (view.cursor ?? view.data.chosen[0])) ?? [view.width / 2, view.height / 2];
  const ahead = view.spots.filter(([x, y]) => (x - here[0]) * across + (y - here[1]) * down > 1);
  const far = ([x, y]) => Math.hypot(x - here[0], y - here[1]) + 2 * Math.abs((x - here[0]) * down - (y - here[1]) * across);
  const nearest = ahead.sort((one, other) => far(one) - far(other))[0];
  if (nearest) pointAt(view, nearest[2]);
}

function onKey(view, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const stride = STRIDE[event.key];
  const at = view.data.rows.indexOf(view.cursor);
  if (stride && event.shiftKey) moveCursor(view, stride);
  else if (stride) rotateOrPan(view, 24 * stride[0], 24 * stride[1]);
  else if (event.key === "+" || event.key === "=") zoomBy(view, ZOOM);
  else if (event.key === "-") zoomBy(view, 1 / ZOOM);
  else if (event.key === "0" || event.key === "Home") resetView(view);
  else if ((event.key === "Enter" || event.key === " ") && at >= 0) sendPick(view, view.data.names[at], event.shiftKey);
  else if (event.key === "Escape") { pointAt(view, null); sendPick(view, "", false); }
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function pointerPosition(view, event) {
  const box = view.canvas.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}

// One pointer rotates or moves the map, two zoom.
function onDrag(view, event) {
  const before = view.pointers.get(event.pointerId);
  const now = pointerPosition(view, event);
  if (!before) return;
  if (view.pointers.size === 2) {
    const other = [...view.pointers].find(([id]) => id !== event.pointerId)[1];
    const distance = ([x, y]) => Math.hypot(x - other[0], y - other[1]);
    zoomBy(view, distance(now) / (distance(before) || 1), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
    view.far = CLICK_TOLERANCE + 1;
  } else {
    const [across, down] = [now[0] - before[0], now[1] - before[1]];
    view.far += Math.hypot(across, down);
    if (view.far > CLICK_TOLERANCE) {
      view.canvas.classList.add("dragged");
      rotateOrPan(view, across, down, event.shiftKey || event.buttons === 2);
    }
  }
  view.pointers.set(event.pointerId, now);
}

function listen(view) {
  const { canvas } = view;
  const on = (name, handle, options) => canvas.addEventListener(name, handle, options);
  on("pointerdown", (event) => {
    if (!view.pointers.size) view.far = 0;
    view.pointers.set(event.pointerId, pointerPosition(view, event));
    canvas.setPointerCapture(event.pointerId);
  });
  on("pointermove", (event) => (view.pointers.size ? onDrag(view, event) : pointAt(view, wordAt(view, ...pointerPosition(view, event)))));
  for (const name of ["pointerup", "pointercancel"]) {
    on(name, (event) => { view.pointers.delete(event.pointerId); canvas.classList.remove("dragged"); });
  }
  on("pointerleave", () => { if (!view.pointers.size) pointAt(view, null); });
  on("click", (event) => {
    const row = view.far > CLICK_TOLERANCE ? null : wordAt(view, ...pointerPosition(view, event));
    if (row !== null) sendPick(view, view.data.names[view.data.rows.indexOf(row)], event.shiftKey);
  });
  on("dblclick", () => resetView(view));
  on("contextmenu", (event) => event.preventDefault());
  on("keydown", (event) => onKey(view, event));
  on("wheel", (event) => {
    if (view.root.activeElement !== canvas && document.activeElement !== canvas && !event.ctrlKey) return; // the page scrolls
    event.preventDefault();
    zoomBy(view, Math.exp(-event.deltaY / 400), ...pointerPosition(view, event));
  }, { passive: false });
}

// The word that a user searches for: an exact match, else a prefix match, else a substring match.
function searchWord(view, text) {
  const query = text.trim().toLowerCase();
  if (!query) return;
  const names = view.data.names.map((name) => name.toLowerCase());
  const tests = [(name) => name === query, (name) => name.startsWith(query), (name) => name.includes(query)];
  const at = tests.map((test) => names.findIndex(test)).find((place) => place >= 0) ?? -1;
  if (at < 0) return sendPick(view, text.trim().slice(0, 60), false);
  const spot = view.spots.find(([, , row]) => row === view.data.rows[at]);
  view.pan = [view.pan[0] + view.width / 2 - spot[0], view.pan[1] + view.height / 2 - spot[1]];
  pointAt(view, view.data.rows[at]);
  sendPick(view, view.data.names[at], false);
}

function open(root) {
  addStyle(root, style);
  const box = make("div", "cloud", root);
  const bar = make("div", "bar", box);
  const view = { root, box, bar, pointers: new Map(), far: 0, cursor: null, trailed: false, drawing: 0, trails: new Map(), places: new Map() };
  view.search = make("input", "", bar);
  view.search.type = "search";
  view.search.maxLength = 60;
  view.known = make("datalist", "", bar);
  view.known.id = "words";
  view.search.setAttribute("list", "words");
  view.search.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter") searchWord(view, view.search.value);
  });
  view.buttons = {
    farther: makeButton("farther", bar, () => zoomBy(view, 1 / ZOOM)),
    closer: makeButton("closer", bar, () => zoomBy(view, ZOOM)),
    fit: makeButton("fit", bar, () => resetView(view)),
    trails: makeButton("trails", bar, () => { view.trailed = !view.trailed; labelButtons(view); schedulePaint(view); }),
  };
  view.canvas = make("canvas", "", box);
  view.canvas.tabIndex = 0;
  view.canvas.setAttribute("role", "application");
  view.reading = make("div", "reading", box);
  view.reading.setAttribute("aria-live", "polite");
  view.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  resetView(view);
  listen(view);
  view.sizes = new ResizeObserver(() => paint(view));
  return view;
}

const SIGNS = { farther: "\u2212", closer: "+", fit: "\u2922", trails: "" };

function labelButtons(view) {
  const { words } = view.data;
  for (const [which, button] of Object.entries(view.buttons)) {
    if (button.title === words[which]) continue;
    Object.assign(button, { title: words[which], ariaLabel: words[which], textContent: SIGNS[which] || words[which] });
  }
  view.buttons.trails.setAttribute("aria-pressed", String(view.trailed));
  view.search.placeholder = view.search.ariaLabel = words.find;
  view.canvas.setAttribute("aria-label", words.alt);
}

function fillSuggestions(view) {
  const { names } = view.data;
  const stamp = names.join("\n");
  if (stamp === view.suggested) return;
  view.suggested = stamp;
  view.known.replaceChildren(...names.map((word) => Object.assign(make("option"), { value: word })));
}

export function cloud(component) {
  const root = component.parentElement;
  const view = remember(root, open);
  Object.assign(view, { component, data: component.data });
  receivePositions(view, view.data);
  if (!view.places.has(view.cursor)) view.cursor = null;
  labelButtons(view);
  fillSuggestions(view);
  paint(view);
  updateReading(view);
  offerFiles(view);
  view.sizes.observe(view.box);
  return () => forget(root, (old) => {
    old.sizes.disconnect();
    cancelAnimationFrame(old.drawing);
  });
}
