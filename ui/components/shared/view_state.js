// The state of an element between the frames that the server sends.

const memory = new WeakMap(); // root of an element -> its state

/** The state of the element under `root`; made by `create` at its first frame. */
export function remember(root, create) {
  if (!memory.has(root)) memory.set(root, create(root));
  return memory.get(root);
}

/**
 * Closes the state of an element that has left the page. The frontend also calls this for a frame that another one
 * overtook; then the element is still connected, and nothing is closed.
 */
export function forget(root, close) {
  if (root.isConnected) return;
  if (memory.has(root)) close(memory.get(root));
  memory.delete(root);
}
