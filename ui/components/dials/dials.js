// Sliders for a few numbers, each with a number field; frames move them, except one that the user is dragging.
import { addStyle, make } from "../shared/dom.js";
import { formatNumber } from "../shared/text.js";
import { themeOf } from "../shared/theme.js";
import { forget, remember } from "../shared/view_state.js";
import style from "./dials.css" with { type: "text" };

const SEND_MS = 80; // between two reports while a slider is dragged
const HELD_MS = 700; // after the user's last movement, a slider follows the frames again

function addDial(view, index) {
  const node = make("div", "dial", view.rows);
  const head = make("label", "", node);
  const parts = { node, name: make("b", "", head), title: make("span", "", head), touched: 0 };
  parts.slider = make("input", "", node);
  parts.slider.type = "range";
  parts.box = make("input", "", node);
  Object.assign(parts.box, { type: "number", step: "any", inputMode: "decimal" });
  parts.slider.addEventListener("input", () => onDrag(view, index));
  parts.slider.addEventListener("change", () => onDrag(view, index, true));
  parts.box.addEventListener("change", () => onType(view, index));
  for (const part of [parts.slider, parts.box]) part.addEventListener("keydown", (event) => event.stopPropagation());
  return parts;
}

// The first report of a drag begins a change; the others continue it.
function onDrag(view, index, last = false) {
  const dial = view.dials[index];
  dial.touched = Date.now();
  dial.box.value = formatNumber(dial.slider.valueAsNumber).replace("\u2212", "-");
  clearTimeout(view.waiting);
  const since = Date.now() - view.sentAt;
  if (last || since >= SEND_MS) sendValue(view, index, dial.slider.valueAsNumber, last);
  else view.waiting = setTimeout(() => sendValue(view, index, dial.slider.valueAsNumber), SEND_MS - since);
}

function sendValue(view, index, value, last = false) {
  view.sentAt = Date.now();
  view.component.setTriggerValue("turn", { index, value, on: view.turning === index });
  view.turning = last ? null : index;
}

function onType(view, index) {
  const value = view.dials[index].box.valueAsNumber;
  if (Number.isFinite(value)) sendValue(view, index, value, true);
  else paint(view, true);
}

function paint(view, anew = false) {
  const { dials: values, off, words } = view.data;
  view.dials.forEach((dial, index) => {
    const { name, title, value, reach } = values[index];
    Object.assign(dial.slider, { min: -reach, max: reach, step: reach / 400, disabled: off });
    dial.box.disabled = off;
    dial.name.textContent = name;
    dial.title.textContent = title;
    dial.slider.setAttribute("aria-label", `${name}, ${title}`);
    dial.box.setAttribute("aria-label", `${name}, ${title}`);
    if (!anew && Date.now() - dial.touched < HELD_MS) return;
    dial.slider.value = value;
    if (anew || view.root.activeElement !== dial.box) dial.box.value = Number(Math.abs(value) < 1e5 ? value.toFixed(4) : value.toPrecision(3));
  });
  view.undo.textContent = words.undo;
  view.undo.disabled = !view.data.undoable;
  view.hint.textContent = words.hint;
}

function open(root) {
  addStyle(root, style);
  const outer = make("div", "dials", root);
  const view = { root, rows: make("div", "rows", outer), dials: [], sentAt: 0, turning: null };
  const foot = make("div", "foot", outer);
  view.undo = make("button", "", foot);
  view.undo.type = "button";
  view.undo.addEventListener("click", () => view.component.setTriggerValue("undo", Date.now()));
  view.hint = make("span", "hint", foot);
  view.rows.setAttribute("role", "group");
  return view;
}

export function dials(component) {
  const root = component.parentElement;
  const view = remember(root, open);
  const { data } = component;
  Object.assign(view, { component, data });
  view.rows.setAttribute("aria-label", data.words.alt);
  view.rows.style.colorScheme = themeOf(root).dark ? "dark" : "light";
  if (view.dials.length !== data.dials.length) {
    view.rows.replaceChildren();
    view.dials = data.dials.map((_, index) => addDial(view, index));
  }
  paint(view);
  return () => forget(root, () => clearTimeout(view.waiting));
}
