import assert from "node:assert/strict";
import { test } from "node:test";

import { encode } from "./dom_stub.js";
import { css, mix, parseHex, ramp, toHex } from "../../../../ui/components/shared/colours.js";
import { decodeBytes, decodeFloats, decodeInts } from "../../../../ui/components/shared/decode.js";
import { cellRows } from "../../../../ui/components/shared/pixels_save.js";
import { peakOf, valueIn } from "../../../../ui/components/shared/pixels.js";
import { findStored, storeValue } from "../../../../ui/components/shared/stocked_values.js";
import { escapeMarkup, fillIn, formatNumber, parseNumber } from "../../../../ui/components/shared/text.js";
import { textWidth } from "../../../../ui/components/shared/text_width.js";

test("colours are read, mixed and written", () => {
  assert.deepEqual(parseHex("#0072b2"), [0, 114, 178]);
  assert.equal(toHex([0, 114, 178]), "#0072b2");
  assert.deepEqual(mix([0, 0, 0], [200, 100, 50], 0.5), [100, 50, 25]);
  assert.equal(css([1, 2, 3], 0.5), "rgb(1 2 3 / 0.5)");
});

test("a ramp goes through its stops and fades its ends into the background", () => {
  const plain = ramp(["#000000", "#ffffff", "#ff0000"], [0, 0, 0], 0);
  assert.equal(plain.length, 256);
  assert.deepEqual([plain[0], plain[255]], [[0, 0, 0], [255, 0, 0]]);
  assert.deepEqual(ramp(["#ff0000", "#ff0000"], [0, 0, 0], 0.4)[0], [153, 0, 0]);
});

test("arrays come out of their text as they went in", () => {
  assert.deepEqual([...decodeBytes(encode(Uint8Array.of(0, 7, 255)))], [0, 7, 255]);
  assert.deepEqual([...decodeFloats(encode(Float32Array.of(-1.5, 0.25)))], [-1.5, 0.25]);
  assert.deepEqual([...decodeInts(encode(Int32Array.of(-3, 70000)))], [-3, 70000]);
  assert.equal(decodeBytes(null), null);
  assert.equal(decodeInts(null).length, 0);
});

test("numbers are written shortly and read as people type them", () => {
  assert.deepEqual([123.45, -0.5, 0, 0.00012, 1e6].map(formatNumber), ["123", "\u22120.5", "0", "1.20e\u22124", "1.00e+6"]);
  assert.equal(formatNumber(NaN), "NaN");
  assert.deepEqual(["2,5", "\u22123", "１２", " 4 "].map(parseNumber), [2.5, -3, 12, 4]);
  assert.ok(Number.isNaN(parseNumber("")) && Number.isNaN(parseNumber("abc")));
});

test("texts are filled in and escaped", () => {
  assert.equal(fillIn("{a} of {b}, {unknown}", { a: 1, b: "x" }), "1 of x, {unknown}");
  assert.equal(escapeMarkup('<a href="x">&\'</a>'), "&#60;a href=&#34;x&#34;&#62;&#38;&#39;&#60;/a&#62;");
  assert.equal(textWidth("four", "12px sans-serif"), 28);
});

test("values of a stack lie between its low and its high", () => {
  const stack = { rows: 2, columns: 2, colours: 1, low: -1, high: 1, levels: Uint8Array.of(0, 255, 0, 0, 0, 0, 51, 0) };
  assert.deepEqual([valueIn(stack, 0, 0, 0), valueIn(stack, 0, 0, 1)], [-1, 1]);
  assert.ok(Math.abs(valueIn(stack, 1, 1, 0) + 0.6) < 1e-9);
  assert.equal(peakOf([0.5, -2, 1]), 2);
  assert.deepEqual(cellRows("one", [1, 2], (row, column) => row + column + 1 / 3), [["one", 1, 1, 0.33333], ["one", 1, 2, 1.3333]]);
});

test("who looks for a value that is on its way is called when it has come", () => {
  let calls = 0;
  assert.equal(findStored("late", () => { calls += 1; }), null);
  storeValue("late", 7);
  assert.equal(calls, 1);
  assert.equal(findStored("late", () => assert.fail()), 7);
  for (let index = 0; index < 20; index += 1) storeValue(`other${index}`, index);
  assert.equal(findStored("late", () => {}), null, "the oldest of more than twenty is dropped");
});
