// Moving a flow, an API or a tool to another integration.

import { h } from "../../core/dom.js";
import * as api from "../../core/api.js";
import { openDialog } from "../../ui/dialog.js";
import { field, select } from "../../ui/field.js";
import { note } from "../../ui/notice.js";
import { below } from "../../revisions/calls.js";

export async function moveResource(kind, resource, row, reload) {
  const { integrations } = await api.get("/ilm/v1/integrations", {
    query: { environment: row.environment },
  });
  const others = integrations.filter(
    (one) => one.target !== row.target && (kind !== "tools" || one.id !== null),
  );
  const choice = select(
    others.map((one) => [one.target, one.name]),
    others[0]?.target,
  );
  return openDialog({
    title: `Move ${resource.name}`,
    actions: [{ label: "Move" }],
    body: () => [
      field("To", choice, { required: true }),
      h("p.hint", "What it uses comes along by reference; both integrations get a revision."),
    ],
    onsubmit: async (control) => {
      await api.post(below(row, "move"), { resource: `${kind}/${resource._id}`, to: choice.value });
      control.close();
      note(`Moved ${resource.name}`, choice.value);
      await reload();
    },
  });
}
