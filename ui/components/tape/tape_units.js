// Hidden units that are active on a range of steps, and other steps with the same units active: Strobelt et al. 2018, "LSTMVis".
import { valueIn } from "../shared/pixels.js";
import { fillIn } from "../shared/text.js";

const ACTIVE = 0.5; // share of the map's largest value, with the same sign at every step of the range

/** The units of a layer that are active all along `range`, and the other steps at which all of them are active. */
export function activeUnits(data, range) {
  const map = data.maps.find(({ name, open }) => open && name === "hidden") ?? data.maps.find(({ name }) => name === "hidden");
  if (!map) return { layer: "", places: [], steps: [] };
  const { stack } = map;
  const limit = ACTIVE * Math.max(Math.abs(stack.low), Math.abs(stack.high));
  const sideAt = (place, at) => {
    const value = valueIn(stack, 0, place, at);
    return Math.abs(value) < limit ? 0 : Math.sign(value);
  };
  const sides = new Map();
  for (let place = 0; place < stack.rows; place += 1) {
    const side = sideAt(place, range.from);
    let all = side !== 0;
    for (let at = range.from; all && at <= range.to; at += 1) all = sideAt(place, at) === side;
    if (all) sides.set(place, side);
  }
  const inside = (at) => at >= range.from && at <= range.to;
  const again = (at) => sides.size && [...sides].every(([place, side]) => sideAt(place, at) === side);
  const steps = Array.from({ length: data.steps }, (_, at) => at).filter((at) => !inside(at) && again(at));
  return { layer: map.layer, places: [...sides.keys()], steps };
}

function listNumbers(numbers, most = 12) {
  const shown = numbers.slice(0, most).map((number) => number + 1).join(", ");
  return numbers.length > most ? `${shown}, \u2026` : shown;
}

/** Describes the marked range in a sentence. */
export function describeRange(data, range, marked) {
  const { words } = data;
  const stretch = { from: range.from + 1, to: range.to + 1, count: marked.places.length };
  if (!marked.places.length) return fillIn(words.none, stretch);
  const units = listNumbers(marked.places.map((place) => data.units[place]));
  return fillIn(marked.steps.length ? words.again : words.alone, { ...stretch, units, steps: listNumbers(marked.steps) });
}
