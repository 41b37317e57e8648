// Reports at intervals that this tab is open, at once if it is `waiting`, and after a reload which session it had.
import { hideElement } from "../shared/dom.js";
import { isLeaving, activity } from "../shared/navigation_guard.js";
import { forget, remember } from "../shared/view_state.js";

const QUIET_MS = 2000; // since the last click, which may have opened another page
const STORAGE_KEY = "nets-playground-visitor";

function exchangeToken(token) {
  try {
    const stored = sessionStorage.getItem(STORAGE_KEY);
    if (token) sessionStorage.setItem(STORAGE_KEY, token);
    return stored;
  } catch {
    return null; // no storage in this browser: a reload begins a new session
  }
}

export function visitor(component) {
  const root = component.parentElement;
  const tab = remember(root, () => ({ component, hasAsked: false, beaten: Date.now() }));
  hideElement(root);
  tab.component = component;
  const token = exchangeToken(null);
  if (token && token !== component.data.token && !tab.hasAsked) {
    tab.hasAsked = true;
    component.setTriggerValue("token", token);
  } else {
    exchangeToken(component.data.token);
    if (component.data.waiting && !tab.hasAsked) {
      tab.hasAsked = true;
      component.setTriggerValue("token", component.data.token); // a new tab
    }
  }
  tab.timer ??= setInterval(() => {
    const { data, setTriggerValue } = tab.component;
    const spoke = Math.max(activity.ticked, tab.beaten); // requests of a live view count, too
    const due = activity.pressed > spoke ? QUIET_MS : data.milliseconds; // the click's own widgets report it
    if (Date.now() - spoke < due || Date.now() - activity.pressed < QUIET_MS || isLeaving()) return;
    tab.beaten = Date.now();
    setTriggerValue("beat", data.beat);
  }, 1000);
  return () => forget(root, (gone) => clearInterval(gone.timer));
}
