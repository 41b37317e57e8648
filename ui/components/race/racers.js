// The racers: optimizers and the steps they made.
import { floatsOf } from "../shared/decode.js";

export function chosen(view) {
  return view.racers.find((racer) => racer.name === view.choice && !racer.pinned) ?? view.racers.find((racer) => !racer.pinned);
}

export function unpacked(racer) {
  const arrays = ["places", "values", "steep", "slopes", "velocities", "squares", "moves"];
  return { ...racer, ...Object.fromEntries(arrays.map((name) => [name, floatsOf(racer[name])])) };
}
