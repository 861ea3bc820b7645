// Schedules as the platform writes them: six fields, the first a question mark.

import { h } from "../../core/dom.js";
import { openDialog } from "../../ui/dialog.js";
import { field, select, textInput } from "../../ui/field.js";
import { note } from "../../ui/notice.js";
import { edit } from "../edit.js";

const presets = [
  ["", "No schedule"],
  ["? */5 * ? * *", "Every 5 minutes"],
  ["? */15 * ? * *", "Every 15 minutes"],
  ["? */30 * ? * *", "Every 30 minutes"],
  ["? 0 * ? * *", "Every hour"],
  ["? 0 */6 ? * *", "Every 6 hours"],
  ["? 0 7 ? * *", "Every day at 07:00"],
  ["? 0 7 ? * 1-5", "Weekdays at 07:00"],
  ["custom", "Custom…"],
];

/** A schedule in words. */
export function describeSchedule(schedule) {
  if (!schedule) return "–";
  const known = presets.find(([value]) => value === schedule);
  if (known) return known[1];
  const [, minute, hour, day, month, weekday] = schedule.trim().split(/\s+/);
  const star = (part) => part === "*" || part === "?";
  if (!star(day) || !star(month) || minute === undefined) return schedule;
  const days = star(weekday) ? "" : weekday === "1-5" ? " on weekdays" : ` on ${weekdays(weekday)}`;
  if (/^\d+$/.test(minute) && /^\d+$/.test(hour))
    return `At ${hour.padStart(2, "0")}:${minute.padStart(2, "0")}${days}`;
  if (/^[\d,]+$/.test(minute) && star(hour))
    return `At minute ${minute.split(",").join(", ")} of each hour${days}`;
  const every = /^\*\/(\d+)$/.exec(minute);
  if (every && star(hour)) return `Every ${every[1]} minutes${days}`;
  return schedule;
}

const names = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

function weekdays(text) {
  return text.replace(/\d/g, (digit) => names[Number(digit)] ?? digit).replace(/,/g, ", ");
}

const bounds = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
];
const words = ["minute", "hour", "day of the month", "month", "day of the week"];

/** What is wrong with a schedule; empty where nothing is. */
export function scheduleMistake(text) {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== 6) return "Write six fields: ? minute hour day month weekday.";
  if (parts[0] !== "?") return "The first field is a question mark.";
  for (const [index, part] of parts.slice(1).entries()) {
    if (part === "?" || part === "*") continue;
    for (const piece of part.split(",")) {
      const found = /^(?:(\*)|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(piece);
      const numbers = found ? [found[2], found[3]].filter(Boolean).map(Number) : [];
      const [low, high] = bounds[index];
      if (!found || numbers.some((number) => number < low || number > high))
        return `'${piece}' is no ${words[index]}.`;
    }
  }
  return "";
}

export function editSchedule(flow, row, reload) {
  const preset = presets.some(([value]) => value === (flow.schedule ?? ""))
    ? (flow.schedule ?? "")
    : "custom";
  const choice = select(presets, preset);
  const custom = textInput(flow.schedule ?? "", {
    spellcheck: "false",
    placeholder: "? */15 * ? * *",
  });
  const customField = field("Fields", custom, { hint: "? minute hour day month weekday" });
  const zone = textInput(flow.timezone ?? "", { list: "zones", placeholder: "America/New_York" });
  const zones = h(
    "datalist",
    { id: "zones" },
    (Intl.supportedValuesOf?.("timeZone") ?? []).map((one) => h("option", { value: one })),
  );
  const show = () => {
    customField.hidden = choice.value !== "custom";
  };
  choice.addEventListener("change", show);
  show();
  return openDialog({
    title: `Schedule of ${flow.name}`,
    actions: [{ label: "Save" }],
    body: () => [field("When", choice), customField, field("Time zone", zone), zones],
    onsubmit: async (control) => {
      const schedule = choice.value === "custom" ? custom.value.trim() : choice.value;
      const mistake = choice.value === "custom" ? scheduleMistake(schedule) : "";
      customField.wrong(mistake);
      if (mistake) return custom.focus();
      await edit("flows", flow._id, row.environment, (document) => {
        if (schedule) document.schedule = schedule;
        else delete document.schedule;
        if (zone.value.trim()) document.timezone = zone.value.trim();
      });
      control.close();
      note("Schedule saved", describeSchedule(schedule));
      await reload();
    },
  });
}
