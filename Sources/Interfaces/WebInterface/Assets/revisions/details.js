// One revision: what it is, and what it changed.

import { h } from "../core/dom.js";
import * as api from "../core/api.js";
import { time } from "../core/format.js";
import { icon } from "../ui/icons.js";
import { menu } from "../ui/menu.js";
import { bones, empty, fill } from "../ui/loading.js";
import { differenceView } from "../difference/view.js";
import { documentsOf } from "../difference/documents.js";
import { below } from "./calls.js";
import { stateBadge, subHead, typeBadge } from "./parts.js";
import { followUps } from "../plans/plan.js";
import { revisionActions } from "./list.js";

export function revisionTab(context) {
  const { row, values, signal } = context;
  const place = h("div");
  fill(
    place,
    () => api.get(below(row, "revisions", values.revision), { signal }),
    (answer) => details(answer, context),
    { bones: bones(6, 60) },
  );
  return place;
}

function details({ revision, difference }, context) {
  const { row, manages, router } = context;
  const button = h("button.button", { type: "button" }, "Actions", icon("down"));
  const reload = () => router.go(location.pathname, { replace: true });
  const items = revisionActions(row, revision, manages, reload).filter(
    (one) => one.label !== "View details" && one.label !== "View resources changed",
  );
  return h(
    "div.stack.far",
    subHead(
      row,
      `${revision.id}: ${revision.description || revision.kind}`,
      null,
      items.length ? menu(button, () => items, { toRight: true }) : null,
    ),
    h("section.card.padded", { "aria-label": "Details" }, h("dl.facts.two", facts(revision))),
    revision.followUps?.length ? followUps(revision.followUps) : null,
    h(
      "section",
      { id: "changes", "aria-label": "What it changed" },
      changes(difference, revision, context),
    ),
  );
}

function facts(revision) {
  const entries = [
    ["Type", typeBadge(revision)],
    ["Status", stateBadge(revision)],
    ["User", revision.user],
    ["Created", time(revision.createdAt)],
    ["Finished", time(revision.finishedAt)],
    ["From", revision.remote?.target ?? null],
    ["Conflicts resolved", revision.conflicts || null],
    ["Journal commit", h("code.wrap", revision.commit)],
    ["Content", revision.after ? h("code.wrap", revision.after.content) : null],
  ];
  return entries
    .filter(([, value]) => value !== null)
    .map(([name, value]) => [h("dt", name), h("dd", value)]);
}

function changes(difference, revision, context) {
  if (!difference)
    return empty(
      "snapshot",
      revision.before ? "Nothing to compare" : "The first revision",
      revision.before ? "It has no state after it." : "There is nothing before it to compare with.",
    );
  const { query, router, page } = context;
  const view = differenceView({
    comparison: difference,
    query,
    router,
    titles: { left: difference.left.target, right: difference.right.target },
    documents: documentsOf(
      difference.left.target.replace(/ .*/, ""),
      difference.right.target.replace(/ .*/, ""),
    ),
  });
  page.parts.push(view);
  requestAnimationFrame(() => {
    view.start();
    if (location.hash === "#changes") document.getElementById("changes")?.scrollIntoView();
  });
  return view;
}
