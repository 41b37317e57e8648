// The racers: optimizers with their paths.
import { decodeFloats } from "../shared/decode.js";

/** The racer whose step is shown: the selected one, else the first. */
export function selectedRacer(view) {
  return view.racers.find((racer) => racer.name === view.choice && !racer.pinned) ?? view.racers.find((racer) => !racer.pinned);
}

/** A racer with its arrays decoded. */
export function unpackRacer(racer) {
  const arrays = ["places", "values", "steep", "slopes", "velocities", "squares", "numerators", "denominators", "moves"];
  return { ...racer, ...Object.fromEntries(arrays.map((name) => [name, decodeFloats(racer[name])])) };
}
