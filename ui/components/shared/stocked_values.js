// Values that are sent once and drawn many times: the latest ones by name.
const MAX_STOCKED = 20;
const stocked = new Map();
const waiting = new Map(); // by name: callbacks for the arrival of the value

/** Stores a value and calls the callbacks that wait for it; the oldest of more than twenty is dropped. */
export function storeValue(name, value) {
  stocked.delete(name);
  stocked.set(name, value);
  if (stocked.size > MAX_STOCKED) stocked.delete(stocked.keys().next().value);
  waiting.get(name)?.forEach((retry) => retry());
  waiting.delete(name);
}

/** The value stocked under a name; null if it has not arrived; then `retry` is called when it has. */
export function findStored(name, retry) {
  if (stocked.has(name)) return stocked.get(name);
  waiting.set(name, [...(waiting.get(name) ?? []), retry].slice(-4));
  return null;
}
