// A line chart in SVG that also reads as a table.

import { h, svg } from "../core/dom.js";
import { count, date } from "../core/format.js";

/** As wide as there is room, so that letters keep their size on a phone. */
function room() {
  const width = Math.max(300, Math.min(760, (globalThis.innerWidth ?? 760) - 80));
  return { width, height: 240, left: 52, right: 12, top: 14, bottom: 30 };
}

/** `series`: `[{ name, tone, values }]`, `labels` one for each value. */
export function lineChart({ title, labels, series }) {
  const box = room();
  const highest = niceMost(Math.max(1, ...series.flatMap((one) => one.values)));
  const x = (index) =>
    box.left +
    (labels.length < 2 ? 0.5 : index / (labels.length - 1)) * (box.width - box.left - box.right);
  const y = (value) =>
    box.height - box.bottom - (value / highest) * (box.height - box.top - box.bottom);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => share * highest);
  const step = Math.max(1, Math.ceil(labels.length / (box.width / 105)));
  const picture = svg(
    "svg.chart",
    {
      viewBox: `0 0 ${box.width} ${box.height}`,
      role: "img",
      "aria-label": `${title}; the table below has the numbers`,
    },
    ticks.map((value) =>
      svg(
        "g",
        svg("line.chart-grid", {
          x1: box.left,
          x2: box.width - box.right,
          y1: y(value),
          y2: y(value),
        }),
        svg(
          "text",
          { x: box.left - 8, y: y(value) + 4, "text-anchor": "end" },
          count(Math.round(value)),
        ),
      ),
    ),
    labels.map((label, index) =>
      index % step === 0
        ? svg(
            "text",
            { x: x(index), y: box.height - 8, "text-anchor": index === 0 ? "start" : "middle" },
            label,
          )
        : null,
    ),
    series.map((one) =>
      svg(`path.chart-line.${one.tone}`, {
        d: one.values
          .map(
            (value, index) => `${index ? "L" : "M"}${x(index).toFixed(1)} ${y(value).toFixed(1)}`,
          )
          .join(""),
      }),
    ),
    series.map((one) =>
      one.values.map((value, index) =>
        svg(
          `circle.chart-dot.${one.tone}`,
          { cx: x(index).toFixed(1), cy: y(value).toFixed(1), r: labels.length > 40 ? 1.5 : 3 },
          svg("title", `${labels[index]}: ${count(value)} ${one.name.toLowerCase()}`),
        ),
      ),
    ),
  );
  return h(
    "figure.chart-figure",
    h(
      "figcaption.row.between",
      h("h3", title),
      h(
        "div.row",
        series.map((one) => h("span.chart-key", h(`i.${one.tone}`), one.name)),
      ),
    ),
    picture,
    numbers(title, labels, series),
  );
}

/** A round number that is no less. */
export function niceMost(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 5, 10].map((factor) => factor * power).find((one) => one >= value);
}

function numbers(title, labels, series) {
  return h(
    "details",
    h("summary", "Numbers"),
    h(
      "div.table-scroll",
      { tabindex: "0", role: "region", "aria-label": `${title}, numbers` },
      h(
        "table.table",
        h("caption.unseen", title),
        h(
          "thead",
          h(
            "tr",
            h("th", { scope: "col" }, "Day"),
            series.map((one) => h("th.number", { scope: "col" }, one.name)),
          ),
        ),
        h(
          "tbody",
          labels.map((label, index) =>
            h(
              "tr",
              h("th", { scope: "row" }, label),
              series.map((one) => h("td.number", count(one.values[index]))),
            ),
          ),
        ),
      ),
    ),
  );
}

/** Sums of a statistic's rows for each day from one to another, days without a row included. */
export function sumByDay(rows, from, to) {
  const days = [];
  const [first, last] = [Date.parse(`${from}T00:00:00Z`), Date.parse(`${to}T00:00:00Z`)];
  for (let at = first; at <= last && days.length < 400; at += 86_400_000) {
    days.push(new Date(at).toISOString().slice(0, 10));
  }
  const nothing = () => ({ success: 0, error: 0, ignored: 0, duration: 0, average: 0 });
  const sums = new Map(days.map((day) => [day, nothing()]));
  for (const row of rows) {
    const sum = sums.get(row.date);
    if (!sum) continue;
    sum.success += row.numSuccess ?? 0;
    sum.error += row.numError ?? 0;
    sum.ignored += row.numIgnore ?? 0;
    sum.duration += row.duration ?? 0;
    const records = sum.success + sum.error + sum.ignored;
    sum.average = records ? Math.round(sum.duration / records) : 0;
  }
  const labels = days.map((day) => date(`${day}T12:00:00Z`).replace(/, \d{4}$/, ""));
  return { days, labels, sums: days.map((day) => sums.get(day)) };
}
