// Positions of the pointer and the cursor on the plane, as shares of the extent.
import { scaleOf } from "./plane_paint.js";

export const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };

/** The position of a pointer as shares of the extent; null outside the map. */
export function shareOf(view, event) {
  if (!view.side) return null;
  const box = view.canvas.getBoundingClientRect();
  const scale = scaleOf(view);
  const across = ((event.clientX - box.left) * (view.side / box.width) - scale.left) / scale.width;
  const up = 1 - ((event.clientY - box.top) * (view.side / box.height) - scale.top) / scale.height;
  return across >= 0 && across <= 1 && up >= 0 && up <= 1 ? [across, up] : null;
}

/** The position of the cursor after an arrow key; Shift makes larger steps. */
export function moveCursor(cursor, move, far) {
  const stride = far ? 0.1 : 0.02;
  return (cursor ?? [0.5, 0.5]).map((share, axis) => Math.min(1, Math.max(0, share + stride * move[axis])));
}
