// Numbers as text and back, and texts with values in them.

/** A number with three digits and a true minus. */
export function formatNumber(value) {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  const text = size !== 0 && (size < 0.001 || size >= 100000) ? value.toExponential(2) : value.toPrecision(3);
  return (text.includes("e") ? text : String(Number(text))).replace("-", "\u2212");
}

/** Parses a typed number: with a decimal comma, any minus sign, full-width digits. NaN if invalid. */
export function parseNumber(text) {
  const plain = text.trim().normalize("NFKC").replace(/[\u2212\u2013\u2014]/g, "-").replace(/[,\u3002]/, ".");
  return plain ? Number(plain) : NaN;
}

/** A text with its {names} filled in. */
export function fillIn(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** A text that is safe inside HTML and SVG. */
export function escapeMarkup(text) {
  return String(text).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
