// Byte-pair encoding merge by merge: a slider over the merges, the text after them, and the list of merges.
import { decodeBytes, decodeInts } from "../shared/decode.js";
import { addStyle, make } from "../shared/dom.js";
import { offerInCorner } from "../shared/pixels_save.js";
import { saveCsv } from "../shared/save_menu.js";
import { formatHex, openText, paintText, quoteBytes } from "../shared/tokens_text.js";
import { forget, remember } from "../shared/view_state.js";
import style from "./merging.css" with { type: "text" };
import tokensStyle from "../tokens/tokens.css" with { type: "text" };

const BYTES = 256;
const BEAT_MS = 260; // duration of a merge during playback
const AROUND = 4; // merges listed on either side of the current one
const OWN_KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"];

function open(root) {
  addStyle(root, tokensStyle);
  addStyle(root, style);
  const box = make("div", "tokens merging", root);
  const bar = make("div", "bar", box);
  const view = { root, box, k: 0, timer: 0, name: null };
  for (const [name, sign] of [["back", "‹"], ["play", "▶"], ["next", "›"]]) {
    view[name] = make("button", name, bar);
    view[name].type = "button";
    view[name].textContent = sign;
    view[name].addEventListener("keydown", (event) => [" ", "Enter"].includes(event.key) && event.stopPropagation());
  }
  view.range = make("input", "", bar);
  Object.assign(view.range, { type: "range", min: 0 });
  view.range.addEventListener("input", () => goToMerge(view, Number(view.range.value)));
  view.range.addEventListener("keydown", (event) => OWN_KEYS.includes(event.key) && event.stopPropagation());
  view.place = make("output", "", bar);
  view.back.addEventListener("click", () => goToMerge(view, view.k - 1));
  view.next.addEventListener("click", () => goToMerge(view, view.k + 1));
  view.play.addEventListener("click", () => (view.timer ? stopPlaying(view) : startPlaying(view)));
  view.sentence = make("div", "said", box);
  const halves = make("div", "halves", box);
  view.text = openText(root, make("div", "half", halves));
  view.list = make("table", "list", halves);
  return view;
}

function stopPlaying(view) {
  clearInterval(view.timer);
  view.timer = 0;
  paint(view);
}

function goToMerge(view, k) {
  view.k = Math.max(0, Math.min(view.pairs.length / 2, k));
  stopPlaying(view);
}

function startPlaying(view) {
  const most = view.pairs.length / 2;
  if (view.k >= most) view.k = 0;
  view.timer = setInterval(() => {
    view.k += 1;
    if (view.k >= most) stopPlaying(view);
    else paint(view);
  }, BEAT_MS);
  paint(view);
}

// The bytes of every token of the vocabulary, and the ids by bytes.
function receiveMerges(view) {
  const { pairs, made } = view;
  view.tokens = Array.from({ length: BYTES }, (_, value) => Uint8Array.of(value));
  made.forEach((id, at) => {
    view.tokens[id] = Uint8Array.from([...view.tokens[pairs[2 * at]], ...view.tokens[pairs[2 * at + 1]]]);
  });
  view.ids = new Map(view.tokens.map((bytes, id) => [String.fromCharCode(...bytes), id]));
  view.left = [view.total];
  view.done.forEach((done, at) => view.left.push(view.left[at] - done));
}

function paint(view) {
  const { k, words, content, gone } = view;
  const most = view.pairs.length / 2;
  const ends = [];
  gone.forEach((when, at) => { if (when > k) ends.push(at + 1); });
  const bytesAt = (at) => content.subarray(at ? ends[at - 1] : 0, ends[at]);
  const ids = ends.map((_, at) => view.ids.get(String.fromCharCode(...bytesAt(at))));
  const describe = (at) => `${quoteBytes(bytesAt(at))} · ${words.id} ${ids[at]} · ${words.bytes} ${formatHex(bytesAt(at).subarray(0, 24))}`;
  const marked = k ? view.made[k - 1] : null;
  const hint = most ? words.hint : words.none;
  paintText(view.text, { content, ends, ids, describe, pick: null, hint, alt: words.alt, chosen: null, marked });
  const [size, left] = [BYTES + k, view.left[k]];
  view.sentence.textContent = k ? `${pairOf(view, k - 1)} · ${words.count} ${view.done[k - 1]}` : words.start;
  view.place.textContent = words.place.replace("{k}", k).replace("{size}", size).replace("{left}", left.toLocaleString("en-US"));
  Object.assign(view.range, { max: most, value: k, disabled: !most });
  view.range.style.setProperty("--at", `${(100 * k) / Math.max(1, most)}%`);
  view.range.setAttribute("aria-valuetext", `${view.place.textContent} ${view.sentence.textContent}`);
  view.back.disabled = k === 0;
  view.next.disabled = k === most;
  view.play.disabled = !most;
  view.play.textContent = view.timer ? "❚❚" : "▶";
  const names = { back: words.back, next: words.next, play: view.timer ? words.stop : words.play };
  Object.entries(names).forEach(([name, title]) => {
    view[name].title = title;
    view[name].setAttribute("aria-label", title);
  });
  paintList(view, most);
}

function pairOf(view, at) {
  const [left, right] = [view.pairs[2 * at], view.pairs[2 * at + 1]].map((id) => quoteBytes(view.tokens[id]));
  return `${left} + ${right} → ${quoteBytes(view.tokens[view.made[at]])}`;
}

// The merges around the current one, as buttons that go to them.
function paintList(view, most) {
  const { words, k } = view;
  const first = Math.max(1, Math.min(k - AROUND, most - 2 * AROUND));
  view.list.replaceChildren();
  const head = make("tr", "", make("thead", "", view.list));
  for (const title of ["", words.merge, words.often, words.id]) make("th", "", head).textContent = title;
  const body = make("tbody", "", view.list);
  for (let merge = first; merge <= Math.min(most, first + 2 * AROUND); merge += 1) {
    const row = make("tr", merge === k ? "now" : merge > k ? "later" : "", body);
    const cells = [merge, pairOf(view, merge - 1), view.counts[merge - 1], view.made[merge - 1]];
    cells.forEach((value) => { make("td", "", row).textContent = value; });
    row.addEventListener("click", () => goToMerge(view, merge));
  }
}

export function merging(component) {
  const root = component.parentElement;
  const view = remember(root, open);
  const { data } = component;
  view.words = data.words;
  if (view.name !== data.name) {
    clearInterval(view.timer);
    const fresh = view.name === null;
    const last = !fresh && view.k >= view.pairs.length / 2;
    Object.assign(view, { name: data.name, timer: 0, total: data.total, content: decodeBytes(data.content) ?? new Uint8Array(0) });
    for (const name of ["gone", "pairs", "made", "counts", "done"]) view[name] = decodeInts(data[name]);
    receiveMerges(view);
    view.k = fresh || last ? view.pairs.length / 2 : Math.min(view.k, view.pairs.length / 2);
  }
  view.range.setAttribute("aria-label", data.words.label);
  paint(view);
  const { words } = data;
  const rows = () => Array.from(view.made, (id, at) => [at + 1, ...[view.pairs[2 * at], view.pairs[2 * at + 1], id].map((one) => quoteBytes(view.tokens[one])), view.counts[at], id]);
  const heads = [words.merge, words.left, words.right, words.token, words.often, words.id];
  offerInCorner(view.box, () => [["csv", () => saveCsv(words.merge, heads, rows())]]);
  return () => forget(root, (gone) => clearInterval(gone.timer));
}
