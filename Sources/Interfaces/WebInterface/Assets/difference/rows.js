// A difference as rows of known heights: what a screen shows is a window into them.

import { prettyLines } from "../core/json.js";
import { kindOrder } from "../core/format.js";
import { outline, languageOf } from "./outline.js";
import { compareLines, fold, hunkLines } from "./lines.js";
import { commentStates } from "./syntax.js";

export const heights = {
  kind: 44,
  resource: 48,
  path: 32,
  line: 22,
  fold: 26,
  gap: 14,
  end: 18,
  note: 36,
  environment: 34,
};

/** The order of resources: by kind, then by name. */
export function sortResources(resources) {
  const place = (kind) => {
    const at = kindOrder.indexOf(kind);
    return at < 0 ? kindOrder.length : at;
  };
  return [...resources].sort(
    (a, b) => place(a.kind) - place(b.kind) || a.name.localeCompare(b.name),
  );
}

/** The resources that a filter leaves: `{ kinds, statuses, search }`. */
export function filterResources(resources, { kind = "", status = "", search = "" }) {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return resources.filter((resource) => {
    if (kind && resource.kind !== kind) return false;
    if (
      status === "moved"
        ? !resource.changes.some((one) => one.op === "move")
        : status && resource.status !== status
    )
      return false;
    if (words.length === 0) return true;
    const places = resource.changes.flatMap((one) => [
      one.path,
      ...(one.elements ?? []).map((element) => element.name),
    ]);
    const text = `${resource.name} ${places.join(" ")}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Rows of all resources. `state` has `closed`, `unfolded`, `whole`: sets and a map by names and keys. */
export function buildRows(resources, environment, state, columns) {
  const rows = [];
  let lastKind = null;
  const counts = new Map();
  for (const resource of resources) counts.set(resource.kind, (counts.get(resource.kind) ?? 0) + 1);
  for (const resource of resources) {
    if (resource.kind !== lastKind) {
      rows.push({ type: "kind", kind: resource.kind, count: counts.get(resource.kind) });
      lastKind = resource.kind;
    }
    rows.push({
      type: "resource",
      resource,
      closed: state.closed.has(resource.name),
      key: resource.name,
    });
    if (!state.closed.has(resource.name)) resourceRows(resource, state, columns, rows);
  }
  if (environment.length) environmentRows(environment, rows);
  return rows;
}

function resourceRows(resource, state, columns, rows) {
  const whole = state.whole.get(resource.name);
  if (whole) {
    if (whole.lines)
      pushLines(
        whole.lines,
        { key: `${resource.name}#`, language: whole.language ?? "json", state, columns },
        rows,
      );
    else
      rows.push({
        type: "note",
        text: whole.failure ?? "Reading the documents…",
        failed: Boolean(whole.failure),
      });
  } else {
    for (const node of resourceOutline(resource)) nodeRows(resource, node, state, columns, rows);
    if (resource.payloadsChanged)
      rows.push({
        type: "note",
        text: "Sample or mock data differ; they are no behaviour and are not compared here.",
      });
  }
  rows.push({ type: "end" });
}

const outlines = new WeakMap();

/** The outline, made once; the work stays small when only a fold changes. */
function resourceOutline(resource) {
  let nodes = outlines.get(resource);
  if (!nodes) {
    nodes = outline(resource.changes);
    outlines.set(resource, nodes);
  }
  return nodes;
}

function nodeRows(resource, node, state, columns, rows) {
  const key = `${resource.name}:${node.path}`;
  const isWhole = node.path === "" && node.change;
  if (!isWhole) rows.push({ type: "path", key, node, resource });
  if (!node.change || node.change.op === "move") return;
  pushLines(
    changeLines(node.change, isWhole),
    { key, language: lineLanguage(resource.name, node.change), state, columns },
    rows,
  );
}

function lineLanguage(name, change) {
  const texts = [change.from, change.to].filter((value) => value !== undefined);
  return texts.every((value) => typeof value === "string") &&
    (change.text || texts.some((value) => value.includes("\n")))
    ? languageOf(name, change.path)
    : "json";
}

const kept = new WeakMap();

function changeLines(change) {
  let lines = kept.get(change);
  if (!lines) {
    lines = makeLines(change);
    kept.set(change, lines);
  }
  return lines;
}

function makeLines(change) {
  if (change.text && change.hunks) return hunkLines(change.hunks);
  const isText = [change.from, change.to].some(
    (value) => typeof value === "string" && value.includes("\n"),
  );
  const side = (value) =>
    value === undefined
      ? []
      : isText && typeof value === "string"
        ? value.split("\n")
        : prettyLines(value);
  const lines = compareLines(side(change.from), side(change.to));
  return change.op === "replace" ? lines : foldAll(lines);
}

const longest = 60;

/** A new or deleted document of many lines shows its beginning. */
function foldAll(lines) {
  if (lines.length <= longest) return lines;
  const shown = longest - 20;
  return [...lines.slice(0, shown), fold(lines.length - shown, () => lines.slice(shown))];
}

