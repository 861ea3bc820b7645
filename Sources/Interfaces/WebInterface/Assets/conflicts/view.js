// Conflicts with base, current and remote beside each other; all of it by keyboard.

import { h, replace, announce } from "../core/dom.js";
import { prettyLines } from "../core/json.js";
import { usePageKeys } from "../core/keys.js";
import { counted } from "../core/format.js";
import { icon } from "../ui/icons.js";
import { openDialog } from "../ui/dialog.js";
import { field } from "../ui/field.js";
import { compareLines } from "../difference/lines.js";
import { languageOf, labelText, pathLabels } from "../difference/outline.js";
import { pieces, markPieces } from "../difference/syntax.js";
import { isText, readTyped, reason, sidesOf } from "./model.js";

const titles = { base: "Base", current: "Current", remote: "Remote" };

/** Shows conflicts; `changed()` is called after every decision, `finished()` when none is open. */
export function conflictView({ conflicts, resolved = [], decisions, changed, finished }) {
  const all = [...conflicts, ...resolved];
  let element = null;
  let at = Math.max(
    0,
    all.findIndex((one) => !decided(one)),
  );
  const counter = h("strong", { role: "status" });
  const strip = h("ol.conflict-strip", { "aria-label": "Conflicts" });
  const place = h("div");

  function decided(conflict) {
    return (
      decisions.get(conflict) ??
      (conflict.resolution ? { ...conflict.resolution, remembered: conflict.remembered } : null)
    );
  }

  const draw = (focuses = false) => {
    const open = all.filter((one) => !decided(one)).length;
    counter.textContent = open
      ? `${counted(open, "conflict")} open of ${all.length}`
      : `All ${counted(all.length, "conflict")} resolved`;
    replace(
      strip,
      all.map((one, index) =>
        h(
          "li",
          h(
            "button",
            {
              type: "button",
              "aria-current": index === at ? "true" : null,
              "aria-label": `Conflict ${index + 1}, ${one.name}, ${decided(one) ? "resolved" : "open"}`,
              class: decided(one) ? "done" : "",
              onclick: () => show(index),
            },
            decided(one) ? icon("check") : String(index + 1),
          ),
        ),
      ),
    );
    if (all[at]) replace(place, card(all[at], at, decided(all[at]), api));
    if (focuses) {
      place.querySelector("section")?.focus({ preventScroll: true });
      element?.scrollIntoView({ block: "start" });
    }
  };
  const show = (index) => {
    at = (index + all.length) % all.length;
    draw(true);
    announce(`Conflict ${at + 1} of ${all.length}: ${all[at].name}`);
  };
  const next = () => {
    const open = all.findIndex((one, index) => index > at && !decided(one));
    const first = open >= 0 ? open : all.findIndex((one) => !decided(one));
    if (first >= 0) show(first);
    else {
      draw(true);
      finished?.();
    }
  };
  const api = {
    take: (conflict, side) => {
      decisions.take(conflict, side);
      announce(`Took ${side}`);
      changed?.();
      next();
    },
    edit: (conflict) =>
      editValue(conflict, decided(conflict), (value) => {
        decisions.value(conflict, value);
        changed?.();
        next();
      }),
    clear: (conflict) => {
      decisions.clear(conflict);
      delete conflict.resolution;
      changed?.();
      draw(true);
    },
  };
  const keys = usePageKeys({
    n: { does: "next conflict", run: () => show(at + 1) },
    p: { does: "previous conflict", run: () => show(at - 1) },
    c: { does: "take current", run: () => api.take(all[at], "current") },
    r: { does: "take remote", run: () => api.take(all[at], "remote") },
    e: { does: "edit the value", run: () => api.edit(all[at]) },
    u: { does: "decide again", run: () => api.clear(all[at]) },
  });
  draw();
  element = h(
    "div.conflicts",
    h(
      "div.row.between.conflict-head",
      counter,
      h(
        "span.hint.wide-only",
        h("kbd", "n"),
        " ",
        h("kbd", "p"),
        " go through, ",
        h("kbd", "c"),
        " current, ",
        h("kbd", "r"),
        " remote, ",
        h("kbd", "e"),
        " edit",
      ),
      h(
        "div.row",
        h(
          "button.button.small",
          {
            type: "button",
            onclick: () => takeRest("current"),
          },
          "Rest: current",
        ),
        h(
          "button.button.small",
          {
            type: "button",
            onclick: () => takeRest("remote"),
          },
          "Rest: remote",
        ),
      ),
    ),
    strip,
    place,
  );
  const takeRest = (side) => {
    for (const one of all) if (!decided(one)) decisions.take(one, side);
    changed?.();
    draw();
    finished?.();
  };
  element.dispose = keys;
  element.focusFirst = () => draw(true);
  return element;
}

