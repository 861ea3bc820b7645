// One row of a difference as an element.

import { h } from "../core/dom.js";
import { compact } from "../core/json.js";
import { counted, kind as kindName, short, time } from "../core/format.js";
import { icon } from "../ui/icons.js";
import { labelText } from "./outline.js";
import { markPieces, pieces, slicePieces } from "./syntax.js";

const tone = { added: "good", modified: "accent", deleted: "bad" };
const words = {
  add: ["added", "good"],
  remove: ["removed", "bad"],
  replace: ["changed", "accent"],
  move: ["moved", "move"],
};

export function makeRenderer({ state, act }) {
  const makers = {
    kind: (row) =>
      h(
        "div.d-row.d-kind",
        h(
          "h2",
          row.kind === "environment" ? "Environment, not part of the content" : kindName(row.kind),
        ),
        h("span.faint", row.count),
      ),
    resource: (row) => resourceRow(row, state, act),
    path: (row) => pathRow(row, state, act),
    line: (row) => (row.unified ? unifiedLine(row) : splitLine(row)),
    fold: (row) =>
      h(
        "div.d-row.d-fold",
        h(
          "button",
          { type: "button", onclick: () => act("unfold", row) },
          icon("down"),
          `${counted(row.count, "line")} more`,
        ),
      ),
    gap: () => h("div.d-row.d-gap", { "aria-hidden": "true" }, "⋯"),
    end: () => h("div.d-row.d-end"),
    note: (row) => h(`div.d-row.d-note${row.failed ? ".failed" : ""}`, row.text),
    environment: (row) => environmentRow(row, state),
  };
  return (row) => makers[row.type](row);
}

function resourceRow(row, state, act) {
  const { resource } = row;
  const whole = state.whole.has(resource.name);
  return h(
    `div.d-row.d-resource${state.current === row.key ? ".current" : ""}`,
    h(
      "button.d-toggle",
      { type: "button", "aria-expanded": String(!row.closed), onclick: () => act("toggle", row) },
      icon(row.closed ? "right" : "down"),
      h("strong.cut", resource.name.slice(resource.name.indexOf("/") + 1)),
    ),
    resource.stillThere
      ? h(
          "span.badge.bad",
          { title: "Its document is still there; nothing in the integration uses it any more" },
          "no longer used",
        )
      : h(`span.badge.${tone[resource.status]}`, resource.status),
    resource.status === "modified"
      ? h("span.faint.nowrap.wide-only", counted(resource.changes.length, "change"))
      : null,
    resource.neededBy
      ? h("span.faint.nowrap.wide-only", `needed by ${resource.neededBy}`)
      : null,
    resource.lastModified
      ? h("span.faint.nowrap.wide-only", `last edited ${time(resource.lastModified)}`)
      : null,
    h("span.grow"),
    resource.status === "modified"
      ? h(
          "button.button.small.quiet",
          {
            type: "button",
            "aria-pressed": String(whole),
            "aria-label": `Whole document of ${resource.name}`,
            onclick: () => act("whole", row),
          },
          icon("rows"),
          h("span.wide-only", "Whole document"),
        )
      : null,
    h(
      "button.button.small.quiet",
      {
        type: "button",
        onclick: () => act("raw", row),
        "aria-label": `Raw JSON of ${resource.name}`,
      },
      "JSON",
    ),
    h(
      "button.button.small.quiet.icon-only",
      {
        type: "button",
        "aria-label": `Copy a link to ${resource.name}`,
        onclick: () => act("link", row),
      },
      icon("link"),
    ),
  );
}

function pathRow(row, state, act) {
  const { node } = row;
  const [word, kind] = node.change ? (words[node.change.op] ?? [node.change.op, ""]) : [null, null];
  const labels = labelText(node.labels);
  return h(
    `div.d-row.d-path${state.current === row.key ? ".current" : ""}`,
    { style: { "--depth": String(Math.min(node.depth, 12)) } },
    h(
      "span.cut.mono",
      labels.flatMap((label, index) => [index ? h("span.faint", " › ") : null, label]),
    ),
    word ? h(`span.badge.${kind}`, word) : null,
    node.change?.op === "move" ? h("span.d-move.cut", moveText(node.change)) : null,
    h("span.grow"),
    node.change
      ? h(
          "button.button.small.quiet.icon-only",
          {
            type: "button",
            "aria-label": `Copy a link to ${node.path}`,
            onclick: () => act("link", row),
          },
          icon("link"),
        )
      : null,
  );
}

function moveText(change) {
  const place = (path) => path.slice(path.lastIndexOf("/") + 1);
  const holder = (path) => path.slice(0, path.lastIndexOf("/"));
  const from = change.fromPath ?? change.from ?? "";
  if (holder(from) === holder(change.path))
    return `from position ${Number(place(from)) + 1} to ${Number(place(change.path)) + 1}`;
  return `from ${from} to ${change.path}`;
}

function environmentRow(row, state) {
  const { entry } = row;
  const value = (side) =>
    side === undefined
      ? h("span.faint", "absent")
      : h("code.cut", { title: compact(side) }, short(compact(side), 60));
  return h(
    `div.d-row.d-environment${state.current === row.key ? ".current" : ""}`,
    h("span.cut.mono", `${entry.name}${entry.path}`),
    value(entry.left),
    h("span.faint", { "aria-label": "against" }, "→"),
    value(entry.right),
  );
}

function content(side, language) {
  const { whole } = side;
  const parts = whole
    ? slicePieces(
        pieces(whole.text, language, side.comment),
        whole.from,
        whole.from + side.text.length,
      )
    : pieces(side.text, language, side.comment);
  return markPieces(parts, side.marks).map(([text, kind, marked]) =>
    kind || marked ? h(marked ? "mark" : "span", { class: kind ? `s-${kind}` : "" }, text) : text,
  );
}

const signs = { added: "+", removed: "−", same: " " };

function splitLine(row) {
  const sideKind = (side) =>
    row.kind === "same"
      ? "same"
      : row.kind === "changed"
        ? side === "left"
          ? "removed"
          : "added"
        : row.kind;
  const cell = (side) => {
    const part = row[side];
    if (!part) return h("span.d-cell.none");
    const kind = sideKind(side);
    return h(
      `span.d-cell.${kind}${row.moved ? ".moved" : ""}`,
      h("i.d-number", { data: { number: part.number ?? "" } }),
      h("i.d-sign", row.first ? signs[kind] : ""),
      h("code", content(part, row.language)),
    );
  };
  return h("div.d-row.d-line.split", cell("left"), cell("right"));
}

function unifiedLine(row) {
  return h(
    "div.d-row.d-line",
    h(
      `span.d-cell.${row.kind}${row.moved ? ".moved" : ""}`,
      h("i.d-number", { data: { number: row.leftNumber ?? "" } }),
      h("i.d-number", { data: { number: row.rightNumber ?? "" } }),
      h("i.d-sign", row.first ? signs[row.kind] : ""),
      h("code", content(row.unified, row.language)),
    ),
  );
}
