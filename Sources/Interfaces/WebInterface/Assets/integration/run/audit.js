// The Audit log tab: who changed what, when, and from where.

import { h } from "../../core/dom.js";
import * as api from "../../core/api.js";
import { compact } from "../../core/json.js";
import { short, time, word } from "../../core/format.js";
import { icon } from "../../ui/icons.js";
import { select } from "../../ui/field.js";
import { bones, empty, fill } from "../../ui/loading.js";
import { table } from "../../ui/table.js";
import { saveFile } from "../../home/actions.js";

export function auditTab({ row, signal, query, router }) {
  const place = h("div");
  const state = {
    from: query.get("from") ?? "",
    to: query.get("to") ?? "",
    event: query.get("event") ?? "",
    source: query.get("source") ?? "",
    type: query.get("type") ?? "",
    user: query.get("user") ?? "",
  };
  const address = row.standalone ? "/v1/audit" : `/v1/integrations/${row.id}/audit`;
  const load = () =>
    api.list(address, {
      environment: row.environment,
      signal,
      query: { from: bound(state.from, "T00:00:00.000Z"), to: bound(state.to, "T23:59:59.999Z") },
    });
  const controls = {};
  for (const [key, label] of [
    ["type", "All resource types"],
    ["user", "All users"],
    ["event", "All actions"],
    ["source", "All sources"],
  ]) {
    controls[key] = select([["", label]], "", {
      "aria-label": label.replace("All ", "Filter by "),
    });
    controls[key].addEventListener("change", () => {
      state[key] = controls[key].value;
      draw();
    });
  }
  let all = [];
  const results = h("div");
  const shown = () => filterAudit(all, state);
  const draw = () => {
    router.note(state);
    results.replaceChildren(
      all.length
        ? auditTable(shown())
        : empty(
            "clock",
            "Nothing was changed",
            "Changes to the integration and its parts are listed here.",
          ),
    );
  };
  const render = (rows) => {
    all = rows;
    const offer = (key, values, label) => {
      controls[key].replaceChildren(
        h("option", { value: "" }, label),
        ...[...new Set(values)]
          .filter(Boolean)
          .sort()
          .map((one) => h("option", { value: one }, key === "user" ? one : word(one))),
      );
      controls[key].value = state[key];
    };
    offer(
      "type",
      rows.map((one) => one.resourceType),
      "All resource types",
    );
    offer(
      "user",
      rows.map((one) => one.byUser?.email),
      "All users",
    );
    offer(
      "event",
      rows.map((one) => one.event),
      "All actions",
    );
    offer(
      "source",
      rows.map((one) => one.source),
      "All sources",
    );
    draw();
    return results;
  };
  const reload = () => fill(place, load, render, { keeps: true });
  const dateInput = (key, label) => {
    const input = h("input", {
      type: "date",
      value: state[key],
      "aria-label": label,
      onchange: () => {
        state[key] = input.value;
        reload();
      },
    });
    return input;
  };
  fill(place, load, render, { bones: bones(8, 42) });
  return h(
    "div",
    h(
      "div.filters",
      Object.values(controls),
      dateInput("from", "From"),
      h("span.muted", "to"),
      dateInput("to", "To"),
      h("div.grow"),
      h(
        "button.button",
        {
          type: "button",
          onclick: () =>
            saveFile(new Blob([auditCSV(shown())], { type: "text/csv" }), `${row.slug}-audit.csv`),
        },
        icon("download"),
        "Download CSV",
      ),
    ),
    place,
  );
}

function bound(date, time) {
  return date ? date + time : null;
}

/** The entries that fit. */
export function filterAudit(rows, { type, user, event, source }) {
  return rows.filter(
    (one) =>
      (!type || one.resourceType === type) &&
      (!user || one.byUser?.email === user) &&
      (!event || one.event === event) &&
      (!source || one.source === source),
  );
}

function changesOf(one) {
  return one.fieldChanges ?? one.fieldChange ?? [];
}

function auditTable(rows) {
  return table({
    caption: "Audit log",
    rows,
    pageSizes: [50, 25, 100],
    empty: "Nothing fits the filters.",
    columns: [
      {
        key: "time",
        title: "Time",
        class: "nowrap",
        sort: (one) => one.time,
        descendingFirst: true,
        cell: (one) => time(one.time),
      },
      {
        key: "user",
        title: "User",
        class: "nowrap",
        sort: (one) => one.byUser?.email,
        cell: (one) =>
          h("span", { title: one.byUser?.name ?? "" }, one.byUser?.email || one.byUser?.name || "–"),
      },
      {
        key: "source",
        title: "Source",
        sort: (one) => one.source,
        cell: (one) => (one.source?.length <= 3 ? one.source.toUpperCase() : word(one.source)),
      },
      {
        key: "type",
        title: "Resource type",
        sort: (one) => one.resourceType,
        cell: (one) => word(one.resourceType),
      },
      {
        key: "name",
        title: "Name or id",
        class: "wrap",
        sort: (one) => one.resourceName,
        cell: (one) => one.resourceName || h("code", one._resourceId),
      },
      {
        key: "event",
        title: "Action",
        sort: (one) => one.event,
        cell: (one) =>
          h(`span.badge${{ create: ".good", delete: ".bad" }[one.event] ?? ""}`, word(one.event)),
      },
      {
        key: "changes",
        title: "Changes",
        class: "wrap",
        cell: (one) => changeList(changesOf(one)),
      },
    ],
  });
}

function changeList(changes) {
  if (changes.length === 0) return h("span.faint", "–");
  const line = (one) =>
    h(
      "li",
      h("code", one.fieldPath),
      ": ",
      h("span.muted", short(one.oldValue === undefined ? "nothing" : compact(one.oldValue), 60)),
      " → ",
      short(one.newValue === undefined ? "nothing" : compact(one.newValue), 60),
    );
  if (changes.length <= 2) return h("ul.plain", changes.map(line));
  return h("details", h("summary", `${changes.length} fields`), h("ul.plain", changes.map(line)));
}

/** The log as CSV; a cell that a spreadsheet would calculate is made plain text. */
export function auditCSV(rows) {
  const head = [
    "Time",
    "User",
    "Email",
    "Source",
    "Resource type",
    "Resource name",
    "Resource id",
    "Action",
    "Field",
    "Old value",
    "New value",
  ];
  const lines = rows.flatMap((one) =>
    (changesOf(one).length ? changesOf(one) : [{}]).map((change) => [
      one.time,
      one.byUser?.name,
      one.byUser?.email,
      one.source,
      one.resourceType,
      one.resourceName,
      one._resourceId,
      one.event,
      change.fieldPath,
      compact(change.oldValue),
      compact(change.newValue),
    ]),
  );
  return [head, ...lines].map((line) => line.map(csvCell).join(",")).join("\r\n") + "\r\n";
}

function csvCell(value) {
  let text = String(value ?? "");
  if (/^[=+\-@\t\r]/.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
