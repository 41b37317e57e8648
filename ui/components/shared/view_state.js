// What an element keeps between the frames that the server sends.

const memory = new WeakMap(); // root of an element -> what it keeps between frames

/** What the element under `root` keeps; made by `create` at its first frame. */
export function remember(root, create) {
  if (!memory.has(root)) memory.set(root, create(root));
  return memory.get(root);
}

/**
 * The frontend says goodbye to an element that has left the page, and also to each frame that another one overtook while
 * it was still on its way: the element is then still there, and goes on.
 */
export function forget(root, close) {
  if (root.isConnected) return;
  if (memory.has(root)) close(memory.get(root));
  memory.delete(root);
}
