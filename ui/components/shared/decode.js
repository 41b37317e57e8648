// Arrays of numbers from the base64 text in which they travel.

export function decodeBytes(text) {
  return text ? Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)) : null;
}

export function decodeFloats(text) {
  return text ? new Float32Array(decodeBytes(text).buffer) : null;
}

export function decodeInts(text) {
  return text ? new Int32Array(decodeBytes(text).buffer) : new Int32Array(0);
}
