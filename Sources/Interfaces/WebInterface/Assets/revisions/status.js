// What changed in the environment since the last revision.

import { h } from "../core/dom.js";
import * as api from "../core/api.js";
import { icon } from "../ui/icons.js";
import { bones, fill } from "../ui/loading.js";
import { differenceView } from "../difference/view.js";
import { documentsOf } from "../difference/documents.js";
import { subHead, address } from "./parts.js";
import { createSnapshot } from "./list.js";

export function statusTab(context) {
  const { row, manages, signal, query, router, page } = context;
  const place = h("div");
  const load = () => api.get("/ilm/v1/comparison", { query: { left: row.target }, signal });
  fill(
    place,
    load,
    (comparison) => {
      const view = differenceView({
        comparison,
        query,
        router,
        titles: { left: comparison.left.target, right: comparison.right.target },
        documents: documentsOf(comparison.left.target.replace(/ .*/, ""), row.target),
      });
      page.parts.push(view);
      requestAnimationFrame(() => view.start());
      return view;
    },
    { bones: bones(6, 60) },
  );
  return h(
    "div",
    subHead(
      row,
      "Changes since the last revision",
      row.revision ? `Against ${row.revision}.` : "Nothing is recorded yet.",
      row.revision && manages
        ? h(
            "a.button",
            { href: address(row, "revisions", row.revision, "revert") },
            icon("revert"),
            "Discard the changes",
          )
        : null,
      manages
        ? h(
            "button.button.primary",
            {
              type: "button",
              onclick: () =>
                createSnapshot(row, () => router.go(location.pathname, { replace: true })),
            },
            icon("snapshot"),
            "Create snapshot",
          )
        : null,
    ),
    place,
  );
}
