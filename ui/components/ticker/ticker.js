// A closed loop: one request after each frame that has arrived, never two at once.
import { hideElement } from "../shared/dom.js";
import { isLeaving, activity } from "../shared/navigation_guard.js";
import { forget, remember } from "../shared/view_state.js";

const WATCHDOG_MS = 5000; // without an answer, until the request is repeated
const RETRY_MS = 100; // between two checks whether a new page has arrived

function start() {
  const loop = { timer: 0, due: false, component: null };
  loop.fire = () => {
    const { data, setTriggerValue } = loop.component;
    if (document.hidden && !data.hidden_too) {
      loop.due = true;
      return;
    }
    loop.due = false;
    loop.timer = setTimeout(loop.fire, isLeaving() ? RETRY_MS : WATCHDOG_MS);
    if (isLeaving()) return;
    activity.ticked = Date.now();
    setTriggerValue("tick", data.frame);
  };
  loop.onVisible = () => {
    if (loop.due && !document.hidden) loop.fire();
  };
  document.addEventListener("visibilitychange", loop.onVisible);
  return loop;
}

function stop(loop) {
  clearTimeout(loop.timer);
  document.removeEventListener("visibilitychange", loop.onVisible);
}

export function ticker(component) {
  const root = component.parentElement;
  const loop = remember(root, start);
  hideElement(root);
  clearTimeout(loop.timer);
  loop.due = false;
  loop.component = component;
  if (component.data.active) loop.timer = setTimeout(loop.fire, component.data.milliseconds);
  return () => forget(root, stop);
}
