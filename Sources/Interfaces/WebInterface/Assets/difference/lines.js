// Lines beside each other: the same, taken away, added, or moved within the text.

import { align } from "./alignment.js";

/** A line of a comparison: `left` and `right` are `{ number, text }` or null. */
export function compareLines(left, right) {
  const rows = [];
  let [leftAt, rightAt] = [0, 0];
  const close = (leftEnd, rightEnd) => {
    block(left, leftAt, leftEnd, right, rightAt, rightEnd, rows);
  };
  for (const [leftIndex, rightIndex] of align(left, right)) {
    if (leftAt < leftIndex || rightAt < rightIndex) close(leftIndex, rightIndex);
    rows.push({
      kind: "same",
      left: { number: leftIndex + 1, text: left[leftIndex] },
      right: { number: rightIndex + 1, text: right[rightIndex] },
    });
    [leftAt, rightAt] = [leftIndex + 1, rightIndex + 1];
  }
  if (leftAt < left.length || rightAt < right.length) close(left.length, right.length);
  markMoved(rows);
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

/** Folds what is the same, but for some lines around each difference. */
export function foldLines(rows, context = 3) {
  const result = [];
  let at = 0;
  while (at < rows.length) {
    if (rows[at].kind !== "same") {
      result.push(rows[at]);
      at += 1;
      continue;
    }
    let end = at;
    while (end < rows.length && rows[end].kind === "same") end += 1;
    const keepBefore = at === 0 ? 0 : context;
    const keepAfter = end === rows.length ? 0 : context;
    if (end - at <= keepBefore + keepAfter + 1) result.push(...rows.slice(at, end));
    else {
      result.push(...rows.slice(at, at + keepBefore));
      result.push({ kind: "fold", rows: rows.slice(at + keepBefore, end - keepAfter) });
      result.push(...rows.slice(end - keepAfter, end));
    }
    at = end;
  }
  return result;
}

/** The lines of a unified diff's hunks, with the numbers they have in both texts. */
export function hunkLines(hunks) {
  const rows = [];
  let [leftNumber, rightNumber] = [1, 1];
  let [lefts, rights] = [[], []];
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
      lefts.push({ number: leftNumber, text: line.slice(1) });
      leftNumber += 1;
    } else if (line.startsWith("+")) {
      rights.push({ number: rightNumber, text: line.slice(1) });
      rightNumber += 1;
    } else if (line.startsWith(" ")) {
      flush();
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
