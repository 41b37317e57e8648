// A browser leaves out a comma that is typed into a field for numbers: "2,5" would become 25. Here it is a point. In a
// field for whole numbers it stays left out: there it stands between thousands.
document.addEventListener("beforeinput", (event) => {
  const { target, data } = event;
  if (target.type !== "number" || Number.isInteger(Number(target.step)) || ![",", "，", "。"].includes(data)) return;
  event.preventDefault();
  document.execCommand("insertText", false, ".");
}, true);
