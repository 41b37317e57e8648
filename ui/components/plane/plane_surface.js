// The surface under a plane: a value for each cell, in bytes or, for heights, in 16 bits.
import { decodeBytes } from "../shared/decode.js";

export const MAX_LEVEL = 65535;

/** A surface with its bytes decoded; for heights, levels are the upper bytes. */
export function unpackSurface(surface) {
  if (surface?.heights) {
    const fine = new Uint16Array(decodeBytes(surface.heights).buffer);
    return { ...surface, fine, levels: Uint8Array.from(fine, (height) => height >> 8), classes: null };
  }
  return surface && { ...surface, levels: decodeBytes(surface.levels), classes: decodeBytes(surface.classes) };
}

/** The value of a cell without classes. */
export function valueAt(surface, cell) {
  const { low, high, bend, fine, levels } = surface;
  if (!fine) return low + (levels[cell] / 255) * (high - low);
  return low + bend * Math.expm1((fine[cell] / MAX_LEVEL) * Math.log1p((high - low) / bend));
}
