// Says every so often that this tab is open; after a reload, which visitor it was; and at once where it is `waiting`.
import { hideElement } from "../shared/dom.js";
import { isLeaving, activity } from "../shared/navigation_guard.js";
import { forget, remember } from "../shared/view_state.js";

const QUIET_MS = 2000; // milliseconds since the last press: it may have led to another page, which is then on its way
const STORAGE_KEY = "nets-playground-visitor";

function exchangeToken(token) {
  try {
    const known = sessionStorage.getItem(STORAGE_KEY);
    if (token) sessionStorage.setItem(STORAGE_KEY, token);
    return known;
  } catch {
    return null; // the browser keeps nothing: a reload starts anew
  }
}

export function visitor(component) {
  const root = component.parentElement;
  const tab = remember(root, () => ({ component, hasAsked: false, beaten: Date.now() }));
  hideElement(root);
  tab.component = component;
  const known = exchangeToken(null);
  if (known && known !== component.data.token && !tab.hasAsked) {
    tab.hasAsked = true;
    component.setTriggerValue("token", known);
  } else {
    exchangeToken(component.data.token);
    if (component.data.waiting && !tab.hasAsked) {
      tab.hasAsked = true;
      component.setTriggerValue("token", component.data.token); // a new tab: nobody else
    }
  }
  tab.timer ??= setInterval(() => {
    const { data, setTriggerValue } = tab.component;
    const spoke = Math.max(activity.ticked, tab.beaten); // a live view speaks for us
    const due = activity.pressed > spoke ? QUIET_MS : data.milliseconds; // what the press has put into widgets, they tell
    if (Date.now() - spoke < due || Date.now() - activity.pressed < QUIET_MS || isLeaving()) return;
    tab.beaten = Date.now();
    setTriggerValue("beat", data.beat);
  }, 1000);
  return () => forget(root, (gone) => clearInterval(gone.timer));
}
