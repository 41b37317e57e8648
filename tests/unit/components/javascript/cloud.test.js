import assert from "node:assert/strict";
import { test } from "node:test";

import { encode } from "./dom_stub.js";
import {
  alignPositions, createProjection, currentPositions, extendTrail, nearestRotation, receivePositions, rotate,
} from "../../../../ui/components/cloud/cloud_space.js";

const near = (actual, expected, digits = 6) => {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, at) => assert.ok(Math.abs(value - expected[at]) < 10 ** -digits, `${actual} is not ${expected}`));
};
const QUARTER = [[0, 1], [-1, 0]]; // a row vector times it is turned by 90° to the left

test("the nearest rotation of a scaled quarter turn is the quarter turn", () => {
  near(nearestRotation([[0, 3], [-3, 0]]).flat(), QUARTER.flat());
  near(nearestRotation([[0, 0, 2], [0, 2, 0], [-2, 0, 0]]).flat(), [0, 0, 1, 0, 1, 0, -1, 0, 0]);
  assert.equal(nearestRotation([[1, 1], [1, 1]]), null, "a flat matrix has none");
  near(rotate([2, 0], QUARTER), [0, 2]);
});

test("a picture that is turned by 90° is turned back onto the one before", () => {
  const before = new Map([[0, [1, 0]], [1, [0, 2]], [2, [-1, -2]]]);
  const turned = [...before.values()].map((position) => rotate(position, QUARTER));
  alignPositions([0, 1, 2], turned, before).forEach((position, row) => near(position, before.get(row)));
  assert.deepEqual(alignPositions([7, 8, 9], turned, before), turned, "without shared words nothing is turned");
});

test("positions are centred, remembered and glide to where they come to", () => {
  const view = { places: new Map(), trails: new Map(), width: 300, still: true };
  const data = (points, step) => ({ points: encode(Float32Array.from(points)), dims: 2, rows: [4, 5, 6], frame: "f", step });
  receivePositions(view, data([1, 1, 3, 1, 2, 4], 0));
  near(view.places.get(4), [-1, -1]);
  near(view.places.get(6), [0, 2]);
  receivePositions(view, data([2, 2, 6, 2, 4, 8], 10));
  near(currentPositions(view).get(6), [0, 4]);
  assert.deepEqual(view.trails.get(6).map(([step]) => step), [0, 10]);
});

test("a trail grows forwards only and never beyond 64 positions", () => {
  const trails = new Map();
  for (let step = 0; step < 200; step += 1) extendTrail(trails, 1, step, [step, 0]);
  extendTrail(trails, 1, 150, [0, 0]);
  const trail = trails.get(1);
  assert.ok(trail.length <= 64 && trail.length > 30);
  assert.equal(trail.at(-1)[0], 199);
});

test("a flat map fits its box, and a deep one turns by its yaw", () => {
  const flat = { width: 404, height: 252, zoom: 1, pan: [0, 0], data: { dims: 2 } };
  const positions = new Map([[0, [0, 0]], [1, [3, 1]]]);
  const project = createProjection(flat, positions);
  near(project([0, 0]), [52, 176, 1]);
  near(project([3, 1]), [352, 76, 1]);
  const deep = { width: 404, height: 252, zoom: 1, pan: [0, 0], yaw: Math.PI / 2, pitch: 0, data: { dims: 3 } };
  const [x, y, nearness] = createProjection(deep, new Map([[0, [1, 0, 0]]]))([1, 0, 0]);
  near([x, y, nearness], [202, 126, 0]);
});
