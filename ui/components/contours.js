// Heights over a square as shades and contour lines. Both follow the ranks of the heights, so that every surface shows
// its forms, however steep it is: each band covers a fixed share of the map.
const BANDS = [0.004, 0.015, 0.035, 0.07, 0.12, 0.19, 0.28, 0.38, 0.5, 0.63, 0.77, 0.9]; // shares of the map below a line

// Heights in ascending order, without those that are no numbers.
function ranked(heights) {
  return heights.filter(Number.isFinite).sort();
}

// The share of the map that lies lower than this.
function rankOf(sorted, height) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < height) low = middle + 1;
    else high = middle;
  }
  return low / sorted.length;
}

// The lines of one height as pairs of places, in cells from the lower left (marching squares).
function contour(heights, n, height) {
  const pairs = [];
  for (let row = 0; row < n - 1; row += 1) {
    for (let column = 0; column < n - 1; column += 1) {
      const at = row * n + column;
      const corners = [heights[at], heights[at + 1], heights[at + n + 1], heights[at + n]];
      if (corners.every((corner) => corner < height) || corners.every((corner) => !(corner < height))) continue;
      if (corners.every(Number.isFinite)) pairs.push(...crossings(corners, height).map(([x, y]) => [column + x, row + y]));
    }
  }
  return pairs;
}

const EDGES = [[0, 0, 1, 0], [1, 0, 1, 1], [1, 1, 0, 1], [0, 1, 0, 0]]; // of a cell, around it

// Where the sides of one cell are crossed: two places, or four at a saddle.
function crossings(corners, height) {
  return EDGES.flatMap(([x, y, toX, toY], edge) => {
    const [from, to] = [corners[edge], corners[(edge + 1) % 4]];
    if (from < height === to < height) return [];
    const share = (height - from) / (to - from);
    return [[x + share * (toX - x), y + share * (toY - y)]];
  });
}

// Deep is strong, high is pale; what has no height stays empty.
function paintHeights(pen, heights, n, scale, theme) {
  const sorted = ranked(heights);
  const stops = palette[theme.dark ? "dark" : "light"].sequential;
  const shades = ramp([...stops].reverse(), theme.background, 0.5);
  const empty = mix(theme.background, theme.text, 0.05);
  const shade = (height) => (Number.isFinite(height) ? shades[Math.min(255, Math.floor(256 * rankOf(sorted, height)))] : empty);
  paintSquare(pen, heatMap(n, (cell) => shade(heights[cell])), scale.left, scale.top, scale.width);
  pen.lineWidth = 0.8;
  pen.strokeStyle = css(theme.text, 0.28);
  pen.beginPath();
  for (const share of BANDS) {
    const pairs = contour(heights, n, sorted[Math.floor(share * (sorted.length - 1))]);
    pairs.forEach(([x, y], end) => {
      const place = [scale.toX(x / (n - 1)), scale.toY(y / (n - 1))];
      if (end % 2) pen.lineTo(...place);
      else pen.moveTo(...place);
    });
  }
  pen.stroke();
}
