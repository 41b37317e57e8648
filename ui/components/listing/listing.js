// Lines of code that belong to nodes of a graph: pointing at one highlights the other, a click selects it.
import { addStyle, make } from "../shared/dom.js";
import { offerInCorner } from "../shared/pixels_save.js";
import { saveFile } from "../shared/save_menu.js";
import { forget, remember } from "../shared/view_state.js";
import style from "./listing.css" with { type: "text" };

const POINTED = "nets-node-pointed";

function highlightRows(view) {
  view.rows.forEach(({ row, node }) => {
    row.classList.toggle("over", node !== null && node === view.over);
    row.classList.toggle("chosen", node !== null && node === view.data.chosen);
  });
}

function pointAt(view, node) {
  view.over = node;
  highlightRows(view);
  document.dispatchEvent(new CustomEvent(POINTED, { detail: { node, from: view.root } }));
}

function writeRows(view) {
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
      row.addEventListener("pointerenter", () => pointAt(view, node));
      row.addEventListener("pointerleave", () => pointAt(view, null));
      row.addEventListener("focus", () => pointAt(view, node));
      row.addEventListener("blur", () => pointAt(view, null));
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
    highlightRows(view);
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
  if (stamp !== view.stamp) writeRows(view);
  view.stamp = stamp;
  highlightRows(view);
  const script = () => new Blob([data.lines.map((line) => `${line}\n`).join("")], { type: "text/x-python;charset=utf-8" });
  offerInCorner(view.box, () => [["py", () => saveFile(data.words.title, "py", script())]]);
  return () => forget(root, (old) => document.removeEventListener(POINTED, old.heard));
}
