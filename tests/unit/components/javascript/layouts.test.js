import assert from "node:assert/strict";
import { test } from "node:test";

import { encode } from "./dom_stub.js";
import * as alignment from "../../../../ui/components/alignment/alignment_scene.js";
import * as beam from "../../../../ui/components/beam/beam_scene.js";
import * as graph from "../../../../ui/components/graph/graph_scene.js";
import { arrange, levelOf, linksOf, unpackLayer } from "../../../../ui/components/network/network_links.js";
import * as tape from "../../../../ui/components/tape/tape_layout.js";
import { activeUnits } from "../../../../ui/components/tape/tape_units.js";

const theme = { font: "sans-serif" };

test("cards of a graph stand in columns and are found under a point", () => {
  const nodes = [{ column: 0, row: 0 }, { column: 0, row: 1 }, { column: 1, row: 0 }];
  const layout = graph.layoutOf(nodes, 400);
  assert.deepEqual(layout.spots, [{ x: 10, y: 10 }, { x: 10, y: 80 }, { x: 192, y: 10 }]);
  assert.deepEqual([layout.width, layout.height], [298, 144]);
  assert.equal(graph.nodeAt(layout, 200, 30), 2);
  assert.equal(graph.nodeAt(layout, 150, 30), null);
  assert.equal(graph.layoutOf(nodes, 100).spots[2].x, 136, "a narrow box scrolls: columns keep a least distance");
});

test("a tape has a column a step and finds the unit under a point", () => {
  const stack = { rows: 4, columns: 5 };
  const data = { steps: 5, tokens: ["a", "b", " ", "d", "e"], maps: [{ heading: "", open: true, stack }] };
  const layout = tape.layoutOf(data, 600, false, theme);
  assert.deepEqual([layout.label, layout.column, layout.whole], [118, 64, 440]);
  assert.deepEqual(layout.rows.map(({ kind, y, height }) => [kind, y, height]), [["symbol", 0, 24], ["map", 27, 56], ["axis", 86, 20]]);
  const spot = tape.spotAt(layout, data, 118 + 2.5 * 64, 27 + 3.5 * 14, 0);
  assert.deepEqual([spot.at, spot.map, spot.place], [2, 0, 3]);
  assert.equal(tape.spotAt(layout, data, 117, 30, 0), null);
  assert.equal(tape.spotAt(layout, data, 120, 30, 128).at, 2, "a scrolled tape");
  assert.deepEqual([" ", "\n", "\t", "x"].map(tape.tokenText), ["\u2423", "\u21b5", "\u21e5", "x"]);
});

test("units that are active along a stretch are found again elsewhere", () => {
  const levels = Uint8Array.of(255, 255, 127, 255, 0, 255, 0, 127); // two units, four steps
  const map = { name: "hidden", layer: "Hidden", stack: { rows: 2, columns: 4, colours: 1, low: -1, high: 1, levels } };
  const data = { steps: 4, maps: [map] };
  assert.deepEqual(activeUnits(data, { from: 0, to: 1 }), { layer: "Hidden", places: [0], steps: [3] });
  assert.deepEqual(activeUnits({ steps: 4, maps: [] }, { from: 0, to: 1 }), { layer: "", places: [], steps: [] });
});

test("an alignment gives its cells, its edge and its bars under a point", () => {
  const data = { source: ["a", "b"], output: ["x", "y", "z"], weights: encode(new Uint8Array(6)), chosen: 1, right: null };
  const layout = alignment.layoutOf(data, 300, theme);
  const { left, column, top, bars } = layout;
  assert.equal(column, 44);
  assert.deepEqual(alignment.spotAt(data, layout, left + 1.5 * column, top + 50), { row: 2, column: 1 });
  assert.deepEqual(alignment.spotAt(data, layout, left - 2, top + 2), { row: 0, column: null });
  const bar = alignment.spotAt(data, layout, left + 2, bars + alignment.BARS - 34);
  assert.deepEqual(bar, { row: -1, column: 0, weight: 0.5 });
});

test("a beam's tree puts what was kept above what was given up", () => {
  const data = {
    tokens: ["a", "b", "c"], depths: [0, 0, 1], parents: [-1, -1, 1], kept: [false, true, true], totals: [-0.1, -2, -3],
  };
  const layout = beam.layoutOf(data, theme);
  assert.deepEqual(layout.spots.map(({ row }) => row), [1, 0, 0]);
  assert.ok(layout.spots[2].x > layout.spots[1].x);
  assert.deepEqual(beam.pathTo(data, 2), [1, 2]);
  assert.equal(beam.spotAt(data, layout, layout.spots[2].x + 1, layout.spots[2].y + 1), 2);
});

test("a net's columns are centred, and only its strongest links are drawn", () => {
  const layers = [{ names: ["x", "y"] }, { names: ["1", "2", "3"], weights: Float32Array.of(1, -2, 3, 4, 5, 6) }];
  const { size, columns, width } = arrange(layers, 600, { left: 50, right: 50 });
  assert.deepEqual([size, width], [42, 334]);
  assert.deepEqual(columns.map(({ x }) => x), [50, 242]);
  assert.deepEqual(columns[0].tops, [65.5, 116.5], "two units beside three begin half a unit lower");
  assert.deepEqual(linksOf(layers)[1], { layer: 1, to: 0, from: 1, weight: -2 });
  const many = [{ names: Array(30).fill("") }, { names: Array(20).fill(""), weights: Float32Array.from({ length: 600 }, (_, at) => at) }];
  assert.deepEqual([linksOf(many).length, linksOf(many)[0].weight], [400, 599]);
});

test("half floats are read, and levels saturate", () => {
  const halves = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7bff); // 1, -2, the least, the largest
  const { weights, biases } = unpackLayer({ weights: encode(halves), biases: null, values: null, maps: null });
  assert.deepEqual([...weights], [1, -2, 2 ** -24, 65504]);
  assert.equal(biases, null);
  assert.deepEqual([0, 100, -100].map(levelOf), [128, 255, 0]);
});
