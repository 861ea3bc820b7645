// Back to a recorded state, reviewed before anything is written.

import { h, replace } from "../core/dom.js";
import { check, field, segments, textInput } from "../ui/field.js";
import { tip } from "../ui/notice.js";
import { subHead } from "./parts.js";
import { review } from "../plans/review.js";

export function revertTab(context) {
  const { row, values, query, manages, router } = context;
  if (!manages)
    return tip("your role does not allow reverts here", "Reverts need Manage on this integration.");
  let side = query.get("side") ?? "after";
  const description = textInput(`revert to ${values.revision}`, { maxlength: "500" });
  const enable = check("Switch flows on again that were on then", false);
  const work = h("div");
  const body = () => ({
    to: values.revision,
    side,
    enable: enable.box.checked || undefined,
    description: description.value.trim(),
  });
  const start = () => {
    const reviewer = review(context, {
      verb: "revert",
      body,
      doLabel: "Revert",
      done: (revision) => `Reverted as ${revision?.id ?? "a revision"}`,
    });
    replace(work, reviewer);
    reviewer.prepare();
  };
  start();
  return h(
    "div",
    subHead(
      row,
      `Revert to ${values.revision}`,
      "A revert is a revision of its own, so it can be taken back as well. Connections are never changed.",
    ),
    h(
      "form.card.padded.stack.below",
      {
        onsubmit: (event) => {
          event.preventDefault();
          start();
        },
      },
      h(
        "div.grid-2",
        field("Description", description),
        h(
          "div.field",
          h("span.label", "State"),
          segments(
            "State",
            [
              ["before", "Before it"],
              ["after", "After it"],
            ],
            side,
            (value) => {
              side = value;
              router.note({ side });
              start();
            },
          ),
        ),
      ),
      h("div.row.between", enable, h("button.button", { type: "submit" }, "Look again")),
    ),
    work,
  );
}
