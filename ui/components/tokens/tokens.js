// A text split in one way: coloured tokens with their ids.
import { decodeBytes, decodeInts } from "../shared/decode.js";
import { addStyle, make } from "../shared/dom.js";
import { offerInCorner } from "../shared/pixels_save.js";
import { saveCsv } from "../shared/save_menu.js";
import { TOKEN_GAP, TOKEN_UNKNOWN, formatHex, openText, paintText, quoteBytes } from "../shared/tokens_text.js";
import { forget, remember } from "../shared/view_state.js";
import style from "./tokens.css" with { type: "text" };

function open(root) {
  addStyle(root, style);
  const box = make("div", "tokens", root);
  return { root, box, text: openText(root, box) };
}

export function tokens(component) {
  const root = component.parentElement;
  const view = remember(root, open);
  const { data } = component;
  const [content, ends, ids, times] = [decodeBytes(data.content) ?? new Uint8Array(0), ...[data.ends, data.ids, data.times].map(decodeInts)];
  const { words } = data;
  const bytesAt = (at) => content.subarray(at ? ends[at - 1] : 0, ends[at]);
  const describe = (at) => {
    if (ids[at] === TOKEN_GAP) return words.gap;
    const name = data.unknowns && ids[at] === TOKEN_UNKNOWN ? words.unknown : `${words.id} ${ids[at]}`;
    const parts = [quoteBytes(bytesAt(at)), name, `${words.bytes} ${formatHex(bytesAt(at).subarray(0, 24))}`];
    if (times[at]) parts.push(`${words.times} ${times[at]}`);
    return parts.join(" · ");
  };
  const pick = data.pickable ? (at) => component.setTriggerValue("pick", { id: ids[at] }) : null;
  view.text.unknowns = data.unknowns;
  paintText(view.text, { content, ends, ids, chosen: data.chosen, describe, pick, hint: words.hint, alt: words.alt });
  const rows = () => Array.from(ids, (id, at) => [quoteBytes(bytesAt(at)), id === TOKEN_GAP ? "" : id, formatHex(bytesAt(at))]);
  offerInCorner(view.box, () => [["csv", () => saveCsv(words.alt, [words.token, words.id, words.bytes], rows())]]);
  return () => forget(root, () => {});
}
