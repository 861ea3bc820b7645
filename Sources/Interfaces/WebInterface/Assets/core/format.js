// Times, counts and words as people read them.

const day = new Intl.DateTimeFormat("en", { dateStyle: "medium" });
const moment = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const whole = new Intl.NumberFormat("en");

/** "Nov 20, 2026, 2:45 PM", or a dash. */
export function time(text) {
  const date = text ? new Date(text) : null;
  return date && !Number.isNaN(date.getTime()) ? moment.format(date) : "–";
}

/** "Nov 20, 2026", or a dash. */
export function date(text) {
  const value = text ? new Date(text) : null;
  return value && !Number.isNaN(value.getTime()) ? day.format(value) : "–";
}

const steps = [
  [60, "second"],
  [60, "minute"],
  [24, "hour"],
  [30, "day"],
  [12, "month"],
  [Infinity, "year"],
];

/** "3 hours ago", or a dash. */
export function ago(text, now = Date.now()) {
  const then = text ? Date.parse(text) : NaN;
  if (Number.isNaN(then)) return "–";
  let amount = (then - now) / 1000;
  for (const [size, unit] of steps) {
    if (Math.abs(amount) < size) return relative.format(Math.round(amount), unit);
    amount /= size;
  }
  return "–";
}

/** "1,204". */
export function count(number) {
  return whole.format(number ?? 0);
}

/** "1 flow", "2 flows". */
export function counted(number, one, many = `${one}s`) {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** "1.2 MB". */
export function bytes(number) {
  const units = ["B", "KB", "MB", "GB"];
  let size = number;
  let unit = 0;
  while (size >= 1000 && unit < 3) {
    size /= 1000;
    unit += 1;
  }
  return `${unit && size < 10 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

/** "in_progress" as "In progress". */
export function word(text) {
  const words = String(text ?? "")
    .replace(/[_-]+/g, " ")
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const kinds = {
  integrations: "Integration",
  flows: "Flows",
  exports: "Exports",
  imports: "Imports",
  scripts: "Scripts",
  connections: "Connections",
  apis: "APIs",
  tools: "Tools",
  lookupcaches: "Lookup caches",
  filedefinitions: "File definitions",
  asynchelpers: "Async helpers",
  ediprofiles: "EDI profiles",
  iclients: "iClients",
  stacks: "Stacks",
  agents: "Agents",
  mcpservers: "MCP servers",
};

/** The heading of a kind. */
export function kind(name) {
  return kinds[name] ?? word(name);
}

/** The order of kinds wherever they are listed. */
export const kindOrder = Object.keys(kinds);

/** Cuts a text to a number of characters. */
export function short(text, length = 80) {
  const value = String(text ?? "");
  return value.length > length ? `${value.slice(0, length - 1)}…` : value;
}
