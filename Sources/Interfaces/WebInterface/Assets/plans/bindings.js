// Which connection of the target stands for which of the source.

import { h, replace } from "../core/dom.js";
import * as api from "../core/api.js";
import { kind as kindName } from "../core/format.js";
import { field, select } from "../ui/field.js";
import { problem } from "../ui/notice.js";

/** A form with a choice for each slot `{ slot, kind, title, type, bound }`; `values()` gives what was
 *  chosen, `none` says what no choice means. */
export function bindingForm({ environment, slots, chosen = {}, none = "An offline placeholder" }) {
  const choices = new Map();
  const element = h(
    "fieldset.stack.close",
    { hidden: slots.length === 0 },
    h("legend", "Connections"),
  );
  const list = h("div.grid-2");
  element.append(list);
  if (slots.length) fillChoices({ environment, slots, choices, list, chosen, none });
  return {
    element,
    values: () =>
      Object.fromEntries(
        [...choices]
          .filter(([, control]) => control.value)
          .map(([slot, control]) => [slot, control.value]),
      ),
  };
}

async function fillChoices({ environment, slots, choices, list, chosen, none }) {
  try {
    const kinds = [...new Set(slots.map((one) => one.kind))];
    const found = new Map(
      await Promise.all(
        kinds.map(async (kind) => [kind, await api.list(`/v1/${kind}`, { environment })]),
      ),
    );
    replace(
      list,
      slots.map((one) => {
        const fitting = found
          .get(one.kind)
          .filter((candidate) => !one.type || !candidate.type || candidate.type === one.type);
        const control = select(
          [
            ...(one.bound ? [] : [["", none]]),
            ...fitting.map((candidate) => [candidate._id, candidate.name]),
          ],
          chosen[one.slot] ?? one.bound ?? likely(one, fitting),
        );
        choices.set(one.slot, control);
        return field(`${one.title ?? one.slot}`, control, {
          hint: `${kindName(one.kind)}: ${one.slot.split("/")[1]}`,
        });
      }),
    );
  } catch (error) {
    replace(list, problem(error));
  }
}

/** The only one of its type, or the one of the same name. */
function likely(slot, candidates) {
  const named = candidates.find((one) => one.name === slot.title);
  return named?._id ?? "";
}
