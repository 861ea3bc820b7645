// An editor for JSON: where it is wrong is said while one types.

import { h, freshID } from "../../core/dom.js";
import { parseJSON } from "../../core/json.js";
import { jsonMistake } from "../../conflicts/model.js";
import { field } from "../../ui/field.js";

/** `read()` gives `{ value }` or `{ wrong }`; `check(value)` names what does not fit. */
export function jsonEditor({ label, value, check = () => "", hint, onchange, disabled = false }) {
  const text = h("textarea.code", {
    id: freshID("json"),
    rows: "16",
    spellcheck: "false",
    value: JSON.stringify(value ?? {}, null, 2),
    disabled,
  });
  const holder = field(label, text, { hint });
  const read = () => {
    const result = readJSON(text.value);
    const wrong = result.wrong ?? check(result.value);
    holder.wrong(wrong);
    return wrong ? { wrong } : result;
  };
  text.addEventListener("input", () => {
    read();
    onchange?.();
  });
  const format = h(
    "button.button.small",
    {
      type: "button",
      disabled,
      onclick: () => {
        const result = read();
        if (!result.wrong) text.value = JSON.stringify(result.value, null, 2);
      },
    },
    "Format",
  );
  const element = h("div.stack.close", holder, h("div", format));
  element.read = read;
  element.write = (next) => {
    text.value = JSON.stringify(next, null, 2);
    read();
  };
  return element;
}

/** Reads JSON, or says at which line and column it stops being JSON. */
export function readJSON(text) {
  try {
    return { value: parseJSON(text.trim() || "{}") };
  } catch (error) {
    return { wrong: jsonMistake(text, error) };
  }
}
