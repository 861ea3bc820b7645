// One flow: its picture, its facts, its steps.

import { h } from "../../core/dom.js";
import * as api from "../../core/api.js";
import { path } from "../../core/router.js";
import { ago, time } from "../../core/format.js";
import { icon } from "../../ui/icons.js";
import { toggle } from "../../ui/field.js";
import { openDialog } from "../../ui/dialog.js";
import { bones, fill } from "../../ui/loading.js";
import { problem } from "../../ui/notice.js";
import { flowPicture } from "../../drawing/flow-picture.js";
import { layOutFlow } from "../../drawing/flow-layout.js";
import { describeSchedule, editSchedule } from "./schedule.js";
import { switchFlow } from "./flows.js";

export function flowTab(context) {
  const { row, values, signal } = context;
  const place = h("div");
  const load = async () => {
    const flow = await api.get(`/v1/flows/${values.flow}`, {
      environment: row.environment,
      signal,
    });
    return { flow, names: await stepNames(flow, row, signal) };
  };
  const reload = () =>
    fill(place, load, (state) => render(state, context, reload), { keeps: true });
  fill(place, load, (state) => render(state, context, reload), { bones: bones(4, 80) });
  return place;
}

/** The documents of the steps, by kind and id; what cannot be read keeps its id. */
async function stepNames(flow, row, signal) {
  const wanted = new Map();
  for (const node of layOutFlow(flow).nodes)
    if (node.resource) wanted.set(`${node.kind} ${node.resource}`, node);
  const found = new Map();
  await Promise.all(
    [...wanted].map(async ([key, node]) => {
      try {
        found.set(
          key,
          await api.get(`/v1/${node.kind}/${node.resource}`, {
            environment: row.environment,
            signal,
          }),
        );
      } catch (error) {
        if (error.name === "AbortError") throw error;
      }
    }),
  );
  return (kind, id) => found.get(`${kind} ${id}`) ?? null;
}

function render({ flow, names }, context, reload) {
  const { row, manages } = context;
  document.title = `${flow.name} · ${row.name} · ilm`;
  const next = (flow._runNextFlowIds ?? []).length;
  return h(
    "div.stack",
    h(
      "div.page-head",
      h(
        "div.grow",
        h(
          "nav",
          { "aria-label": "Flows" },
          h(
            "ol.crumbs",
            h(
              "li",
              h("a", { href: path("integrations", row.environment, row.slug, "flows") }, "Flows"),
            ),
            h("li", flow.name),
          ),
        ),
        h("h2", flow.name),
        flow.description ? h("p.muted", flow.description) : null,
      ),
      h(
        "div.row",
        h(
          "label.row.tight",
          h("span.muted", flow.disabled ? "Off" : "On"),
          toggle(
            `${flow.name} is on`,
            !flow.disabled,
            async (on) => {
              await switchFlow(flow, on, row);
              reload();
            },
            { disabled: !manages },
          ),
        ),
        manages
          ? h(
              "button.button",
              { type: "button", onclick: () => editSchedule(flow, row, reload) },
              icon("clock"),
              "Schedule",
            )
          : null,
        h(
          "button.button",
          { type: "button", onclick: () => showDocument(flow) },
          icon("code"),
          "JSON",
        ),
      ),
    ),
    h("section.card", { "aria-label": "Picture" }, flowPicture(flow, names)),
    h(
      "section.card.padded",
      { "aria-label": "Facts" },
      h(
        "dl.facts.two",
        [
          ["Schedule", describeSchedule(flow.schedule)],
          ["Time zone", flow.timezone ?? "–"],
          ["Last run", ago(flow.lastExecutedAt)],
          ["Last updated", time(flow.lastModified)],
          ["Runs next", next ? `${next} flow${next === 1 ? "" : "s"}` : "–"],
          ["Id", h("code", flow._id)],
        ].map(([name, value]) => [h("dt", name), h("dd", value)]),
      ),
    ),
    h(
      "section.card",
      { "aria-label": "Steps" },
      h("header", h("h3", "Steps")),
      stepList(flow, names, row),
    ),
  );
}

function stepList(flow, names, row) {
  const steps = layOutFlow(flow, names).nodes.filter((node) => node.type !== "router");
  const button = (label, node, run) =>
    h(
      "button.button.small.quiet",
      { type: "button", "aria-label": `${label} of ${node.title}`, onclick: run },
      label,
    );
  return h(
    "ol.step-list",
    steps.map((node) =>
      h(
        "li",
        h("span.badge", node.type),
        h("span.grow.wrap", node.title),
        node.note ? h("span.faint", node.note) : null,
        node.resource
          ? [
              button("Settings", node, () => showSettings(node, flow, row)),
              button("JSON", node, () => openResource(node.kind, node.resource, row)),
            ]
          : null,
      ),
    ),
  );
}

/** What hooks, filters and handlebars of a step see as settings when this flow runs it. */
async function showSettings(node, flow, row) {
  const body = h("div");
  openDialog({
    title: `Settings that ${node.title} sees`,
    large: true,
    closeLabel: "Close",
    body: () => [
      h("p.hint", "Put together when the flow runs, from what it belongs to. Nothing is edited here."),
      body,
    ],
  });
  await fill(
    body,
    () =>
      api.get(`/ilm/v1/${node.kind}/${node.resource}/settings`, {
        environment: row.environment,
        query: { _flowId: flow._id },
      }),
    (settings) => h("pre.raw", { tabindex: "0" }, JSON.stringify(settings, null, 2)),
    { bones: bones(4, 24) },
  );
}

export function showDocument(document) {
  return openDialog({
    title: document.name ?? "Document",
    large: true,
    closeLabel: "Close",
    body: () => h("pre.raw", { tabindex: "0" }, JSON.stringify(document, null, 2)),
  });
}

export async function openResource(kind, id, row) {
  try {
    showDocument(await api.get(`/v1/${kind}/${id}`, { environment: row.environment }));
  } catch (error) {
    openDialog({ title: "Document", closeLabel: "Close", body: () => problem(error) });
  }
}
