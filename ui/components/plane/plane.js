// Takes clicks, long presses and keys on the map and reports them in data coordinates.
import { addStyle, make } from "../shared/dom.js";
import { offerSave } from "../shared/save_menu.js";
import { findStored } from "../shared/stocked_values.js";
import { forget, remember } from "../shared/view_state.js";
import { unpackPoints } from "./plane_marks.js";
import { paint, toData, show } from "./plane_paint.js";
import { MOVES, shareOf, moveCursor } from "./plane_point.js";
import { planeItems } from "./plane_save.js";
import { unpackSurface } from "./plane_surface.js";
import style from "./plane.css" with { type: "text" };

const LONG_PRESS_MS = 550; // milliseconds
const WALK_MS = 120; // between two reports while the pointer moves

function sendClick(view, share, erase) {
  if (!share || !(view.data.editable || view.data.pickable)) return;
  const [x, y] = toData(view, share).map((value) => Number(value.toPrecision(6)));
  view.component.setTriggerValue("click", { x, y, erase });
}

function onHover(view, event) {
  view.cursor = event && shareOf(view, event);
  view.keyboard = false;
  show(view);
  scheduleWalk(view);
}

// Reports the position of the pointer or the cursor, at intervals while it moves, and where it stops.
function scheduleWalk(view) {
  if (!view.data.walkable || !view.cursor) return;
  view.there = view.cursor;
  view.walking ||= setTimeout(() => {
    view.walking = 0;
    const [x, y] = toData(view, view.there).map((value) => Number(value.toPrecision(6)));
    view.component.setTriggerValue("walk", { x, y });
  }, WALK_MS);
}

function onPress(view, event) {
  view.erased = false;
  clearTimeout(view.pressing);
  if (event.pointerType === "mouse") return;
  const share = shareOf(view, event);
  view.pressing = setTimeout(() => eraseOnce(view, share), LONG_PRESS_MS);
}

// A long press and the context menu it may open count once, and the click after them does not.
function eraseOnce(view, share) {
  clearTimeout(view.pressing);
  if (!view.erased) sendClick(view, share, true);
  view.erased = true;
}

function onClick(view, event) {
  clearTimeout(view.pressing);
  if (!view.erased) sendClick(view, shareOf(view, event), event.shiftKey);
  view.erased = false;
}

function onKey(view, event) {
  const move = MOVES[event.key];
  const wanted = move || ["Enter", "Delete", "Backspace", "Escape"].includes(event.key);
  if (!wanted || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  if (event.key === "Escape") {
    view.cursor = null;
  } else if (move) {
    view.cursor = moveCursor(view.cursor, move, event.shiftKey);
    scheduleWalk(view);
  } else {
    view.cursor ??= [0.5, 0.5];
    sendClick(view, view.cursor, event.key !== "Enter");
  }
  view.keyboard = true;
  show(view);
}

function listen(view) {
  const { canvas } = view;
  const on = (name, handle) => canvas.addEventListener(name, handle);
  on("pointermove", (event) => onHover(view, event));
  on("pointerleave", () => onHover(view, null));
  on("pointerdown", (event) => onPress(view, event));
  on("pointercancel", () => clearTimeout(view.pressing));
  on("click", (event) => onClick(view, event));
  on("contextmenu", (event) => {
    if (!view.data.editable) return;
    event.preventDefault();
    eraseOnce(view, shareOf(view, event));
    if (event.pointerType === "mouse") view.erased = false;
  });
  on("keydown", (event) => onKey(view, event));
  on("blur", () => onHover(view, null));
}

function open(root) {
  addStyle(root, style);
  const box = make("div", "plane", root);
  const view = { root, box, canvas: make("canvas", "", box), foot: make("div", "foot", box) };
  view.reading = make("div", "reading", view.foot);
  Object.assign(view, { drawing: make("canvas"), overlay: make("canvas"), cursor: null, side: 0 });
  view.canvas.tabIndex = 0;
  view.canvas.setAttribute("role", "application");
  view.reading.setAttribute("aria-live", "polite");
  listen(view);
  view.sizes = new ResizeObserver(() => paint(view));
  return view;
}

function close(view) {
  view.sizes.disconnect();
  clearTimeout(view.pressing);
  clearTimeout(view.walking);
}

export function plane(component) {
  const root = component.parentElement;
  const view = remember(root, open);
  view.component = component;
  const { points } = component.data;
  const stored = typeof points === "string" ? findStored(points, () => view.component === component && plane(component)) : points;
  view.data = { ...component.data, points: stored };
  view.surface = unpackSurface(component.data.surface);
  view.points = unpackPoints(stored);
  view.canvas.setAttribute("aria-label", component.data.words.alt ?? "");
  offerSave(view.foot, () => planeItems(view));
  view.box.classList.toggle("compact", component.data.compact);
  view.box.classList.toggle("editable", component.data.editable || component.data.pickable || component.data.walkable);
  paint(view);
  view.sizes.observe(view.box);
  return () => forget(root, close);
}
