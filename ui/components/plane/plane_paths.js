// Contour lines of a surface of heights, and paths over it.
import { css } from "../shared/colours.js";
import { MAX_LEVEL } from "./plane_surface.js";

const CONTOURS = 14;

/** Lines of equal height, by marching squares. */
export function paintContours(pen, { fine, n }, scale, theme) {
  const at = (cell) => (cell + 0.5) / n;
  pen.strokeStyle = css(theme.text, 0.28);
  pen.lineWidth = 1;
  pen.beginPath();
  for (let line = 1; line <= CONTOURS; line += 1) {
    const height = (line * MAX_LEVEL) / (CONTOURS + 1);
    for (let row = 0; row + 1 < n; row += 1) {
      for (let column = 0; column + 1 < n; column += 1) {
        const corners = [[column, row], [column + 1, row], [column + 1, row + 1], [column, row + 1]];
        const high = corners.map(([x, y]) => fine[y * n + x]);
        if (Math.min(...high) > height || Math.max(...high) <= height) continue;
        const crossed = [];
        corners.forEach(([x, y], i) => {
          const [[x2, y2], h, h2] = [corners[(i + 1) % 4], high[i], high[(i + 1) % 4]];
          if (h > height === h2 > height) return;
          const share = (height - h) / (h2 - h);
          crossed.push([scale.toX(at(x + share * (x2 - x))), scale.toY(at(y + share * (y2 - y)))]);
        });
        for (let i = 0; i + 1 < crossed.length; i += 2) {
          pen.moveTo(...crossed[i]);
          pen.lineTo(...crossed[i + 1]);
        }
      }
    }
  }
  pen.stroke();
}

const MAX_DOTS = 40; // points of a path with dots
const MIN_ARROW = 10; // CSS pixels: a shorter arrow would be hidden by the ball

/** Draws paths over the plane, such as the one of weights during training. */
export function paintPaths(pen, view, scale, theme) {
  const { paths, x, y } = view.data;
  if (!paths?.length) return;
  const at = ([across, up]) => [scale.toX((across - x[0]) / (x[1] - x[0])), scale.toY((up - y[0]) / (y[1] - y[0]))];
  pen.save();
  pen.beginPath();
  pen.rect(scale.left, scale.top, scale.width, scale.height);
  pen.clip();
  for (const path of paths.filter(({ places }) => places.length)) paintPath(pen, path, path.places.map(at), theme);
  pen.restore();
}

/** Draws a path in a halo, so that it is visible on every background. */
export function paintPath(pen, { colour, dashed, arrow, ball }, points, theme) {
  const ink = colour === null || colour === undefined ? theme.text : theme.marks[colour % 8];
  const last = points[points.length - 1];
  if (arrow && Math.hypot(last[0] - points[0][0], last[1] - points[0][1]) < MIN_ARROW) return;
  const strokes = [points, ...(arrow && points.length > 1 ? [arrowHead(points[points.length - 2], last)] : [])];
  pen.lineJoin = "round";
  for (const [width, shade] of [[5, theme.background], [2.2, ink]]) {
    pen.strokeStyle = css(shade, width > 4 ? 0.8 : 1);
    pen.lineWidth = width;
    for (const stroke of strokes) {
      pen.setLineDash(dashed && stroke === points ? [7, 5] : []);
      pen.beginPath();
      stroke.forEach((point, i) => (i ? pen.lineTo(...point) : pen.moveTo(...point)));
      pen.stroke();
    }
  }
  pen.setLineDash([]);
  pen.fillStyle = css(ink);
  if (!arrow && points.length <= MAX_DOTS) points.forEach((point) => fillDisc(pen, point, 2.6));
  if (!ball) return;
  fillDisc(pen, last, 8);
  pen.strokeStyle = css(theme.background);
  pen.lineWidth = 2.5;
  pen.stroke();
}

function fillDisc(pen, [x, y], radius) {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 7);
  pen.fill();
}

/** The three corners of the head of an arrow. */
export function arrowHead(from, to) {
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
  const barb = (turn) => [to[0] - 10 * Math.cos(angle + turn), to[1] - 10 * Math.sin(angle + turn)];
  return [barb(0.45), to, barb(-0.45)];
}
