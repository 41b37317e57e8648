// The map of a race: the ground once, and over it the ways of all racers up to the step that is shown.
const START = 6; // CSS pixels, radius

function toScreen(view, scale) {
  const { x, y } = view.data;
  return (across, up) => [scale.toX((across - x[0]) / (x[1] - x[0])), scale.toY((up - y[0]) / (y[1] - y[0]))];
}

function within(pen, scale, draw) {
  pen.save();
  pen.beginPath();
  pen.rect(scale.left, scale.top, scale.width, scale.height);
  pen.clip();
  draw();
  pen.restore();
}

function paintGround(view, theme) {
  const { side, heights } = view;
  const pen = emptied(view.ground, side);
  const scale = scaleOf(view);
  const at = toScreen(view, scale);
  paintHeights(pen, heights, Math.round(Math.sqrt(heights.length)), scale, theme);
  within(pen, scale, () => {
    for (const [x, y] of view.data.minima) paintStar(pen, at(x, y), theme);
  });
  paintAxes(pen, view, scale, theme);
}

// A cross where a lowest point is.
function paintStar(pen, [x, y], theme) {
  for (const [width, colour] of [[4, theme.background], [1.8, theme.text]]) {
    pen.lineWidth = width;
    pen.strokeStyle = css(colour);
    pen.beginPath();
    for (const [dx, dy] of [[5, 5], [5, -5]]) {
      pen.moveTo(x - dx, y - dy);
      pen.lineTo(x + dx, y + dy);
    }
    pen.stroke();
  }
}

function paintWay(pen, racer, step, at, theme) {
  const last = Math.min(step, racer.last);
  const colour = theme.marks[racer.colour];
  const line = (width, ink) => {
    pen.lineWidth = width;
    pen.strokeStyle = ink;
    pen.beginPath();
    for (let t = 0; t <= last; t += 1) {
      const place = at(racer.places[2 * t], racer.places[2 * t + 1]);
      if (t) pen.lineTo(...place);
      else pen.moveTo(...place);
    }
    pen.stroke();
  };
  pen.lineJoin = "round";
  pen.setLineDash(racer.pinned ? [5, 4] : []);
  if (!racer.pinned) line(4.5, css(theme.background, 0.65));
  line(racer.pinned ? 1.5 : 2.2, css(colour, racer.pinned ? 0.85 : 1));
  pen.setLineDash([]);
}

function paintHead(pen, racer, step, at, theme, chosen) {
  const t = Math.min(step, racer.last);
  const [x, y] = at(racer.places[2 * t], racer.places[2 * t + 1]);
  pen.beginPath();
  pen.arc(x, y, chosen ? 7 : 5, 0, 7);
  pen.fillStyle = css(racer.pinned ? theme.background : theme.marks[racer.colour]);
  pen.fill();
  pen.lineWidth = chosen ? 2.5 : 1.5;
  pen.strokeStyle = css(racer.pinned ? theme.marks[racer.colour] : chosen ? theme.text : theme.background);
  pen.stroke();
}

function paintStart(pen, [x, y], theme) {
  for (const [width, colour] of [[4.5, theme.background], [2, theme.text]]) {
    pen.lineWidth = width;
    pen.strokeStyle = css(colour);
    pen.strokeRect(x - START, y - START, 2 * START, 2 * START);
  }
}

function paintWays(pen, view, theme) {
  const scale = scaleOf(view);
  const at = toScreen(view, scale);
  pen.drawImage(view.ground, 0, 0, view.side, view.side);
  within(pen, scale, () => {
    const racers = [...view.racers].sort((one, other) => other.pinned - one.pinned);
    paintStart(pen, at(...view.data.start), theme);
    racers.forEach((racer) => paintWay(pen, racer, view.at, at, theme));
    racers.forEach((racer) => paintHead(pen, racer, view.at, at, theme, racer === chosen(view)));
  });
  paintCursor(pen, view, scale, theme);
}

function showMap(view, theme) {
  const side = Math.min(560, view.left.clientWidth);
  if (side < 120) return;
  const stamp = [view.number, side, window.devicePixelRatio, theme.background, theme.text].join();
  view.side = side;
  if (view.grounded !== stamp) paintGround(view, theme);
  view.grounded = stamp;
  paintWays(emptied(view.canvas, side), view, theme);
}

function mapItems(view) {
  const { words } = view.data;
  const rows = () => view.racers.flatMap((racer) => Array.from({ length: racer.last + 1 }, (_, t) => [
    racer.title, t, racer.places[2 * t], racer.places[2 * t + 1], racer.values[t], racer.steep[t],
  ]));
  return [
    ["png", () => saveCanvas(words.map, view.canvas)],
    ["csv", () => saveCsv(words.map, [words.optimizer, words.step, "x", "y", words.height, words.steep], rows())],
  ];
}
