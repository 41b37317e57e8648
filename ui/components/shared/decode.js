// Arrays of numbers, decoded from Base64.

/** Bytes (Uint8Array); null without a text. */
export function decodeBytes(text) {
  return text ? Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)) : null;
}

/** Float32Array; null without a text. */
export function decodeFloats(text) {
  return text ? new Float32Array(decodeBytes(text).buffer) : null;
}

/** Int32Array; empty without a text. */
export function decodeInts(text) {
  return text ? new Int32Array(decodeBytes(text).buffer) : new Int32Array(0);
}
