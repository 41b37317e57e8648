// A slider over the snapshots of a run, the present at its right end. One request at a time, also during a drag.
import { addStyle, make } from "../shared/dom.js";
import { forget, remember } from "../shared/view_state.js";
import style from "./scrubber.css" with { type: "text" };

const RETRY_MS = 3000; // without an answer, until the next request is sent
const BEAT_MS = 125; // duration of a snapshot during playback
const OWN_KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"];

function open(root) {
  addStyle(root, style);
  const box = make("div", "scrubber", root);
  const view = { root, box, moments: [], at: null, number: 0, wanted: undefined, pending: 0, isDragging: false, timer: 0 };
  view.back = make("button", "back", box);
  view.range = make("input", "", box);
  view.range.type = "range";
  view.range.min = 0;
  view.text = make("output", "", box);
  view.live = make("button", "live", box);
  view.range.addEventListener("input", () => receiveSteps(view, stepAt(view, Number(view.range.value))));
  view.range.addEventListener("pointerdown", () => { view.isDragging = true; });
  for (const end of ["pointerup", "pointercancel", "blur", "change"]) view.range.addEventListener(end, () => release(view));
  view.range.addEventListener("keydown", (event) => OWN_KEYS.includes(event.key) && event.stopPropagation());
  for (const button of [view.back, view.live]) {
    button.type = "button";
    button.addEventListener("keydown", (event) => [" ", "Enter"].includes(event.key) && event.stopPropagation());
  }
  view.live.addEventListener("click", () => receiveSteps(view, null));
  view.back.addEventListener("click", () => (view.timer ? stopPlaying(view) : startPlaying(view)));
  return view;
}

function close(view) {
  clearInterval(view.timer);
  clearTimeout(view.pending);
}

// The step at a position of the slider; null at its end, the present.
function stepAt(view, place) {
  return place < view.moments.length ? view.moments[place] : null;
}

function placeOf(view, step) {
  if (step === null) return view.moments.length;
  const after = view.moments.findIndex((moment) => moment >= step);
  if (after <= 0) return after < 0 ? Math.max(0, view.moments.length - 1) : 0;
  return view.moments[after] - step <= step - view.moments[after - 1] ? after : after - 1;
}

function receiveSteps(view, step) {
  stopPlaying(view);
  selectStep(view, step);
}

function selectStep(view, step) {
  view.at = view.wanted = step;
  paint(view);
  askForStep(view);
}

function askForStep(view) {
  if (view.pending || view.wanted === undefined) return;
  view.number += 1;
  view.pending = setTimeout(() => onAnswer(view), RETRY_MS);
  const request = { step: view.wanted, number: view.number };
  view.wanted = undefined;
  view.component.setTriggerValue("moment", request);
}

function onAnswer(view) {
  clearTimeout(view.pending);
  view.pending = 0;
  askForStep(view);
}

function startPlaying(view) {
  let place = placeOf(view, view.at);
  if (place >= view.moments.length - 1) place = -1;
  selectStep(view, stepAt(view, place + 1));
  view.timer = setInterval(() => {
    if (view.pending) return;
    const next = stepAt(view, placeOf(view, view.at) + 1);
    if (next === null) receiveSteps(view, null);
    else selectStep(view, next);
  }, BEAT_MS);
  paint(view);
}

function stopPlaying(view) {
  clearInterval(view.timer);
  view.timer = 0;
  paint(view);
}

function release(view) {
  view.isDragging = false;
  adopt(view);
}

// Shows the server's last choice, unless the user is just changing it.
function adopt(view) {
  const { data } = view.component;
  if (view.isDragging) return;
  view.moments = data.moments;
  if (!view.pending && view.wanted === undefined && !view.timer) view.at = data.shown;
  paint(view);
}

function paint(view) {
  const { words } = view.component.data;
  const known = view.moments.length > 1;
  const text = view.at === null ? words.live : words.step.replace("{step}", view.at.toLocaleString("en-US"));
  view.range.max = view.moments.length;
  view.range.value = placeOf(view, view.at);
  view.range.style.setProperty("--at", `${(100 * placeOf(view, view.at)) / Math.max(1, view.moments.length)}%`);
  view.range.disabled = view.back.disabled = !known;
  view.range.setAttribute("aria-valuetext", text);
  view.text.textContent = view.at === null ? "" : text;
  view.live.textContent = words.live;
  view.live.classList.toggle("on", view.at === null);
  view.live.setAttribute("aria-pressed", String(view.at === null));
  view.back.textContent = view.timer ? "❚❚" : "▶";
  view.back.title = view.timer ? words.stop : words.back;
  view.back.setAttribute("aria-label", view.back.title);
}

export function scrubber(component) {
  const root = component.parentElement;
  const view = remember(root, open);
  const { data } = component;
  view.component = component;
  if (view.run !== data.run) {
    close(view);
    Object.assign(view, { run: data.run, number: data.heard, wanted: undefined, pending: 0, isDragging: false, timer: 0 });
  }
  view.range.setAttribute("aria-label", data.words.label);
  view.range.title = data.words.hint;
  if (view.pending && data.heard >= view.number) onAnswer(view);
  adopt(view);
  return () => forget(root, close);
}