function pushLines(lines, context, rows) {
  const states = context.language === "json" ? null : commentMarks(lines, context.language);
  let foldNumber = 0;
  const add = (line) => {
    if (line.kind === "gap") {
      rows.push({ type: "gap" });
      return;
    }
    if (line.kind === "fold") {
      const key = `${context.key}~${foldNumber}`;
      foldNumber += 1;
      if (context.state.unfolded.has(key)) line.rows.forEach(add);
      else rows.push({ type: "fold", key, count: line.count });
      return;
    }
    pushLine(line, context, states, rows);
  };
  lines.forEach(add);
}

function commentMarks(lines, language) {
  const flat = lines.flatMap((line) => (line.kind === "fold" ? line.rows : [line]));
  const marks = new Map();
  for (const side of ["left", "right"]) {
    const present = flat.filter((line) => line[side]);
    const states = commentStates(
      present.map((line) => line[side].text),
      language,
    );
    if (states)
      present.forEach((line, index) => {
        if (states[index]) marks.set(line[side], true);
      });
  }
  return marks;
}

/** One line; what is wider than its place goes on in further rows. */
function pushLine(line, context, states, rows) {
  const { left, right, kind, moved } = line;
  const split = context.state.mode === "split";
  const common = { type: "line", language: context.language, moved };
  const part = (side, text, first, from) =>
    side && {
      number: first ? side.number : null,
      text,
      marks: shift(side.marks, from, text.length),
      comment: states?.get(side) ?? false,
      // A line that is cut is coloured as a whole.
      whole: text.length < side.text.length ? { text: side.text, from } : null,
    };
  if (split) {
    const [one, other] = [
      pieces(left?.text, context.columns),
      pieces(right?.text, context.columns),
    ];
    const count = Math.max(one.length, other.length, 1);
    let [oneAt, otherAt] = [0, 0];
    for (let index = 0; index < count; index += 1) {
      rows.push({
        ...common,
        kind,
        first: index === 0,
        left: index < one.length ? part(left, one[index], index === 0, oneAt) : null,
        right: index < other.length ? part(right, other[index], index === 0, otherAt) : null,
      });
      oneAt += one[index]?.length ?? 0;
      otherAt += other[index]?.length ?? 0;
    }
    return;
  }
  const unified =
    kind === "same"
      ? [["same", right, left]]
      : [left && ["removed", left, left, null], right && ["added", right, null, right]].filter(
          Boolean,
        );
  for (const [sign, side, leftSide] of unified) {
    let at = 0;
    pieces(side.text, context.columns).forEach((text, index) => {
      rows.push({
        ...common,
        kind: sign,
        first: index === 0,
        unified: part(side, text, index === 0, at),
        leftNumber:
          index === 0 ? (sign === "added" ? null : (leftSide?.number ?? side.number)) : null,
        rightNumber: index === 0 && sign !== "removed" ? side.number : null,
      });
      at += text.length;
    });
  }
}

function shift(marks, from, length) {
  if (!marks) return null;
  const [start, end] = [Math.max(0, marks[0] - from), Math.min(length, marks[1] - from)];
  return start < end ? [start, end] : null;
}

/** Cuts a text to the width, behind a blank where there is one near; wide letters count twice. */
export function pieces(text, columns) {
  if (text === undefined || text === null) return [];
  if (text.length <= columns && !wide.test(text)) return [text];
  const result = [];
  let at = 0;
  while (at < text.length) {
    let end = Math.min(text.length, at + columns);
    const candidate = text.slice(at, end);
    if (wide.test(candidate)) end = at + fitting(candidate, columns);
    if (end < text.length) end = behindBlank(text, at, end);
    if (end < text.length && /[\uD800-\uDBFF]/.test(text[end - 1])) end -= 1;
    result.push(text.slice(at, Math.max(end, at + 1)));
    at = Math.max(end, at + 1);
  }
  return result.length ? result : [""];
}

/** Words of ordinary length stay whole. */
function behindBlank(text, at, end) {
  const blank = text.lastIndexOf(" ", end - 1);
  return blank > at && end - blank < 24 && blank - at > (end - at) / 2 ? blank + 1 : end;
}

const wide =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\uD83C-\uD83E]/;

function fitting(text, columns) {
  let width = 0;
  for (let index = 0; index < text.length; index += 1) {
    width += wide.test(text[index]) ? 2 : 1;
    if (width > columns) return index;
  }
  return text.length;
}

function environmentRows(environment, rows) {
  rows.push({ type: "kind", kind: "environment", count: environment.length });
  for (const entry of environment)
    rows.push({ type: "environment", entry, key: `${entry.name}:env:${entry.path}` });
  rows.push({ type: "end" });
}

/** Where each row begins; the last entry is the height of all. */
export function offsets(rows) {
  const tops = new Float64Array(rows.length + 1);
  for (let index = 0; index < rows.length; index += 1)
    tops[index + 1] = tops[index] + heights[rows[index].type];
  return tops;
}
