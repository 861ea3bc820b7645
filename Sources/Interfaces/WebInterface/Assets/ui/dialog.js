// Dialogs are the browser's own: focus is trapped, Escape closes, focus goes back.

import { h, freshID } from "../core/dom.js";
import { icon } from "./icons.js";
import { problem } from "./notice.js";

/** Opens a dialog. `render(dialog)` gives its body; `actions` its buttons. Answers when closed. */
export function openDialog({
  title,
  body,
  actions = [],
  large = false,
  onsubmit,
  closeLabel = "Cancel",
}) {
  return new Promise((resolve) => {
    const heading = freshID("dialog");
    const failure = h("div", { role: "alert" });
    const element = h(`dialog${large ? ".large" : ""}`, { "aria-labelledby": heading });
    const control = {
      element,
      value: null,
      failed: (error) => failure.replaceChildren(problem(error)),
    };
    control.close = (value = null) => {
      control.value = value;
      element.close();
    };
    const submit = h("button.button.primary", { type: "submit" }, actions[0]?.label ?? "Save");
    if (actions[0]?.danger) submit.classList.add("danger");
    control.submit = submit;
    const form = h("form", {
      method: "dialog",
      novalidate: true,
      onsubmit: async (event) => {
        event.preventDefault();
        if (submit.disabled) return;
        failure.replaceChildren();
        submit.disabled = true;
        try {
          await onsubmit?.(control);
        } catch (error) {
          control.failed(error);
        }
        submit.disabled = actions[0]?.enabled ? !actions[0].enabled() : false;
      },
    });
    form.append(
      h(
        "header",
        h("h2", { id: heading }, title),
        h(
          "button.button.quiet.icon-only.small",
          { type: "button", "aria-label": "Close", onclick: () => control.close() },
          icon("close"),
        ),
      ),
      h("div.body", body(control), failure),
      h(
        "footer",
        h("button.button", { type: "button", onclick: () => control.close() }, closeLabel),
        actions.length ? submit : null,
      ),
    );
    element.append(form);
    element.addEventListener("close", () => {
      element.remove();
      resolve(control.value);
    });
    document.body.append(element);
    element.showModal();
    (
      element.querySelector("[autofocus], .body input, .body select, .body textarea") ?? submit
    ).focus();
  });
}

/** Asks before something that cannot be taken back; the name must be typed. */
export function confirmByName({ title, name, explanation, action, run }) {
  const field = h("input", {
    type: "text",
    autocomplete: "off",
    spellcheck: "false",
    id: freshID("name"),
  });
  return openDialog({
    title,
    actions: [{ label: action, danger: true, enabled: () => field.value === name }],
    body: (control) => {
      control.submit.disabled = true;
      field.addEventListener("input", () => {
        control.submit.disabled = field.value !== name;
      });
      return [
        h("p", explanation),
        h(
          "div.field",
          h("label", { for: field.id }, "Type ", h("code", name), " to confirm"),
          field,
        ),
      ];
    },
    onsubmit: async (control) => {
      await run();
      control.close(true);
    },
  });
}

/** Asks a plain question. */
export function confirm({ title, explanation, action, danger = false, run }) {
  return openDialog({
    title,
    actions: [{ label: action, danger }],
    body: () => h("p", explanation),
    onsubmit: async (control) => {
      await run?.();
      control.close(true);
    },
  });
}
