// The Flows tab: by group, switched on and off, scheduled, moved.

import { h } from "../../core/dom.js";
import * as api from "../../core/api.js";
import { path } from "../../core/router.js";
import { ago, counted } from "../../core/format.js";
import { icon } from "../../ui/icons.js";
import { menu } from "../../ui/menu.js";
import { confirm } from "../../ui/dialog.js";
import { searchField, toggle } from "../../ui/field.js";
import { bones, empty, fill } from "../../ui/loading.js";
import { complain, note } from "../../ui/notice.js";
import { table } from "../../ui/table.js";
import { createShell } from "../../home/create.js";
import { contents, ownDocument } from "../edit.js";
import { describeSchedule, editSchedule } from "./schedule.js";
import { editGroups, moveToGroup } from "./groups.js";
import { moveResource } from "./move.js";

export function flowsTab(context) {
  const { row, manages, signal } = context;
  const place = h("div");
  const load = async () => {
    const [flows, integration, errors] = await Promise.all([
      contents(row, "flows", signal),
      ownDocument(row, signal),
      flowErrors(row, signal),
    ]);
    return { flows, groups: integration?.flowGroupings ?? [], errors };
  };
  const reload = () => fill(place, load, render, { keeps: true });
  let search = "";
  const render = (state) => {
    const results = h("div");
    const draw = () => {
      const rows = groupFlows(
        state.flows.filter((flow) => flow.name.toLowerCase().includes(search.toLowerCase())),
        state.groups,
      );
      results.replaceChildren(
        state.flows.length ? flowTable(rows, state, context, reload) : nothing(context, reload),
      );
    };
    draw();
    return h(
      "div",
      h(
        "div.filters",
        searchField("Search flows", search, (text) => {
          search = text;
          draw();
        }),
        h("span.muted", counted(state.flows.length, "flow")),
        h("div.grow"),
        manages && !row.standalone
          ? h(
              "button.button",
              { type: "button", onclick: () => editGroups(row, reload) },
              icon("folder"),
              "Groups",
            )
          : null,
        manages
          ? h(
              "button.button.primary",
              {
                type: "button",
                onclick: () =>
                  createShell("flows", row.key, { reload, environment: row.environment }),
              },
              icon("plus"),
              "Create flow",
            )
          : null,
      ),
      results,
    );
  };
  fill(place, load, render, { bones: bones(6, 46) });
  return place;
}

function nothing({ row, manages }, reload) {
  return empty(
    "flow",
    "No flows yet",
    "A flow takes records from sources and carries them through its steps.",
    manages
      ? h(
          "button.button.primary",
          {
            type: "button",
            onclick: () => createShell("flows", row.key, { reload, environment: row.environment }),
          },
          "Create flow",
        )
      : null,
  );
}

async function flowErrors(row, signal) {
  const answer = await api.get(`/v1/integrations/${row.key}/errors`, {
    environment: row.environment,
    signal,
  });
  return new Map((answer ?? []).map((one) => [one._flowId, one]));
}

/** Rows with a heading for each group, in the order of the groups; those without one come last. */
export function groupFlows(flows, groups) {
  if (groups.length === 0) return flows;
  const known = new Map(groups.map((group) => [group._id, []]));
  const rest = [];
  for (const flow of flows) (known.get(flow._flowGroupingId) ?? rest).push(flow);
  const sections = [
    ...groups.map((group) => [group.name, known.get(group._id)]),
    ["Unassigned", rest],
  ];
  return sections.flatMap(([title, members]) =>
    members.length ? [{ groupTitle: title }, ...members] : [],
  );
}

function flowTable(rows, state, context, reload) {
  const { row, manages } = context;
  return table({
    caption: "Flows",
    rows,
    empty: "No flow fits.",
    columns: [
      {
        key: "name",
        title: "Name",
        class: "name",
        cell: (flow) => [
          h(
            "a",
            { href: path("integrations", row.environment, row.slug, "flows", flow._id) },
            flow.name,
          ),
          flow.description ? h("p.hint", flow.description) : null,
        ],
      },
      { key: "errors", title: "Errors", cell: (flow) => errorBadge(state.errors.get(flow._id)) },
      {
        key: "schedule",
        title: "Schedule",
        cell: (flow) => h("span.muted", describeSchedule(flow.schedule)),
      },
      {
        key: "lastRun",
        title: "Last run",
        class: "nowrap",
        cell: (flow) => ago(flow.lastExecutedAt),
      },
      {
        key: "modified",
        title: "Last updated",
        class: "nowrap",
        cell: (flow) => ago(flow.lastModified),
      },
      {
        key: "on",
        title: "Off/On",
        cell: (flow) =>
          toggle(`${flow.name} is on`, !flow.disabled, (on) => switchFlow(flow, on, row), {
            disabled: !manages,
          }),
      },
      {
        key: "actions",
        title: "Actions",
        hiddenTitle: true,
        class: "actions",
        cell: (flow) => (manages ? flowMenu(flow, state, context, reload) : null),
      },
    ],
  });
}

function errorBadge(summary) {
  return summary?.numError
    ? h("span.badge.bad", counted(summary.numError, "error"))
    : h("span.badge.good", icon("check"), "None");
}

export async function switchFlow(flow, on, row) {
  try {
    await api.patch(`/v1/flows/${flow._id}`, [{ op: "replace", path: "/disabled", value: !on }], {
      environment: row.environment,
    });
    flow.disabled = !on;
    note(`${flow.name} is ${on ? "on" : "off"}`);
  } catch (error) {
    complain(error);
    throw error;
  }
}

function flowMenu(flow, state, context, reload) {
  const { row } = context;
  const button = h(
    "button.button.quiet.icon-only.small",
    { type: "button", "aria-label": `Actions for ${flow.name}` },
    icon("more"),
  );
  return menu(
    button,
    () =>
      [
        { label: "Schedule", icon: "clock", run: () => editSchedule(flow, row, reload) },
        state.groups.length
          ? {
              label: "Move to a group",
              icon: "folder",
              run: () => moveToGroup([flow], state.groups, row, reload),
            }
          : null,
        {
          label: "Move to another integration",
          icon: "move",
          run: () => moveResource("flows", flow, row, reload),
        },
        { label: "Run now", icon: "right", run: () => runFlow(flow, row).catch(complain) },
        "-",
        {
          label: "Delete",
          icon: "trash",
          danger: true,
          run: () => removeResource("flows", flow, row, reload),
        },
      ].filter(Boolean),
    { toRight: true },
  );
}

async function runFlow(flow, row) {
  await api.post(`/v1/flows/${flow._id}/run`, {}, { environment: row.environment });
  note(`${flow.name} is asked to run`, "A runner picks it up; the dashboard shows how it goes.");
}

/** Deletes a flow, an API or a tool after a question. */
export function removeResource(kind, resource, row, reload) {
  return confirm({
    title: `Delete ${resource.name}?`,
    explanation: "It goes to the recycle bin. What else it uses stays.",
    action: "Delete",
    danger: true,
    run: async () => {
      await api.del(`/v1/${kind}/${resource._id}`, { environment: row.environment });
      note(`Deleted ${resource.name}`);
      await reload();
    },
  });
}
