// A browser drops a comma typed into a number field: "2,5" would become 25. Here it becomes a point. In a
// field for whole numbers it is still dropped, as a thousands separator.
document.addEventListener("beforeinput", (event) => {
  const { target, data } = event;
  if (target.type !== "number" || Number.isInteger(Number(target.step)) || ![",", "，", "。"].includes(data)) return;
  event.preventDefault();
  document.execCommand("insertText", false, ".");
}, true);
