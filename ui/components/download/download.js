// Downloads a file, once for each press. `name`, `number` of the press, `content` (Base64 of a zip).
import { hideElement } from "../shared/dom.js";

export const download = ({ data, parentElement }) => {
  hideElement(parentElement);
  const { name, number, content } = data;
  if (parentElement.downloaded === number) return;
  parentElement.downloaded = number;
  const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: "application/zip" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};
