// What pages about revisions have in common.

import { h } from "../core/dom.js";
import { path } from "../core/router.js";
import { word } from "../core/format.js";
import { icon } from "../ui/icons.js";

const tones = { completed: "good", failed: "bad", canceled: "", in_progress: "warn" };
const pictures = { snapshot: "snapshot", pull: "pull", revert: "revert" };

export function address(row, ...rest) {
  return path("integrations", row.environment, row.slug, ...rest);
}

export function stateBadge(revision) {
  const text = revision.waiting ? "Waiting for resolutions" : word(revision.status);
  const tone = tones[revision.status];
  return h(`span.badge${tone ? `.${tone}` : ""}`, text);
}

export function typeBadge(revision) {
  return h(
    "span.row.tight",
    icon(pictures[revision.kind] ?? "clock"),
    revision.origin ? `${word(revision.kind)} (${revision.origin})` : word(revision.kind),
  );
}

/** What canceling an operation came to; `isWhole` where everything is as it was before. */
export function cancellation(revision, { undone, left = [] }) {
  const isWhole = undone !== false && left.length === 0;
  return {
    isWhole,
    message:
      undone === false
        ? `${revision.id} is canceled and nothing is undone: its journal is gone, so that nobody knows what it wrote`
        : `canceled ${revision.id}`,
    hint: left.length ? `left as it is: ${left.join("; ")}` : null,
  };
}

export function changeCounts(changes) {
  if (!changes) return "–";
  const { added, modified, deleted } = changes;
  if (!added && !modified && !deleted) return h("span.muted", "none");
  return h(
    "span.row.tight",
    added ? h("span.badge.good", `+${added}`, h("span.unseen", " added")) : null,
    modified ? h("span.badge.accent", `~${modified}`, h("span.unseen", " modified")) : null,
    deleted ? h("span.badge.bad", `−${deleted}`, h("span.unseen", " deleted")) : null,
  );
}

/** The head of a page below Revisions. */
export function subHead(row, title, lead, ...actions) {
  return h(
    "div.page-head",
    h(
      "div.grow",
      h(
        "nav",
        { "aria-label": "Revisions" },
        h(
          "ol.crumbs",
          h("li", h("a", { href: address(row, "revisions") }, "Revisions")),
          h("li", title),
        ),
      ),
      h("h2", title),
      lead ? h("p.muted", lead) : null,
    ),
    h("div.row", actions),
  );
}

/** What a running operation is at. */
export function progressBox() {
  const label = h("p", "Starting…");
  const bar = h("i");
  const meter = h(
    "div.meter",
    { role: "progressbar", "aria-label": "Progress", "aria-valuemin": "0", "aria-valuemax": "100" },
    bar,
  );
  const element = h(
    "div.card.padded.stack.close",
    { role: "status" },
    h("div.row", h("span.spinner"), label),
    meter,
  );
  element.show = (state) => {
    if (state.reconnecting) {
      label.textContent = "The service does not answer; asking again…";
      return;
    }
    const { label: text, done = 0, total = 0 } = state.progress ?? {};
    label.textContent = text ? `${word(text)}${total ? ` (${done} of ${total})` : ""}` : "Working…";
    const share = total ? Math.round((done / total) * 100) : 0;
    bar.style.width = `${share}%`;
    meter.setAttribute("aria-valuenow", String(share));
  };
  return element;
}
