// A text as coloured tokens. Pointing at one describes it; with `pick` a click, or arrow keys and Enter, select one.
// Texts of users only enter the page as text, never as HTML.
import { css } from "./colours.js";
import { make } from "./dom.js";
import { themeOf } from "./theme.js";

export const TOKEN_GAP = -1; // the id of spaces that are not a token
export const TOKEN_UNKNOWN = 0; // the id of characters and words that are not in the vocabulary
const CONTROL_SYMBOLS = 0x2400; // start of the Unicode block of control pictures
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const RIGHT_TO_LEFT = /^\P{L}*[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const TOKEN_MOVES = { ArrowLeft: -1, ArrowRight: 1, Home: -1e6, End: 1e6 };

/** Bytes as hexadecimal numbers. */
export function formatHex(bytes) {
  return [...bytes].map((value) => value.toString(16).toUpperCase().padStart(2, "0")).join(" ");
}

// Bytes as text; null if they are no whole characters.
function decodeText(bytes) {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

// Control characters as control pictures; a new line also breaks the line.
function showControls(text) {
  // eslint-disable-next-line no-control-regex -- control characters are matched on purpose
  return text.replace(/[\x00-\x1f\x7f]/g, (sign) => {
    const picture = String.fromCharCode(sign === "\x7f" ? 0x2421 : CONTROL_SYMBOLS + sign.charCodeAt(0));
    return sign === "\n" ? "⏎\n" : picture;
  });
}

/** Bytes as a quoted text, or as hexadecimal numbers if they are no whole characters. */
export function quoteBytes(bytes) {
  const text = decodeText(bytes);
  return text === null ? formatHex(bytes) : `“${showControls(text).replace("⏎\n", "⏎")}”`;
}

/** A row of tokens with a line below it that describes the one pointed at. */
export function openText(root, parent) {
  const row = make("div", "text", parent);
  const view = { root, row, reading: make("div", "reading", parent), nodes: [], at: null };
  row.addEventListener("pointerover", (event) => describeToken(view, tokenAt(view, event)));
  row.addEventListener("pointerleave", () => describeToken(view, null));
  row.addEventListener("click", (event) => chooseToken(view, tokenAt(view, event)));
  row.addEventListener("keydown", (event) => onKeyToken(view, event));
  row.addEventListener("focus", () => row.matches(":focus-visible") && view.at === null && stepTokens(view, 1));
  return view;
}

function tokenAt(view, event) {
  const node = event.target.closest?.(".token");
  return node ? Number(node.dataset.at) : null;
}

/** content: bytes; ends, ids: of each part. chosen: an id. describe(at): a sentence about a token. pick(at) or null. */
export function paintText(view, { content, ends, ids, chosen, describe, pick, hint, alt, marked }) {
  Object.assign(view, { ids, describe, pick, hint });
  const theme = themeOf(view.root);
  const page = document.createDocumentFragment();
  let line = make("div", "", page);
  view.nodes = Array.from(ends, (end, at) => {
    const bytes = content.subarray(at ? ends[at - 1] : 0, end);
    const text = decodeText(bytes);
    const node = make("span", ids[at] === TOKEN_GAP ? "gap" : "token", line);
    node.dataset.at = at;
    const shown = text === null ? formatHex(bytes) : ids[at] === TOKEN_GAP ? text : showControls(text);
    node.textContent = shown.replace(/\n$/, ""); // the line ends with it
    node.classList.toggle("bytes", text === null);
    node.classList.toggle("unknown", ids[at] === TOKEN_UNKNOWN && view.unknowns);
    node.classList.toggle("marked", marked === ids[at]);
    node.classList.toggle("chosen", chosen === ids[at]);
    if (ids[at] !== TOKEN_GAP) node.style.background = css(tokenColour(theme, ids[at]), theme.dark ? 0.42 : 0.26);
    if (text?.endsWith("\n")) line = make("div", "", page);
    return node;
  });
  for (const one of page.children) one.dir = RIGHT_TO_LEFT.test(one.textContent) ? "rtl" : "ltr";
  view.row.replaceChildren(page);
  view.row.tabIndex = 0;
  view.row.setAttribute("role", "application");
  view.row.setAttribute("aria-label", alt);
  view.row.classList.toggle("pickable", Boolean(pick));
  if (view.at !== null && view.at >= view.nodes.length) view.at = null;
  describeToken(view, view.at);
}

function tokenColour(theme, id) {
  return theme.categories[(id * 5 + (id >> 3)) % theme.categories.length];
}

function describeToken(view, at) {
  view.nodes.forEach((node, place) => node.classList.toggle("read", place === at));
  view.reading.textContent = at === null ? view.hint : view.describe(at);
}

function chooseToken(view, at) {
  if (at === null || !view.pick || view.ids[at] <= TOKEN_GAP) return;
  view.at = at;
  view.pick(at);
}

function onKeyToken(view, event) {
  if (event.key === "Enter" || event.key === " ") chooseToken(view, view.at);
  else if (TOKEN_MOVES[event.key]) stepTokens(view, TOKEN_MOVES[event.key]);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function stepTokens(view, move) {
  const places = view.nodes.map((_, at) => at).filter((at) => view.ids[at] !== TOKEN_GAP);
  const now = view.at === null ? -Math.sign(move) : places.indexOf(view.at);
  const next = places[Math.max(0, Math.min(places.length - 1, view.at === null ? 0 : now + move))];
  if (next === undefined) return;
  view.at = next;
  describeToken(view, next);
  view.nodes[next].scrollIntoView({ block: "nearest" });
}
