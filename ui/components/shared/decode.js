// Arrays of numbers from the base64 text in which they travel.

export function bytesOf(text) {
  return text ? Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)) : null;
}

export function floatsOf(text) {
  return text ? new Float32Array(bytesOf(text).buffer) : null;
}

export function intsOf(text) {
  return text ? new Int32Array(bytesOf(text).buffer) : new Int32Array(0);
}
