// Listens to a text box: a pasted text that is too long for it goes to the server instead, cut to the limit.
import { hideElement } from "../shared/dom.js";
import { forget, remember } from "../shared/view_state.js";

function open() {
  const view = {};
  view.hear = (event) => {
    const { box, room, most } = view.data;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (text.length <= room || !event.target.closest?.(`.st-key-${box} textarea`)) return;
    event.preventDefault();
    event.stopPropagation();
    view.component.setTriggerValue("text", { text: text.slice(0, most), count: text.length });
  };
  document.addEventListener("paste", view.hear, true);
  return view;
}

export function paste(component) {
  const root = component.parentElement;
  hideElement(root);
  Object.assign(remember(root, open), { component, data: component.data });
  return () => forget(root, (view) => document.removeEventListener("paste", view.hear, true));
}
