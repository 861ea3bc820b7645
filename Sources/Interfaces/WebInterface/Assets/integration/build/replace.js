// Replacing a connection: the chosen steps use another one of the same type from then on.

import { h, replace } from "../../core/dom.js";
import * as api from "../../core/api.js";
import { counted, kind as kindName } from "../../core/format.js";
import { check, field, select } from "../../ui/field.js";
import { openDialog } from "../../ui/dialog.js";
import { note } from "../../ui/notice.js";
import { contents } from "../edit.js";

/** The steps of an integration that use a connection, as `{ kind, _id, name }`. */
export function usersOf(connectionID, { exports, imports }) {
  const own = (kind, list) =>
    list
      .filter((one) => one._connectionId === connectionID)
      .map((one) => ({ kind, _id: one._id, name: one.name }));
  return [...own("exports", exports), ...own("imports", imports)];
}

/** Connections that can stand in for one: of its type, and not itself. */
export function candidatesFor(connection, all) {
  const like = (one) =>
    one._id !== connection._id &&
    one.type === connection.type &&
    (one.assistant ?? null) === (connection.assistant ?? null);
  return all.filter(like).sort((a, b) => a.name.localeCompare(b.name));
}

export async function replaceConnection(connection, row, reload) {
  const [exports, imports, all] = await Promise.all([
    contents(row, "exports"),
    contents(row, "imports"),
    api.list("/v1/connections", { environment: row.environment }),
  ]);
  const steps = usersOf(connection._id, { exports, imports });
  const others = candidatesFor(connection, all);
  const choice = select(others.map((one) => [one._id, one.name]));
  const boxes = steps.map((step) => check(`${step.name} (${kindName(step.kind)})`, true));
  const progress = h("div", { role: "status" });
  const possible = steps.length > 0 && others.length > 0;
  return openDialog({
    title: `Replace ${connection.name}`,
    actions: possible ? [{ label: "Replace" }] : [],
    closeLabel: possible ? "Cancel" : "Close",
    body: () =>
      possible
        ? [
            field("By", choice, { hint: "Connections of the same type are offered." }),
            h("fieldset.stack.close", h("legend", "In these steps"), boxes),
            h("p.hint", "What the steps do stays as it is; the old connection stays as well."),
            progress,
          ]
        : h("p", impossible(connection, steps)),
    onsubmit: async (control) => {
      const chosen = steps.filter((_, index) => boxes[index].box.checked);
      const other = others.find((one) => one._id === choice.value);
      await register(other, row);
      await each(chosen, other._id, row, progress);
      control.close();
      note(
        `${counted(chosen.length, "step")} now ${chosen.length === 1 ? "uses" : "use"} ${other.name}`,
        null,
        {
          label: "Undo",
          run: async () => {
            await each(chosen, connection._id, row, h("div"));
            await reload();
          },
        },
      );
      await reload();
    },
  });
}

function impossible(connection, steps) {
  return steps.length === 0
    ? "No step of this integration uses it."
    : `There is no other connection of its type (${connection.assistant ?? connection.type}) in this environment.`;
}

async function register(connection, row) {
  if (row.standalone) return;
  await api.put(`/v1/integrations/${row.id}/connections/register`, [connection._id], {
    environment: row.environment,
  });
}

/** One step after the other: where one is refused, those before it are told. */
async function each(steps, connectionID, row, progress) {
  for (const [index, step] of steps.entries()) {
    replace(progress, h("p.hint", `${index + 1} of ${steps.length}: ${step.name}`));
    try {
      await api.put(
        `/v1/${step.kind}/${step._id}/replaceConnection`,
        { _newConnectionId: connectionID },
        { environment: row.environment },
      );
    } catch (error) {
      error.message = `${step.name}: ${error.message}`;
      if (index) error.hint = `${counted(index, "step")} before it changed; try again for the rest`;
      throw error;
    }
  }
}
