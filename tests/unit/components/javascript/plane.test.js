import assert from "node:assert/strict";
import { test } from "node:test";

import { encode } from "./dom_stub.js";
import { unpackPoints } from "../../../../ui/components/plane/plane_marks.js";
import { roundTicks, scaleOf, toData } from "../../../../ui/components/plane/plane_paint.js";
import { moveCursor } from "../../../../ui/components/plane/plane_point.js";
import { unpackSurface, valueAt } from "../../../../ui/components/plane/plane_surface.js";
import { arrowHead } from "../../../../ui/components/plane/plane_paths.js";
import { ruleText } from "../../../../ui/components/race/race_step.js";

test("ticks are round numbers", () => {
  const rounded = (low, high, most) => roundTicks(low, high, most).ticks.map((tick) => Number(tick.toFixed(6)) + 0);
  assert.deepEqual(rounded(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(rounded(-3, 3, 6), [-3, -2, -1, 0, 1, 2, 3]);
  assert.deepEqual(rounded(0, 950, 4), [0, 500]);
  assert.deepEqual([roundTicks(0, 1, 5).digits, roundTicks(0, 950, 4).digits], [1, 0]);
});

test("a compact plane maps data to its canvas and back", () => {
  const view = { side: 108, data: { compact: true, x: [-1, 1], y: [0, 10] } };
  const scale = scaleOf(view);
  assert.deepEqual([scale.toX(0), scale.toX(1), scale.toY(0), scale.toY(1)], [4, 104, 104, 4]);
  assert.deepEqual([scale.dataX(54), scale.dataY(54)], [0, 5]);
  assert.deepEqual(toData(view, [0.25, 0.5]), [-0.5, 5]);
});

test("points are unpacked with the bits of their test part", () => {
  const bytes = new Uint8Array(11);
  new Uint16Array(bytes.buffer, 0, 4).set([0, 65535, 300, 65535]); // x, y
  bytes.set([2, 1], 8); // values
  bytes.set([0b01000000], 10); // the second is of the test part
  const points = unpackPoints({ count: 2, classes: true, packed: encode(bytes) });
  assert.deepEqual([[...points.x], [...points.y], [...points.value]], [[0, 65535], [300, 65535], [2, 1]]);
  assert.deepEqual([points.test(0), points.test(1)], [0, 1]);
  assert.equal(unpackPoints({ count: 0 }), null);
});

test("a surface gives the values of its cells, of heights on a scale that bends", () => {
  const plain = unpackSurface({ levels: encode(Uint8Array.of(0, 255, 51)), low: -1, high: 1 });
  assert.deepEqual([valueAt(plain, 0), valueAt(plain, 1)], [-1, 1]);
  const heights = unpackSurface({ heights: encode(Uint16Array.of(0, 65535)), low: 2, high: 12, bend: 1 });
  assert.deepEqual([...heights.levels], [0, 255]);
  assert.equal(valueAt(heights, 0), 2);
  assert.ok(Math.abs(valueAt(heights, 1) - 12) < 1e-9);
});

test("the cursor moves in steps and stays on the plane", () => {
  assert.deepEqual(moveCursor(null, [1, 0], false), [0.52, 0.5]);
  assert.deepEqual(moveCursor([0.95, 0.05], [1, -1], true), [1, 0]);
});

test("the head of an arrow points where the arrow does", () => {
  const [left, tip, right] = arrowHead([0, 0], [10, 0]);
  assert.deepEqual(tip, [10, 0]);
  assert.ok(Math.abs(left[0] - right[0]) < 1e-9 && Math.abs(left[1] + right[1]) < 1e-9);
  assert.ok(left[0] < 10 && left[0] > 0);
});

test("the rule of an optimizer is written with the numbers of its step", () => {
  const state = { place: [-2, 1], above: [0.5, 3], below: [4, 1], move: [-0.0125, -0.3] };
  assert.equal(ruleText({ decay: 0 }, state, 0.1, 0), "x: \u22120.1 \u00b7 (0.5) / 4 = \u22120.0125");
  assert.equal(ruleText({ decay: 0 }, state, 0.1, 1), "y: \u22120.1 \u00b7 (3) = \u22120.3", "what divides by 1 is left out");
  assert.equal(ruleText({ decay: 0.01 }, state, 0.1, 0), "x: \u22120.1 \u00b7 (0.5) / 4 \u2212 0.1 \u00b7 0.01 \u00b7 (\u22122) = \u22120.0125");
});
