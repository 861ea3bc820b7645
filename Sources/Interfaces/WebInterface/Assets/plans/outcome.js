// How work on an integration ended, as its page says it.

import { h } from "../core/dom.js";
import { icon } from "../ui/icons.js";
import { empty } from "../ui/loading.js";
import { caution, problem } from "../ui/notice.js";
import { address } from "../revisions/parts.js";
import { followUps } from "./plan.js";

/** It is done: which revision says so, and what is left to do by hand. */
export function doneCard(row, title, revision) {
  return h(
    "div.card.padded.stack",
    { role: "status", tabindex: "-1" },
    h("div.row", h("span.badge.good", icon("check"), "Done"), h("h3", title)),
    revision?.followUps?.length ? followUps(revision.followUps) : null,
    h(
      "div.row",
      revision
        ? h(
            "a.button.primary",
            { href: address(row, "revisions", revision.id) },
            `See ${revision.id}`,
          )
        : null,
      h("a.button", { href: address(row, "revisions") }, "All revisions"),
    ),
  );
}

/** There was nothing to do. */
export function nothingCard(row, verb) {
  return empty(
    "check",
    "Nothing to do",
    verb === "revert"
      ? "The integration is already in that state."
      : "Everything the other side has is here already.",
    h("a.button", { href: address(row, "revisions") }, "Back to the revisions"),
  );
}

/** The service was lost, and nothing had begun. */
export function undoneCard(again) {
  return caution(
    "the service was lost before it began",
    "Nothing was written. Look again to go on from here.",
    [again],
  );
}

/** The service was lost in the middle: who looks after it, and how. */
export function openCard(row, revision) {
  return caution(
    `the ${revision.kind} ${revision.id} did not end: the service was lost while it wrote`,
    "What is written is kept. Resume it to finish what is left, or cancel it to take back what was done.",
    [
      h(
        "a.button.small.primary",
        { href: address(row, "continue") },
        `Continue or cancel ${revision.id}`,
      ),
    ],
  );
}

/** It failed or was canceled, here or elsewhere. */
export function endedCard(row, revision, again) {
  return problem(
    {
      message: `the ${revision.kind} ${revision.id} has ${revision.status === "failed" ? "failed" : "been canceled"}`,
      hint: "its revision says what it did",
    },
    {
      actions: [
        h(
          "a.button.small",
          { href: address(row, "revisions", revision.id) },
          `See ${revision.id}`,
        ),
        again,
      ],
    },
  );
}
