import assert from "node:assert/strict";
import test from "node:test";
import { chance, load, rounds } from "./support.mjs";

const alignment = await load("difference/alignment.js");
const { compareLines, hunkLines, markDifference } = await load("difference/lines.js");

/** The pairs of equal lines, run by run. */
function align(left, right) {
  const runs = alignment.align(left, right);
  return runs.flatMap(([x, y, count]) => Array.from({ length: count }, (_, n) => [x + n, y + n]));
}

/** The length of a longest common subsequence, by the table everybody knows. */
function commonLength(left, right) {
  const table = Array.from({ length: left.length + 1 }, () => new Array(right.length + 1).fill(0));
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      table[i][j] =
        left[i] === right[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
    }
  }
  return table[0][0];
}

function withoutCommonEnds(left, right) {
  let [start, end] = [0, 0];
  const most = Math.min(left.length, right.length);
  while (start < most && left[start] === right[start]) start += 1;
  while (end < most - start && left.at(-1 - end) === right.at(-1 - end)) end += 1;
  return [left.slice(start, left.length - end), right.slice(start, right.length - end)];
}

function isAlignment(left, right, pairs) {
  let [x, y] = [-1, -1];
  for (const [i, j] of pairs) {
    assert.ok(i > x && j > y, "pairs ascend");
    assert.equal(left[i], right[j]);
    [x, y] = [i, j];
  }
}

test("lines pair with equal lines in ascending order, and without unique lines as many as can", () => {
  for (let seed = 1; seed <= 400 * rounds; seed += 1) {
    const next = chance(seed);
    const letters = seed % 2 ? "ab" : "abcdefgh";
    const make = () =>
      Array.from(
        { length: Math.floor(next() * 14) },
        () => letters[Math.floor(next() * letters.length)],
      );
    const [left, right] = [make(), make()];
    const pairs = align(left, right);
    isAlignment(left, right, pairs);
    const [one, other] = withoutCommonEnds(left, right);
    const once = (list, line) => list.filter((each) => each === line).length === 1;
    const hasAnchor = one.some((line) => once(one, line) && once(other, line));
    if (!hasAnchor) assert.equal(pairs.length, commonLength(left, right), `seed ${seed}`);
  }
});

test("what is equal pairs completely, what has nothing in common not at all", () => {
  const lines = Array.from({ length: 50 }, (_, index) => `line ${index % 7}`);
  assert.equal(align(lines, lines).length, 50);
  assert.deepEqual(align(["a", "b"], ["c"]), []);
  assert.deepEqual(align([], ["c"]), []);
});

test("a large text with few changes is compared at once", () => {
  const left = Array.from({ length: 200_000 }, (_, index) => `  "value ${index % 1000}",`);
  const right = left.slice();
  right.splice(1000, 3);
  right.splice(150_000, 0, "new", "lines");
  assert.equal(align(left, right).length, left.length - 3);
});

test("rows give both texts back", () => {
  for (let seed = 1; seed <= 200 * rounds; seed += 1) {
    const next = chance(seed);
    const make = () =>
      Array.from({ length: Math.floor(next() * 30) }, () => `line ${Math.floor(next() * 9)}`);
    const [left, right] = [make(), make()];
    const flat = compareLines(left, right, 2).flatMap((row) =>
      row.kind === "fold" ? row.rows : [row],
    );
    assert.deepEqual(
      flat.filter((row) => row.left).map((row) => row.left.text),
      left,
      `seed ${seed}`,
    );
    assert.deepEqual(
      flat.filter((row) => row.right).map((row) => row.right.text),
      right,
      `seed ${seed}`,
    );
    flat
      .filter((row) => row.left)
      .forEach((row, index) => assert.equal(row.left.number, index + 1));
  }
});

test("lines far from a difference fold, a single one does not", () => {
  const left = Array.from({ length: 40 }, (_, index) => `line ${index}`);
  const right = left.with(20, "other");
  const folds = compareLines(left, right).filter((row) => row.kind === "fold");
  assert.deepEqual(
    folds.map((fold) => fold.count),
    [17, 16],
  );
  assert.equal(compareLines(["a", "b"], ["a", "c"]).filter((row) => row.kind === "fold").length, 0);
});

test("a block that went elsewhere is marked as moved", () => {
  const block = ["{", '  "step": "lookup",', '  "id": 7', "},"];
  const rest = Array.from({ length: 12 }, (_, index) => `rest ${index}`);
  const rows = compareLines([...block, ...rest], [...rest, ...block]);
  const moved = rows.filter((row) => row.moved);
  assert.equal(moved.length, 8);
});

test("only what differs within a line is marked", () => {
  assert.deepEqual(markDifference("const limit = 2500;", "const limit = 9500;"), [
    [14, 15],
    [14, 15],
  ]);
  assert.deepEqual(markDifference("abc", "xyz"), [null, null]);
});

test("hunks become rows with the numbers of both texts", () => {
  const rows = hunkLines("@@ -2,3 +2,4 @@\n one\n-two\n+2\n+two and a half\n three\n");
  assert.deepEqual(
    rows.map((row) => row.kind),
    ["gap", "same", "changed", "added", "same"],
  );
  assert.deepEqual(
    [rows[2].left.number, rows[2].right.number, rows[4].left.number, rows[4].right.number],
    [3, 3, 4, 5],
  );
});

test("a line that differs only by its end shows it", () => {
  const rows = hunkLines("@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n");
  assert.deepEqual(
    rows.map((row) => [row.kind, row.left.text, row.right.text]),
    [
      ["same", "a", "a"],
      ["changed", "b (no line end)", "b"],
    ],
  );
});

test("a hunk of a new text counts from one", () => {
  const rows = hunkLines("@@ -0,0 +1,2 @@\n+a\n+b\n");
  assert.deepEqual(
    rows.map((row) => [row.kind, row.right.number]),
    [
      ["added", 1],
      ["added", 2],
    ],
  );
});
