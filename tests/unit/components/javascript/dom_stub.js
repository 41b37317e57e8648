// What the drawing code needs of a page: a canvas that measures 7 CSS pixels for each character.
globalThis.document = {
  createElement: () => ({ getContext: () => ({ measureText: (text) => ({ width: 7 * text.length }) }) }),
  addEventListener: () => {},
};

/** The base64 text of an array, as Python sends it. */
export function encode(array) {
  return Buffer.from(array.buffer).toString("base64");
}
