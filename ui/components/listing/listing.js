// Lines of code that belong to nodes of a graph: pointing at one lights up the other, a click chooses it.
import { addStyle, make } from "../shared/dom.js";
import { offerAbove } from "../shared/pixels_save.js";
import { saveFile } from "../shared/save_menu.js";
import { forget, remember } from "../shared/view_state.js";
import style from "./listing.css" with { type: "text" };

const POINTED = "nets-node-pointed";

function light(view) {
  view.rows.forEach(({ row, node }) => {
    row.classList.toggle("over", node !== null && node === view.over);
    row.classList.toggle("chosen", node !== null && node === view.data.chosen);
  });
}

function point(view, node) {
  view.over = node;
  light(view);
  document.dispatchEvent(new CustomEvent(POINTED, { detail: { node, from: view.root } }));
}

function write(view) {
  const { lines, nodes, notes } = view.data;
  const focused = view.rows.findIndex(({ row }) => row.matches(":focus"));
  view.list.replaceChildren();
  view.rows = lines.map((text, at) => {
    const node = nodes[at];
    const row = make(node === null ? "div" : "button", "row", view.list);
    make("span", "", row).textContent = text;
    make("span", "note", row).textContent = notes[at];
    if (node !== null) {
      row.type = "button";
      row.addEventListener("click", () => view.component.setTriggerValue("pick", { node }));
      row.addEventListener("pointerenter", () => point(view, node));
      row.addEventListener("pointerleave", () => point(view, null));
      row.addEventListener("focus", () => point(view, node));
      row.addEventListener("blur", () => point(view, null));
    }
    return { row, node };
  });
  if (focused >= 0) view.rows[focused]?.row.focus();
}

function open(root) {
  addStyle(root, style);
  const box = make("div", "listing", root);
  const view = { root, box, title: make("div", "title", box), rows: [], over: null };
  view.list = make("div", "rows", make("div", "scroll", box));
  view.list.setAttribute("role", "group");
  view.heard = ({ detail }) => {
    if (detail.from === root) return;
    view.over = detail.node;
    light(view);
  };
  document.addEventListener(POINTED, view.heard);
  return view;
}

export function listing(component) {
  const root = component.parentElement;
  const view = remember(root, open);
  const { data } = component;
  const stamp = JSON.stringify([data.lines, data.nodes, data.notes]);
  Object.assign(view, { component, data });
  view.title.textContent = data.words.title;
  view.list.setAttribute("aria-label", data.words.alt);
  if (stamp !== view.stamp) write(view);
  view.stamp = stamp;
  light(view);
  const script = () => new Blob([data.lines.map((line) => `${line}\n`).join("")], { type: "text/x-python;charset=utf-8" });
  offerAbove(view.box, () => [["py", () => saveFile(data.words.title, "py", script())]]);
  return () => forget(root, (old) => document.removeEventListener(POINTED, old.heard));
}
