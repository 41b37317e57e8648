// The map as files: a picture, a drawing, and where each word stands.
const WRITE = {
  path: ({ points, colour, width, opacity, dash }) => {
    const line = points.map(([x, y], at) => `${at ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
    return `<path d="${line}" fill="none" stroke="${hex(colour)}" stroke-width="${width}" opacity="${opacity}"${dash ? ` stroke-dasharray="${dash}"` : ""}/>`;
  },
  dot: ({ x, y, radius, colour, opacity, ring }) => (
    `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius.toFixed(1)}" fill="${hex(colour)}" opacity="${opacity}"${ring ? ` stroke="${hex(ring)}"` : ""}/>`
  ),
  text: ({ x, y, text, size, weight, colour, opacity }) => (
    `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-size="${size}" font-weight="${weight}" fill="${hex(colour)}" opacity="${opacity}" dominant-baseline="middle">${escaped(text)}</text>`
  ),
};

// At rest: nothing on its way, nothing pointed at.
function resting(view) {
  return { ...view, before: null, cursor: null };
}

function drawing(view) {
  const theme = themeOf(view.root);
  const size = `width="${view.width}" height="${view.height}"`;
  const marks = sceneOf(resting(view), theme).map((shape) => WRITE[shape.kind](shape));
  const font = `font-family="${escaped(theme.font)}"`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${view.width} ${view.height}"><rect ${size} fill="${hex(theme.background)}"/><g ${font}>${marks.join("\n")}</g></svg>`;
  return titled(svg, view.data.words.alt);
}

function picture(view) {
  const canvas = make("canvas");
  Object.assign(canvas, { width: 2 * view.width, height: 2 * view.height });
  const [pen, theme] = [canvas.getContext("2d"), themeOf(view.root)];
  pen.setTransform(2, 0, 0, 2, 0, 0);
  paintScene(pen, view, theme, sceneOf(resting(view), theme));
  return canvas;
}

function placeRows({ data, places }) {
  return data.rows.map((row, at) => {
    const place = places.get(row).map((value) => Number(value.toPrecision(5)));
    const group = data.groups ? [data.legend[data.groups[at]] ?? ""] : [];
    return [data.names[at], ...(data.counts ? [data.counts[at]] : []), ...place, ...group];
  });
}

function offer(view) {
  const { words } = view.data;
  offerAbove(view.box, () => {
    const { data } = view;
    const [word, count, group] = words.heads.split("|");
    const axes = data.axes ?? ["x", "y", "z"].slice(0, data.dims);
    const heads = [word, ...(data.counts ? [count] : []), ...axes, ...(data.groups ? [group] : [])];
    return [
      ["png", () => saveCanvas(words.title, picture(view))],
      ["svg", () => saveSvg(words.title, drawing(view))],
      ["csv", () => saveCsv(words.title, heads, placeRows(view))],
    ];
  });
}
