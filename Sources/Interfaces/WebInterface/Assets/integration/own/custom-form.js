// A settings form: the fields that its author declared, in the order of its layout.

import { h } from "../../core/dom.js";
import { check, field, select, textInput } from "../../ui/field.js";

/** The fields of a form, in order: `{ id, name, label, type, required, help, options, value }`. */
export function formFields(form, settings = {}) {
  const map = form?.fieldMap ?? {};
  const order = [...new Set([...layoutFields(form?.layout), ...Object.keys(map)])].filter(
    (key) => map[key],
  );
  return order.map((key) => {
    const one = map[key];
    const name = one.name || one.id || key;
    return {
      id: one.id ?? key,
      name,
      label: one.label || name,
      type: one.type ?? "text",
      inputType: one.inputType,
      required: Boolean(one.required),
      help: one.helpText || one.description || "",
      options: optionsOf(one.options),
      value: valueAt(settings, name) ?? one.defaultValue,
    };
  });
}

function layoutFields(layout) {
  if (!layout) return [];
  return [...(layout.fields ?? []), ...(layout.containers ?? []).flatMap(layoutFields)];
}

function optionsOf(options) {
  const items = (Array.isArray(options) ? options : []).flatMap((one) => one.items ?? [one]);
  return items.map((one) =>
    typeof one === "object" && one !== null
      ? [String(one.value ?? one.label), one.label ?? String(one.value), one.value ?? one.label]
      : [String(one), String(one), one],
  );
}

/** `/a/b` and `a.b` are places inside; any other name is a member. */
export function valueAt(settings, name) {
  return partsOf(name).reduce(
    (value, part) => (value && Object.hasOwn(Object(value), part) ? value[part] : undefined),
    settings,
  );
}

function partsOf(name) {
  return name.startsWith("/") ? name.slice(1).split("/") : name.split(".");
}

/** A copy with one value changed; what others wrote beside it stays. */
export function withValue(settings, name, value) {
  const [part, ...rest] = partsOf(name);
  if (part === "__proto__") return settings;
  const copy = { ...settings };
  if (rest.length)
    copy[part] = withValue(
      typeof copy[part] === "object" && copy[part] !== null ? copy[part] : {},
      rest.join("."),
      value,
    );
  else if (value === undefined) delete copy[part];
  else copy[part] = value;
  return copy;
}

/** The form; `read()` gives `{ value }` or `{ wrong }`. */
export function customForm({ form, settings, disabled }) {
  const controls = formFields(form, settings).map((one) => control(one, disabled));
  const element = h(
    "div.stack",
    controls.map((one) => one.element),
  );
  element.read = () => {
    let value = settings ?? {};
    let first = null;
    for (const one of controls) {
      const read = one.read();
      one.element.wrong?.(read.wrong ?? "");
      if (read.wrong) first ??= one;
      else value = withValue(value, one.name, read.value);
    }
    first?.focus();
    return first ? { wrong: true } : { value };
  };
  return element;
}

function control(one, disabled) {
  const made = makers[one.type] ?? makers.text;
  const { input, read } = made(one);
  if (disabled)
    for (const each of [input, ...input.querySelectorAll("input, select, textarea")])
      each.disabled = true;
  const plain = one.type === "checkbox" || one.type === "multiselect";
  const element = plain
    ? input
    : field(one.label, input, { required: one.required, hint: one.help });
  return {
    name: one.name,
    element,
    focus: () => (input.querySelector("input") ?? input).focus(),
    read: () => {
      const value = read();
      if (value.wrong) return value;
      const missing =
        value.value === undefined ||
        value.value === "" ||
        (Array.isArray(value.value) && value.value.length === 0);
      return one.required && missing ? { wrong: `${one.label} is needed.` } : value;
    },
  };
}

const makers = {
  text: (one) =>
    textControl(
      one,
      textInput(one.value ?? "", {
        type: one.inputType === "number" ? "number" : "text",
        step: "any",
      }),
    ),
  textarea: (one) =>
    textControl(
      one,
      h("textarea", {
        rows: "4",
        value:
          typeof one.value === "object" ? JSON.stringify(one.value, null, 2) : (one.value ?? ""),
      }),
    ),
  checkbox: (one) => {
    const input = check(one.label + (one.help ? ` – ${one.help}` : ""), Boolean(one.value));
    return { input, read: () => ({ value: input.box.checked }) };
  },
  select: (one) => choice(one),
  radiogroup: (one) => choice(one),
  multiselect: (one) => {
    const chosen = new Set((Array.isArray(one.value) ? one.value : []).map(String));
    const boxes = one.options.map(([key, label]) => check(label, chosen.has(key)));
    const input = h(
      "fieldset.stack.close",
      h("legend", one.label),
      boxes,
      one.help ? h("p.hint", one.help) : null,
    );
    return {
      input,
      read: () => ({
        value: one.options
          .filter((_, index) => boxes[index].box.checked)
          .map((option) => option[2]),
      }),
    };
  },
};

function choice(one) {
  const input = select(
    [["", "Choose…"], ...one.options.map(([key, label]) => [key, label])],
    one.value === undefined ? "" : String(one.value),
  );
  return { input, read: () => ({ value: one.options.find(([key]) => key === input.value)?.[2] }) };
}

function textControl(one, input) {
  return {
    input,
    read: () => {
      if (one.inputType === "number")
        return input.value === ""
          ? { value: undefined }
          : Number.isFinite(Number(input.value))
            ? { value: Number(input.value) }
            : { wrong: "Write a number." };
      if (typeof one.value !== "object" || one.value === null)
        return { value: input.value === "" ? undefined : input.value };
      try {
        return { value: JSON.parse(input.value) };
      } catch {
        return { wrong: "Write JSON." };
      }
    },
  };
}
