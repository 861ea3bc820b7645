// Groups of flows inside an integration.

import { h } from "../../core/dom.js";
import * as api from "../../core/api.js";
import { icon } from "../../ui/icons.js";
import { openDialog } from "../../ui/dialog.js";
import { field, select, textInput } from "../../ui/field.js";
import { note } from "../../ui/notice.js";
import { edit, ownDocument } from "../edit.js";

/** Names, order and number of the groups; flows of a removed group become unassigned. */
export async function editGroups(row, reload) {
  const integration = await ownDocument(row);
  const list = h("ul.stack.close.plain");
  const add = (group = { name: "" }) => {
    const input = textInput(group.name, { "aria-label": "Name of the group", maxlength: "200" });
    const item = h(
      "li.row.tight",
      input,
      h(
        "button.button.small.icon-only",
        {
          type: "button",
          "aria-label": `Move ${group.name || "group"} up`,
          onclick: () => item.previousElementSibling?.before(item),
        },
        icon("up"),
      ),
      h(
        "button.button.small.icon-only",
        {
          type: "button",
          "aria-label": `Remove ${group.name || "group"}`,
          onclick: () => item.remove(),
        },
        icon("trash"),
      ),
    );
    item.group = { group, input };
    list.append(item);
    return input;
  };
  (integration.flowGroupings ?? []).forEach(add);
  await openDialog({
    title: "Groups of flows",
    actions: [{ label: "Save" }],
    body: () => [
      list.children.length ? null : h("p.hint", "There are none yet."),
      list,
      h(
        "div",
        h(
          "button.button.small",
          { type: "button", onclick: () => add().focus() },
          icon("plus"),
          "Add a group",
        ),
      ),
    ],
    onsubmit: async (control) => {
      const groups = [...list.children]
        .map(({ group: { group, input } }) => ({ ...group, name: input.value.trim() }))
        .filter((group) => group.name);
      await edit("integrations", row.id, row.environment, (document) => {
        document.flowGroupings = groups;
      });
      control.close();
      note("Groups saved");
      await reload();
    },
  });
}

/** Puts flows into a group, or into none. */
export function moveToGroup(flows, groups, row, reload) {
  const choice = select(
    [["", "Unassigned"], ...groups.map((group) => [group._id, group.name])],
    flows[0]._flowGroupingId ?? "",
  );
  return openDialog({
    title: `Move ${flows.map((flow) => flow.name).join(", ")}`,
    actions: [{ label: "Move" }],
    body: () => field("Group", choice),
    onsubmit: async (control) => {
      await api.put(
        "/v1/flows/updateFlowGrouping",
        { _flowIds: flows.map((flow) => flow._id), _flowGroupingId: choice.value || null },
        { environment: row.environment },
      );
      control.close();
      note("Moved");
      await reload();
    },
  });
}
