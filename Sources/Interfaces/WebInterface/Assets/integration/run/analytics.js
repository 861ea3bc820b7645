// The Analytics tab: what flows did over time.

import { h } from "../../core/dom.js";
import { count } from "../../core/format.js";
import { select } from "../../ui/field.js";
import { bones, empty, fill } from "../../ui/loading.js";
import { table } from "../../ui/table.js";
import { lineChart, sumByDay } from "../../drawing/chart.js";
import { contents } from "../edit.js";
import { readJobs } from "./dashboard.js";

const day = (time) => new Date(time).toISOString().slice(0, 10);

export function analyticsTab({ row, signal, query, router }) {
  const place = h("div");
  const state = { from: query.get("from") ?? day(Date.now() - 29 * 86_400_000), to: query.get("to") ?? day(Date.now()), flow: query.get("flow") ?? "" };
  const load = async () => {
    const days = Math.ceil((Date.now() - Date.parse(state.from)) / 86_400_000) + 1;
    const [flows, jobs] = await Promise.all([contents(row, "flows", signal), readJobs(row, Math.max(1, days), signal)]);
    return { flows, jobs };
  };
  const flowChoice = select([["", "All flows"]], "", { "aria-label": "Flow" });
  const render = ({ flows, jobs }) => {
    flowChoice.replaceChildren(h("option", { value: "" }, "All flows"), ...flows.map((flow) => h("option", { value: flow._id }, flow.name)));
    flowChoice.value = state.flow;
    return charts(jobs, flows, state);
  };
  const reload = () => { router.note({ from: state.from, to: state.to, flow: state.flow }); fill(place, load, render, { keeps: true }); };
  const dateInput = (key, label) => {
    const input = h("input", { type: "date", value: state[key], "aria-label": label, onchange: () => { if (input.value) { state[key] = input.value; reload(); } } });
    return input;
  };
  const range = select([["", "Range…"], ["7", "Last 7 days"], ["30", "Last 30 days"], ["90", "Last 90 days"]], "", { "aria-label": "Range" });
  const [from, to] = [dateInput("from", "From"), dateInput("to", "To")];
  range.addEventListener("change", () => {
    if (!range.value) return;
    [state.from, state.to] = [day(Date.now() - (Number(range.value) - 1) * 86_400_000), day(Date.now())];
    [from.value, to.value] = [state.from, state.to];
    reload();
  });
  flowChoice.addEventListener("change", () => { state.flow = flowChoice.value; reload(); });
  fill(place, load, render, { bones: bones(2, 280) });
  return h("div", h("div.filters", h("h2.grow", "Analytics"), flowChoice, range, from, h("span.muted", "to"), to), place);
}

function charts(jobs, flows, { from, to, flow }) {
  if (from > to) return empty("clock", "The range ends before it begins", "Choose other days.");
  const chosen = jobs.filter((job) => (!flow || job._flowId === flow));
  const { labels, sums } = sumByDay(chosen, from, to);
  if (!sums.some((one) => one.jobs)) return empty("clock", "No runs in this time", "Choose other days, or another flow.");
  const values = (key) => sums.map((one) => one[key]);
  return h("div.stack.far",
    h("section.card.padded", lineChart({ title: "Records", labels, series: [{ name: "Success", tone: "good", values: values("success") }, { name: "Errors", tone: "bad", values: values("error") }, { name: "Ignored", tone: "plain", values: values("ignored") }] })),
    h("section.card.padded", lineChart({ title: "Runs", labels, series: [{ name: "Runs", tone: "accent", values: values("jobs") }] })),
    h("section", { "aria-label": "By flow" }, h("h3.below", "By flow"), byFlow(chosen.filter((job) => inRange(job, from, to)), flows)));
}

function inRange(job, from, to) {
  const at = (job.endedAt ?? job.startedAt ?? job.createdAt ?? "").slice(0, 10);
  return at >= from && at <= to;
}

function byFlow(jobs, flows) {
  const rows = flows.map((flow) => {
    const own = jobs.filter((job) => job._flowId === flow._id);
    const sum = (key) => own.reduce((total, job) => total + (job[key] ?? 0), 0);
    const time = own.reduce((total, job) => total + (job.startedAt && job.endedAt ? Date.parse(job.endedAt) - Date.parse(job.startedAt) : 0), 0);
    const records = sum("numSuccess") + sum("numError") + sum("numIgnore");
    return { name: flow.name, runs: own.length, success: sum("numSuccess"), error: sum("numError"), ignored: sum("numIgnore"), average: records ? Math.round(time / records) : null };
  });
  const number = (key, title) => ({ key, title, class: "number", sort: (one) => one[key], descendingFirst: true, cell: (one) => count(one[key]) });
  return table({ caption: "Totals by flow", rows, sort: { key: "success", descending: true }, columns: [
    { key: "name", title: "Flow", class: "name", sort: (one) => one.name, cell: (one) => one.name }, number("runs", "Runs"), number("success", "Success"), number("error", "Errors"), number("ignored", "Ignored"),
    { key: "average", title: "Time per record", class: "number", sort: (one) => one.average, cell: (one) => one.average === null ? "–" : `${count(one.average)} ms` },
  ] });
}
