// The Dashboard: what runs, what ran, and the errors to care for.

import { h } from "../../core/dom.js";
import * as api from "../../core/api.js";
import { path } from "../../core/router.js";
import { ago, count, time, word } from "../../core/format.js";
import { icon } from "../../ui/icons.js";
import { segments } from "../../ui/field.js";
import { bones, empty, fill } from "../../ui/loading.js";
import { complain, note } from "../../ui/notice.js";
import { table } from "../../ui/table.js";
import { contents } from "../edit.js";
import { errorsCard } from "./errors.js";

export function dashboardTab(context) {
  const { row, signal, query, router } = context;
  const place = h("div");
  const days = { view: Number(query.get("days")) || 30 };
  const load = async () => {
    const [flows, jobs, errors] = await Promise.all([
      contents(row, "flows", signal),
      readJobs(row, days.view, signal),
      readErrors(row, signal),
    ]);
    return { flows: new Map(flows.map((flow) => [flow._id, flow])), jobs, errors };
  };
  const reload = () => fill(place, load, render, { keeps: true });
  const render = (state) =>
    h(
      "div.stack.far",
      tiles(state),
      errorsCard(state.errors, state.flows, context, reload),
      running(state, context, reload),
      finished(state, context),
    );
  fill(place, load, render, { bones: bones(6, 60) });
  return h(
    "div",
    h(
      "div.filters",
      h("h2.grow", "Dashboard"),
      segments(
        "Range",
        [
          ["1", "24 hours"],
          ["7", "7 days"],
          ["30", "30 days"],
        ],
        String(days.view),
        (value) => {
          days.view = Number(value);
          router.note({ days: value });
          reload();
        },
      ),
      h("button.button", { type: "button", onclick: reload }, icon("refresh"), "Refresh"),
    ),
    place,
  );
}

/** The jobs of the integration's flows, the latest first. */
async function readJobs(row, days, signal) {
  const since = new Date(Date.now() - days * 86_400_000).toISOString();
  const rows = await api.list("/v1/jobs", {
    environment: row.environment,
    signal,
    query: { _integrationId: row.key, type: "flow", createdAt_gte: since },
  });
  const ended = (one) => one.endedAt ?? one.startedAt ?? one.createdAt ?? "";
  return rows.sort((a, b) => ended(b).localeCompare(ended(a)));
}

async function readErrors(row, signal) {
  const answer = await api.get(`/v1/integrations/${row.key}/errors`, {
    environment: row.environment,
    signal,
  });
  return (Array.isArray(answer) ? answer : []).filter((one) => one.numError > 0);
}

function tiles({ jobs, errors }) {
  const open = errors.reduce((sum, one) => sum + one.numError, 0);
  const done = jobs.filter((job) => job.status === "completed").length;
  const sum = (key) => jobs.reduce((total, job) => total + (job[key] ?? 0), 0);
  const entries = [
    ["Open errors", open, open ? "bad" : "good"],
    ["Runs completed", done, ""],
    ["Records done", sum("numSuccess"), "good"],
    ["Records failed", sum("numError"), sum("numError") ? "bad" : ""],
    ["Records ignored", sum("numIgnore"), ""],
  ];
  return h(
    "dl.figures",
    entries.map(([name, value, tone]) =>
      h("div.card", h("dt", name), h(`dd${tone ? `.${tone}` : ""}`, count(value))),
    ),
  );
}

const active = new Set(["queued", "running", "retrying"]);

function running({ jobs, flows }, context, reload) {
  const rows = jobs.filter((job) => active.has(job.status));
  return h(
    "section",
    { "aria-label": "Running flows" },
    h("h3.below", "Running flows"),
    rows.length
      ? jobTable("Running flows", rows, flows, context, (job) =>
          h(
            "button.button.small",
            {
              type: "button",
              "aria-label": `Cancel the run of ${nameOf(job, flows)}`,
              onclick: () => cancelJob(job, context.row, reload),
            },
            "Cancel",
          ),
        )
      : h("p.muted", "Nothing runs at the moment."),
  );
}

function finished({ jobs, flows }, context) {
  const rows = jobs.filter((job) => !active.has(job.status));
  return h(
    "section",
    { "aria-label": "Completed flows" },
    h("h3.below", "Completed flows"),
    rows.length
      ? jobTable("Completed flows", rows, flows, context)
      : empty("clock", "No runs in this time", "Runs are shown as the runner reports them."),
  );
}

function nameOf(job, flows) {
  return flows.get(job._flowId)?.name ?? job._flowId;
}

const tones = {
  completed: "good",
  failed: "bad",
  canceled: "",
  running: "accent",
  queued: "accent",
  retrying: "warn",
};

function jobTable(caption, rows, flows, { row, manages }, action) {
  return table({
    caption,
    rows,
    pageSizes: [25, 10, 50],
    columns: [
      {
        key: "flow",
        title: "Flow",
        class: "name",
        sort: (job) => nameOf(job, flows),
        cell: (job) =>
          h(
            "a",
            { href: path("integrations", row.environment, row.slug, "flows", job._flowId) },
            nameOf(job, flows),
          ),
      },
      {
        key: "status",
        title: "Status",
        sort: (job) => job.status,
        cell: (job) =>
          h(`span.badge${tones[job.status] ? `.${tones[job.status]}` : ""}`, word(job.status)),
      },
      {
        key: "success",
        title: "Success",
        class: "number",
        sort: (job) => job.numSuccess,
        cell: (job) => count(job.numSuccess),
      },
      {
        key: "ignored",
        title: "Ignored",
        class: "number",
        sort: (job) => job.numIgnore,
        cell: (job) => count(job.numIgnore),
      },
      {
        key: "errors",
        title: "Errors",
        class: "number",
        sort: (job) => job.numError,
        cell: (job) => count(job.numError),
      },
      {
        key: "duration",
        title: "Duration",
        class: "number",
        sort: (job) => duration(job),
        cell: (job) => durationText(duration(job)),
      },
      {
        key: "when",
        title: action ? "Started" : "Completed",
        class: "nowrap",
        sort: (job) => job.endedAt ?? job.startedAt,
        cell: (job) =>
          h(
            "span",
            { title: time(job.endedAt ?? job.startedAt ?? job.createdAt) },
            ago(job.endedAt ?? job.startedAt ?? job.createdAt),
          ),
      },
      action && manages
        ? { key: "actions", title: "Actions", hiddenTitle: true, class: "actions", cell: action }
        : null,
    ].filter(Boolean),
  });
}

function duration(job) {
  return job.startedAt && job.endedAt ? Date.parse(job.endedAt) - Date.parse(job.startedAt) : null;
}

/** "2 m 31 s". */
export function durationText(milliseconds) {
  if (milliseconds === null) return "–";
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} m ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
}

async function cancelJob(job, row, reload) {
  try {
    await api.request("PUT", `/v1/jobs/${job._id}/cancel`, { environment: row.environment });
    note("Canceled");
    await reload();
  } catch (error) {
    complain(error);
  }
}
