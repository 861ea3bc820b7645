// Lines beside each other: the same, taken away, added, or moved within the text.

import { align } from "./alignment.js";

/**
 * The lines of both texts: `left` and `right` are `{ number, text }` or null. What is the same folds,
 * but for `context` lines around each difference; a fold's rows are made when they are asked for.
 */
export function compareLines(left, right, context = 3) {
  const rows = [];
  let [leftAt, rightAt] = [0, 0];
  const end = [left.length, right.length, 0];
  for (const [leftStart, rightStart, count] of [...align(left, right), end]) {
    block(left, leftAt, leftStart, right, rightAt, rightStart, rows);
    [leftAt, rightAt] = [leftStart + count, rightStart + count];
    const isLast = leftAt === left.length && rightAt === right.length;
    const same = (from, to) => sameLines(left, leftStart, right, rightStart, from, to);
    const before = rows.length === 0 ? 0 : context;
    const after = isLast ? 0 : context;
    if (count <= before + after + 1) {
      pushAll(rows, same(0, count));
      continue;
    }
    pushAll(rows, same(0, before));
    rows.push(fold(count - before - after, () => same(before, count - after)));
    pushAll(rows, same(count - after, count));
  }
  markMoved(rows);
  return rows;
}

/** Rows that are folded; made when they are asked for, since most never are. */
export function fold(count, make) {
  let made = null;
  return {
    kind: "fold",
    count,
    get rows() {
      made ??= make();
      return made;
    },
  };
}

function pushAll(rows, more) {
  for (const row of more) rows.push(row);
}

function sameLines(left, leftStart, right, rightStart, from, to) {
  const rows = [];
  for (let index = from; index < to; index += 1) {
    const [one, other] = [leftStart + index, rightStart + index];
    rows.push({
      kind: "same",
      left: { number: one + 1, text: left[one] },
      right: { number: other + 1, text: right[other] },
    });
  }
  return rows;
}

/** Replaced lines stand beside each other, so that what differs within them can be marked. */
function block(left, leftStart, leftEnd, right, rightStart, rightEnd, rows) {
  const count = Math.max(leftEnd - leftStart, rightEnd - rightStart);
  for (let index = 0; index < count; index += 1) {
    const one =
      leftStart + index < leftEnd
        ? { number: leftStart + index + 1, text: left[leftStart + index] }
        : null;
    const other =
      rightStart + index < rightEnd
        ? { number: rightStart + index + 1, text: right[rightStart + index] }
        : null;
    const row = {
      kind: one && other ? "changed" : one ? "removed" : "added",
      left: one,
      right: other,
    };
    if (one && other) [one.marks, other.marks] = markDifference(one.text, other.text);
    rows.push(row);
  }
}

/** Where two lines differ: one range each, or none where little is left in common. */
export function markDifference(one, other) {
  const most = Math.min(one.length, other.length);
  let start = 0;
  while (start < most && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < most - start && one[one.length - 1 - end] === other[other.length - 1 - end])
    end += 1;
  if (start + end < Math.max(one.trim().length, other.trim().length) * 0.25) return [null, null];
  return [
    [start, one.length - end],
    [start, other.length - end],
  ];
}

/** Runs of at least three lines that went from one place to another. */
function markMoved(rows) {
  const removed = new Map();
  for (const run of runs(rows, "removed", "left")) if (run.text) removed.set(run.text, run);
  for (const run of runs(rows, "added", "right")) {
    const origin = removed.get(run.text);
    if (!origin) continue;
    for (const row of [...origin.rows, ...run.rows]) row.moved = true;
  }
}

function* runs(rows, kind, side) {
  let run = [];
  for (const row of [...rows, { kind: "end" }]) {
    if (row.kind === kind) {
      run.push(row);
      continue;
    }
    if (run.length >= 3) {
      const text = run.map((one) => one[side].text.trim().replace(/,$/, "")).join("\n");
      yield { rows: run, text };
    }
    run = [];
  }
}

/** What stands behind a last line that has no line feed. */
const noLineEnd = " (no line end)";

/** The lines of a unified diff's hunks, with the numbers they have in both texts. */
export function hunkLines(hunks) {
  const rows = [];
  let [leftNumber, rightNumber] = [1, 1];
  let [lefts, rights] = [[], []];
  let last = null;
  const flush = () => {
    const count = Math.max(lefts.length, rights.length);
    for (let index = 0; index < count; index += 1) {
      const [one, other] = [lefts[index] ?? null, rights[index] ?? null];
      if (one && other) [one.marks, other.marks] = markDifference(one.text, other.text);
      rows.push({
        kind: one && other ? "changed" : one ? "removed" : "added",
        left: one,
        right: other,
      });
    }
    [lefts, rights] = [[], []];
  };
  for (const line of hunks.split("\n")) {
    const head = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (head) {
      flush();
      leftNumber = Number(head[1]) + (head[2] === "0" ? 1 : 0);
      rightNumber = Number(head[3]) + (head[4] === "0" ? 1 : 0);
      if (rows.length || leftNumber > 1 || rightNumber > 1) rows.push({ kind: "gap" });
    } else if (line.startsWith("-")) {
      last = { number: leftNumber, text: line.slice(1) };
      lefts.push(last);
      leftNumber += 1;
    } else if (line.startsWith("+")) {
      last = { number: rightNumber, text: line.slice(1) };
      rights.push(last);
      rightNumber += 1;
    } else if (line.startsWith("\\")) {
      // Of two last lines that read alike, one ends without a line feed.
      if (last) last.text += noLineEnd;
    } else if (line.startsWith(" ")) {
      flush();
      last = null;
      rows.push({
        kind: "same",
        left: { number: leftNumber, text: line.slice(1) },
        right: { number: rightNumber, text: line.slice(1) },
      });
      leftNumber += 1;
      rightNumber += 1;
    }
  }
  flush();
  return rows;
}
