// Labelled fields: a label, a control, a hint, and what is wrong with it.

import { h, freshID } from "../core/dom.js";
import { icon } from "./icons.js";

/** A field around any control. */
export function field(label, control, options = {}) {
  control.id ||= freshID("field");
  const hint = options.hint ? h("p.hint", { id: freshID("hint") }, options.hint) : null;
  const wrong = h("p.wrong", { id: freshID("wrong"), hidden: true });
  control.setAttribute("aria-describedby", [hint?.id, wrong.id].filter(Boolean).join(" "));
  if (options.required) control.setAttribute("aria-required", "true");
  const element = h(
    "div.field",
    h(
      "label",
      { for: control.id },
      label,
      options.required ? h("span.muted", { "aria-hidden": "true" }, " *") : null,
    ),
    control,
    hint,
    wrong,
  );
  element.wrong = (text) => {
    wrong.hidden = !text;
    wrong.replaceChildren(...(text ? [text] : []));
    if (text) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  };
  return element;
}

/** A text control. */
export function textInput(value = "", attributes = {}) {
  return h("input", { type: "text", autocomplete: "off", value, ...attributes });
}

/** A choice; options are texts or `[value, label]`. */
export function select(options, value, attributes = {}) {
  const element = h(
    "select",
    attributes,
    options.map((option) => {
      const [key, label] = Array.isArray(option) ? option : [option, option];
      return h("option", { value: key }, label);
    }),
  );
  element.value = value ?? "";
  if (element.selectedIndex < 0 && element.options.length) element.selectedIndex = 0;
  return element;
}

/** A box to tick. */
export function check(label, checked, onchange) {
  const box = h("input", { type: "checkbox", checked, onchange: () => onchange?.(box.checked) });
  const element = h("label.check", box, h("span", label));
  element.box = box;
  return element;
}

/** A search field. */
export function searchField(label, value, oninput) {
  const input = h("input", {
    type: "search",
    placeholder: label,
    "aria-label": label,
    value,
    autocomplete: "off",
  });
  let timer = null;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => oninput(input.value), 80);
  });
  return h("div.search", icon("search"), input);
}

/** Buttons of which one is pressed: `[[value, label, icon]]`. */
export function segments(label, options, value, onchange) {
  const element = h("div.segments", { role: "group", "aria-label": label });
  for (const [key, text, picture] of options) {
    const button = h(
      "button",
      {
        type: "button",
        "aria-pressed": String(key === value),
        onclick: () => {
          for (const other of element.children)
            other.setAttribute("aria-pressed", String(other === button));
          onchange(key);
        },
      },
      picture ? icon(picture) : null,
      h("span", text),
    );
    button.dataset.value = key;
    element.append(button);
  }
  return element;
}

/** A switch that changes something at once, and goes back where that fails. */
export function toggle(label, on, onchange, attributes = {}) {
  const element = h("button.switch", {
    type: "button",
    role: "switch",
    "aria-checked": String(on),
    "aria-label": label,
    ...attributes,
    onclick: async () => {
      const next = element.getAttribute("aria-checked") !== "true";
      element.setAttribute("aria-checked", String(next));
      element.disabled = true;
      try {
        await onchange(next);
      } catch {
        element.setAttribute("aria-checked", String(!next));
      }
      element.disabled = false;
      element.focus();
    },
  });
  return element;
}
