// A comparison as one HTML file that needs nothing else: no script, no font, no network.

import { compact, prettyLines } from "../core/json.js";

/** Makes any text safe inside an element or attribute. */
export function escapeText(text) {
  return String(text).replace(
    /[&<>"']/g,
    (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[sign],
  );
}

/** The page of two states as a file. */
export function comparisonReport(comparison) {
  return file(`${comparison.left.target} and ${comparison.right.target}`, stateParts(comparison));
}

/** The page of two environments, with the details of every pair that differs. */
export function environmentsReport(comparison, details) {
  const rows = comparison.integrations.map(
    (row) =>
      `<tr><td>${escapeText(row.left ?? "–")}</td><td>${escapeText(row.right ?? "–")}</td><td>${escapeText(difference(row))}</td></tr>`,
  );
  const table = `<table><tr><th>${escapeText(comparison.left)}</th><th>${escapeText(comparison.right)}</th><th>Difference</th></tr>${rows.join("\n")}</table>`;
  const parts = details.map(
    (one) =>
      `<h2>${escapeText(one.left.target)} and ${escapeText(one.right.target)}</h2>${stateParts(one)}`,
  );
  return file(`${comparison.left} and ${comparison.right}`, table + parts.join("\n"));
}

function difference(row) {
  if (row.identical) return "identical";
  if (!row.left || !row.right) return `only in one environment`;
  const { added, modified, deleted } = row.summary;
  return `${added} added, ${modified} modified, ${deleted} deleted`;
}

function stateParts(comparison) {
  const resources = comparison.resources.map(
    (resource) =>
      `<details open><summary class="${escapeText(resource.status)}">${escapeText(resource.name)}: ${escapeText(resource.status)}</summary>${resource.changes.map(change).join("\n")}</details>`,
  );
  const environment = comparison.environment ?? [];
  const fields = environment.map(
    (one) =>
      `<tr><td><code>${escapeText(one.name + one.path)}</code></td><td>${value(one.left)}</td><td>${value(one.right)}</td></tr>`,
  );
  return (
    (comparison.identical ? "<p>The content is identical.</p>" : "") +
    resources.join("\n") +
    (fields.length
      ? `<h3>Environment (not part of the content)</h3><table>${fields.join("\n")}</table>`
      : "")
  );
}

function value(side) {
  return side === undefined ? "<i>absent</i>" : `<code>${escapeText(compact(side))}</code>`;
}

function change(one) {
  if (one.op === "move")
    return `<p class="path">moved ${escapeText(one.fromPath ?? "")} to ${escapeText(one.path)}</p>`;
  const head = `<p class="path">${escapeText(one.path || "/")}</p>`;
  if (one.hunks) return head + `<pre>${one.hunks.split("\n").map(hunkLine).join("\n")}</pre>`;
  return head + block(one.from, "deleted") + block(one.to, "added");
}

function hunkLine(line) {
  const kind = line.startsWith("+") ? "plus" : line.startsWith("-") ? "minus" : null;
  return kind ? `<span class="${kind}">${escapeText(line)}</span>` : escapeText(line);
}

function block(side, kind) {
  if (side === undefined) return "";
  const text = typeof side === "string" ? side : prettyLines(side).join("\n");
  return `<pre class="${kind}">${escapeText(text)}</pre>`;
}

const style = `:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:1rem 0}th,td{text-align:left;padding:.35rem 1rem .35rem 0;border-bottom:1px solid #8886;vertical-align:top}
pre{overflow-x:auto;padding:.5rem .75rem;border-left:4px solid #8888;margin:.25rem 0;font:13px/1.5 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
pre.added{border-color:#14713a}pre.deleted{border-color:#b4232c}.plus{color:light-dark(#14713a,#63d08d)}.minus{color:light-dark(#b4232c,#ff8f92)}
summary{font-weight:600;cursor:pointer;margin-top:1rem}.path{font-family:ui-monospace,monospace;font-size:13px;margin:.5rem 0 0}`;

function file(title, body) {
  const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeText(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeText(title)}</h1>
${body}
</body>
</html>
`;
  return new Blob([page], { type: "text/html" });
}
