// Two environments, integration by integration.

import { h, replace } from "../core/dom.js";
import * as api from "../core/api.js";
import * as sessions from "../core/session.js";
import { withQuery } from "../core/router.js";
import { icon } from "../ui/icons.js";
import { field, select } from "../ui/field.js";
import { bones, empty, fill } from "../ui/loading.js";
import { tip } from "../ui/notice.js";
import { table } from "../ui/table.js";
import { exportButton } from "./export.js";

export function comparePage({ router, query }) {
  const names = sessions.session.environments.map((one) => one.name);
  const left =
    query.get("left") ??
    sessions.session.environments.find((one) => one.production)?.name ??
    names[0];
  const right = query.get("right") ?? names.find((one) => one !== left) ?? "";
  const place = h("div");
  const stopper = new AbortController();
  const load = () =>
    api.get("/ilm/v1/comparison", { query: { left, right }, signal: stopper.signal });
  if (names.length < 2)
    replace(
      place,
      tip(
        "there is one environment only",
        "What you may see in one environment can be compared revision by revision.",
        [h("a.button.small", { href: "/difference" }, "Compare two states")],
      ),
    );
  else if (left && right && left !== right)
    fill(place, load, (comparison) => overview(comparison, query, router), { bones: bones(6, 52) });
  return {
    title: `Compare ${left} and ${right}`,
    dispose: () => stopper.abort(),
    element: h(
      "div",
      h(
        "div.page-head",
        h(
          "div.grow",
          h("h1", "Compare environments"),
          h(
            "p.lead",
            "What is equal, what changed, and what is on one side only. Ids, connections and timestamps do not count.",
          ),
        ),
        h("a.button", { href: "/difference" }, icon("compare"), "Compare two states"),
      ),
      chooser(names, left, right, router),
      place,
    ),
  };
}

function chooser(names, left, right, router) {
  const one = select(names, left);
  const other = select(names, right);
  const go = () => router.go(withQuery("/compare", { left: one.value, right: other.value }));
  one.addEventListener("change", go);
  other.addEventListener("change", go);
  return h(
    "div.card.padded.chooser",
    field("Left", one),
    h(
      "button.button.icon-only",
      {
        type: "button",
        "aria-label": "Swap sides",
        onclick: () => {
          [one.value, other.value] = [other.value, one.value];
          go();
        },
      },
      icon("compare"),
    ),
    field("Right", other),
  );
}

/** How one pair stands: `equal`, `changed`, `left` or `right` only. */
export function standing(row) {
  if (!row.left) return "right";
  if (!row.right) return "left";
  return row.identical ? "equal" : "changed";
}

function overview(comparison, query, router) {
  const rows = comparison.integrations;
  const words = {
    changed: "Changed",
    left: `Only in ${comparison.left}`,
    right: `Only in ${comparison.right}`,
    equal: "Equal",
  };
  const tones = { changed: "accent", left: "bad", right: "good", equal: "" };
  const counts = Object.fromEntries(
    Object.keys(words).map((key) => [key, rows.filter((row) => standing(row) === key).length]),
  );
  const results = h("div");
  let shown = query.get("show") ?? "";
  const draw = () => {
    const filtered = rows.filter((row) => !shown || standing(row) === shown);
    replace(
      results,
      filtered.length ? pairTable(filtered, words, tones) : empty("check", "None of them"),
    );
    for (const button of buttons)
      button.setAttribute("aria-pressed", String(button.dataset.key === shown));
  };
  const buttons = [
    ["", `All ${rows.length}`],
    ...Object.entries(words).map(([key, word]) => [key, `${word} ${counts[key]}`]),
  ].map(([key, label]) =>
    h(
      "button.button.small",
      {
        type: "button",
        data: { key },
        onclick: () => {
          shown = key;
          router.note({ show: key });
          draw();
        },
      },
      label,
    ),
  );
  draw();
  const exporter = exportButton({ left: comparison.left, right: comparison.right });
  return h(
    "div.stack",
    h("div.row.between", h("div.row", { role: "group", "aria-label": "Show" }, buttons), exporter),
    rows.every((row) => row.identical) && rows.length
      ? tip("both environments are the same", "Every integration has equal content on both sides.")
      : null,
    results,
  );
}

function pairTable(rows, words, tones) {
  const order = { changed: 0, left: 1, right: 2, equal: 3 };
  return table({
    caption: "Integrations of both environments",
    rows,
    pageSizes: [50, 100, 250],
    sort: { key: "state" },
    columns: [
      {
        key: "left",
        title: "Left",
        class: "name",
        sort: (row) => row.left,
        cell: (row) => (row.left ? h("strong", inside(row.left)) : h("span.faint", "–")),
      },
      {
        key: "right",
        title: "Right",
        class: "name",
        sort: (row) => row.right,
        cell: (row) => (row.right ? h("strong", inside(row.right)) : h("span.faint", "–")),
      },
      {
        key: "state",
        title: "State",
        sort: (row) => order[standing(row)],
        cell: (row) =>
          h(
            `span.badge${tones[standing(row)] ? `.${tones[standing(row)]}` : ""}`,
            words[standing(row)],
          ),
      },
      { key: "summary", title: "Resources", cell: (row) => summary(row) },
      { key: "matched", title: "Matched by", cell: (row) => h("span.muted", row.matchedBy ?? "–") },
      {
        key: "actions",
        title: "Actions",
        hiddenTitle: true,
        class: "actions",
        cell: (row) =>
          row.left && row.right
            ? h(
                "a.button.small",
                {
                  href: withQuery("/difference", { left: row.left, right: row.right }),
                  "aria-label": `Look at ${inside(row.left)}`,
                },
                row.identical ? "Look" : "See changes",
              )
            : h(
                "a.button.small",
                {
                  href:
                    "/integrations/" +
                    (row.left ?? row.right).split("/").map(encodeURIComponent).join("/"),
                  "aria-label": `Open ${inside(row.left ?? row.right)}`,
                },
                "Open",
              ),
      },
    ],
  });
}

function inside(target) {
  return target.slice(target.indexOf("/") + 1);
}

function summary(row) {
  if (row.identical) return h("span.muted", "identical");
  const { added, modified, deleted } = row.summary;
  return h(
    "span.row",
    added ? h("span.badge.good", `${added} added`) : null,
    modified ? h("span.badge.accent", `${modified} modified`) : null,
    deleted ? h("span.badge.bad", `${deleted} deleted`) : null,
  );
}
