// What is in progress: decide what is open and go on, or take it back.

import { h } from "../core/dom.js";
import { ago } from "../core/format.js";
import { bones, empty, fill } from "../ui/loading.js";
import { problem, tip } from "../ui/notice.js";
import { confirm } from "../ui/dialog.js";
import { Decisions } from "../conflicts/model.js";
import { cancelOpen, readRevisions } from "./calls.js";
import { address, stateBadge, subHead } from "./parts.js";
import { review } from "../plans/review.js";

export function continueTab(context) {
  const place = h("div");
  const load = async () =>
    (await readRevisions(context.row, {}, context.signal)).find(
      (one) => one.status === "in_progress",
    ) ?? null;
  fill(place, load, (revision) => open(revision, context), { bones: bones(3, 58) });
  return place;
}

function open(revision, context) {
  const { row, manages, router } = context;
  if (!revision)
    return empty(
      "check",
      "Nothing is in progress",
      "It was ended meanwhile, here or elsewhere.",
      h("a.button", { href: address(row, "revisions") }, "See the revisions"),
    );
  const cancel = () =>
    confirm({
      title: `Cancel the ${revision.kind} ${revision.id}?`,
      explanation:
        "What it wrote is taken back; what somebody else changed since is left and named.",
      action: "Cancel it",
      danger: true,
      run: async () => {
        await cancelOpen(row, revision);
        router.go(address(row, "revisions"));
      },
    });
  const heading = (now, ...actions) =>
    subHead(
      row,
      `Continue ${revision.id}`,
      h(
        "span",
        stateBadge(now),
        ` ${revision.user} began it ${ago(revision.createdAt)}: ${revision.description}`,
      ),
      ...actions,
    );
  const head = heading(
    revision,
    manages ? h("button.button.danger", { type: "button", onclick: cancel }, "Cancel it") : null,
  );
  if (!manages)
    return [head, tip("your role does not allow this", `${revision.user} can continue it.`)];
  const decisions = new Decisions(sessionStorage, `ilm-continue ${row.target} ${revision.id}`);
  const reviewer = review(context, {
    verb: "continue",
    body: () => ({}),
    decisions,
    doLabel: "Merge",
    canWait: false,
    done: (now) => `${now?.id ?? revision.id} is completed`,
    ended: (now) => head.replaceWith(heading(now ?? { status: "completed" })),
  });
  if (revision.waiting) reviewer.prepare();
  else reviewer.append(interrupted(revision, reviewer));
  return [head, reviewer];
}

function interrupted(revision, reviewer) {
  return problem(
    {
      message: `the ${revision.kind} ${revision.id} was interrupted while it wrote`,
      hint: "resume it to finish what is left, or cancel it to take back what was done",
    },
    {
      kind: "warn",
      actions: [
        h(
          "button.button.small.primary",
          { type: "button", onclick: () => reviewer.resume() },
          "Resume",
        ),
      ],
    },
  );
}