function card(conflict, index, decision, api) {
  const labels = labelText(pathLabels(conflict));
  const heading = h("h3.wrap", conflict.name);
  return h(
    "section.card.conflict",
    { tabindex: "-1", "aria-label": `Conflict ${index + 1}: ${conflict.name} ${conflict.path}` },
    h(
      "header",
      h(
        "div.grow",
        heading,
        h("p.mono.wrap", labels.join(" › ") || "the whole resource"),
        h("p.muted", conflict.message ?? reason(conflict)),
        conflict.neededBy ? h("p.muted", `Needed by ${conflict.neededBy}`) : null,
      ),
      decision?.remembered ? h("span.badge.move", "Remembered from before") : null,
      decision
        ? h(
            "span.badge.good",
            icon("check"),
            decision.take ? `Takes ${decision.take}` : "Edited value",
          )
        : h("span.badge.warn", "Open"),
    ),
    conflict.references?.length
      ? h(
          "p.hint.conflict-note",
          "Used by ",
          conflict.references.map((one) => `${one.name} ${one.path}`).join(", "),
        )
      : null,
    h(
      "div.sides",
      sidesOf(conflict).map((side) => sideColumn(conflict, side, decision, api)),
    ),
    h(
      "footer.row.end",
      decision
        ? h("button.button", { type: "button", onclick: () => api.clear(conflict) }, "Decide again")
        : null,
      h(
        "button.button",
        { type: "button", onclick: () => api.edit(conflict), "aria-keyshortcuts": "e" },
        icon("edit"),
        "Edit the value",
      ),
    ),
  );
}

function sideColumn(conflict, side, decision, api) {
  const chosen = decision?.take === side.key;
  return h(
    `section.side${chosen ? ".chosen" : ""}`,
    { "aria-label": titles[side.key] },
    h(
      "div.row.between",
      h("h4", titles[side.key]),
      side.key === "base"
        ? null
        : h(
            `button.button.small${chosen ? ".primary" : ""}`,
            {
              type: "button",
              "aria-pressed": String(chosen),
              "aria-keyshortcuts": side.key[0],
              onclick: () => api.take(conflict, side.key),
            },
            chosen ? "Taken" : `Take ${side.key}`,
          ),
    ),
    side.present
      ? sideLines(conflict, side)
      : h(
          "p.muted.absent",
          side.key === "base"
            ? "Nothing in common"
            : "It is not there: taking this side deletes it.",
        ),
  );
}

function linesOf(value) {
  if (value === undefined) return [];
  return typeof value === "string" ? value.split("\n") : prettyLines(value);
}

/** The side's lines; what differs from the base, or from the other side, stands out. */
function sideLines(conflict, side) {
  const other =
    side.key === "base"
      ? (conflict.current ?? conflict.remote)
      : "base" in conflict
        ? conflict.base
        : conflict[side.key === "current" ? "remote" : "current"];
  const rows = compareLines(linesOf(other), linesOf(side.value));
  const language =
    typeof side.value === "string" ? languageOf(conflict.name, conflict.path) : "json";
  const box = h("div.side-lines", {
    tabindex: "0",
    role: "region",
    "aria-label": `${titles[side.key]}, value`,
  });
  const add = (list) =>
    list.flatMap((row) => {
      if (row.kind === "fold") {
        const button = h(
          "button.fold",
          { type: "button", onclick: () => button.replaceWith(...add(row.rows)) },
          `${counted(row.count, "line")} more`,
        );
        return [button];
      }
      if (!row.right) return [];
      const changed = row.kind !== "same" && side.key !== "base";
      return [
        h(
          `div.side-line${changed ? ".changed" : ""}`,
          h("i.d-number", { data: { number: row.right.number } }),
          h(
            "code",
            markPieces(pieces(row.right.text, language), changed ? row.right.marks : null).map(
              ([text, kind, marked]) =>
                kind || marked
                  ? h(marked ? "mark" : "span", { class: kind ? `s-${kind}` : "" }, text)
                  : text,
            ),
          ),
        ),
      ];
    });
  return append(box, add(rows));
}

function append(box, children) {
  box.append(...children);
  return box;
}

function editValue(conflict, decision, accept) {
  const asText = isText(conflict);
  const start =
    decision && "value" in decision
      ? decision.value
      : (conflict.current ?? conflict.remote ?? conflict.base);
  const text = h("textarea.code", {
    rows: asText && String(start).includes("\n") ? "18" : "10",
    spellcheck: "false",
    autofocus: true,
    value: asText ? start : (JSON.stringify(start, null, 2) ?? ""),
  });
  const holder = field(asText ? "Text" : "JSON", text, {
    hint: "It takes the place of both sides.",
  });
  const unusual = h("p.hint", { role: "status" });
  const read = () => {
    const typed = readTyped(text.value, asText, conflict);
    holder.wrong(typed.wrong ?? "");
    unusual.textContent = typed.unusual ?? "";
    return typed;
  };
  text.addEventListener("input", read);
  return openDialog({
    title: `Edit ${conflict.name}`,
    large: true,
    actions: [{ label: "Use this value" }],
    body: () => [h("p.mono.wrap", conflict.path || "/"), holder, unusual],
    onsubmit: (control) => {
      const typed = read();
      if (typed.wrong) return text.focus();
      control.close(true);
      accept(typed.value);
    },
  });
}
