// Colours as [red, green, blue], 0 to 255.

/** A colour such as "#0072b2" as numbers. */
export function parseHex(code) {
  return [1, 3, 5].map((at) => parseInt(code.slice(at, at + 2), 16));
}

/** The linear interpolation of two colours; `share` is the part of the second. */
export function mix(from, to, share) {
  return from.map((value, channel) => Math.round(value + (to[channel] - value) * share));
}

/** A colour in CSS notation. */
export function css(colour, opacity = 1) {
  return `rgb(${colour.join(" ")} / ${opacity})`;
}

/** 256 colours along the stops; `fade` is the share of the background mixed in. */
export function ramp(stops, background, fade) {
  const colours = stops.map(parseHex);
  return Array.from({ length: 256 }, (_, level) => {
    const place = (level / 255) * (colours.length - 1);
    const below = Math.min(Math.floor(place), colours.length - 2);
    return mix(mix(colours[below], colours[below + 1], place - below), background, fade);
  });
}

/** A colour as "#0072b2". */
export function toHex(colour) {
  return `#${colour.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}
