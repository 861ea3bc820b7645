// The Analytics tab: what flows did over time.

import { h } from "../../core/dom.js";
import * as api from "../../core/api.js";
import { count } from "../../core/format.js";
import { select } from "../../ui/field.js";
import { bones, empty, fill } from "../../ui/loading.js";
import { table } from "../../ui/table.js";
import { lineChart, sumByDay } from "../../drawing/chart.js";
import { contents } from "../edit.js";

const day = (time) => new Date(time).toISOString().slice(0, 10);

export function analyticsTab({ row, signal, query, router }) {
  const place = h("div");
  const state = {
    from: query.get("from") ?? day(Date.now() - 29 * 86_400_000),
    to: query.get("to") ?? day(Date.now()),
    flow: query.get("flow") ?? "",
  };
  const load = async () => {
    const [flows, days] = await Promise.all([
      contents(row, "flows", signal),
      api.get(`/ilm/v1/integrations/${row.key}/statistics`, {
        environment: row.environment,
        signal,
        query: { from: `${state.from}T00:00:00.000Z`, to: `${state.to}T00:00:00.000Z` },
      }),
    ]);
    return { flows, days: days ?? [] };
  };
  const flowChoice = select([["", "All flows"]], "", { "aria-label": "Flow" });
  const render = ({ flows, days }) => {
    flowChoice.replaceChildren(
      h("option", { value: "" }, "All flows"),
      ...flows.map((flow) => h("option", { value: flow._id }, flow.name)),
    );
    flowChoice.value = state.flow;
    return charts(days, flows, state);
  };
  const reload = () => {
    router.note({ from: state.from, to: state.to, flow: state.flow });
    fill(place, load, render, { keeps: true });
  };
  const dateInput = (key, label) => {
    const input = h("input", {
      type: "date",
      value: state[key],
      "aria-label": label,
      onchange: () => {
        if (input.value) {
          state[key] = input.value;
          reload();
        }
      },
    });
    return input;
  };
  const range = select(
    [
      ["", "Range…"],
      ["7", "Last 7 days"],
      ["30", "Last 30 days"],
      ["90", "Last 90 days"],
    ],
    "",
    { "aria-label": "Range" },
  );
  const [from, to] = [dateInput("from", "From"), dateInput("to", "To")];
  range.addEventListener("change", () => {
    if (!range.value) return;
    [state.from, state.to] = [
      day(Date.now() - (Number(range.value) - 1) * 86_400_000),
      day(Date.now()),
    ];
    [from.value, to.value] = [state.from, state.to];
    reload();
  });
  flowChoice.addEventListener("change", () => {
    state.flow = flowChoice.value;
    reload();
  });
  fill(place, load, render, { bones: bones(2, 280) });
  return h(
    "div",
    h("div.filters", h("h2.grow", "Analytics"), flowChoice, range, from, h("span.muted", "to"), to),
    place,
  );
}

function charts(days, flows, { from, to, flow }) {
  if (from > to) return empty("clock", "The range ends before it begins", "Choose other days.");
  const chosen = days.filter((one) => !flow || one._flowId === flow);
  if (chosen.length === 0)
    return empty("clock", "No runs in this time", "Choose other days, or another flow.");
  const { labels, sums } = sumByDay(chosen, from, to);
  const series = (key, name, tone) => ({ name, tone, values: sums.map((one) => one[key]) });
  return h(
    "div.stack.far",
    h(
      "section.card.padded",
      lineChart({
        title: "Records",
        labels,
        series: [
          series("success", "Success", "good"),
          series("error", "Errors", "bad"),
          series("ignored", "Ignored", "plain"),
        ],
      }),
    ),
    h(
      "section.card.padded",
      lineChart({
        title: "Time per record, in milliseconds",
        labels,
        series: [series("average", "Milliseconds", "accent")],
      }),
    ),
    h("section", { "aria-label": "By flow" }, h("h3.below", "By flow"), byFlow(chosen, flows)),
  );
}

/** Totals of each flow. */
export function totalsByFlow(days, flows) {
  return flows.map((flow) => {
    const own = days.filter((one) => one._flowId === flow._id);
    const sum = (key) => own.reduce((total, one) => total + (one[key] ?? 0), 0);
    const [success, error, ignored] = [sum("numSuccess"), sum("numError"), sum("numIgnore")];
    const records = success + error + ignored;
    const average = records ? Math.round(sum("duration") / records) : null;
    return { name: flow.name, success, error, ignored, average };
  });
}

function byFlow(days, flows) {
  const number = (key, title) => ({
    key,
    title,
    class: "number",
    sort: (one) => one[key],
    descendingFirst: true,
    cell: (one) => count(one[key]),
  });
  return table({
    caption: "Totals by flow",
    rows: totalsByFlow(days, flows),
    sort: { key: "success", descending: true },
    columns: [
      {
        key: "name",
        title: "Flow",
        class: "name",
        sort: (one) => one.name,
        cell: (one) => one.name,
      },
      number("success", "Success"),
      number("error", "Errors"),
      number("ignored", "Ignored"),
      {
        key: "average",
        title: "Time per record",
        class: "number",
        sort: (one) => one.average,
        cell: (one) => (one.average === null ? "–" : `${count(one.average)} ms`),
      },
    ],
  });
}
