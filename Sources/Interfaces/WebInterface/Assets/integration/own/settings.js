// The Settings tab: free JSON, or the custom form where there is one.

import { h, replace } from "../../core/dom.js";
import { segments, select, field } from "../../ui/field.js";
import { bones, fill } from "../../ui/loading.js";
import { note, problem, tip } from "../../ui/notice.js";
import { edit, ownDocument } from "../edit.js";
import { customForm, formFields } from "./custom-form.js";
import { jsonEditor } from "./json-editor.js";

export function settingsTab(context) {
  const { row, signal } = context;
  if (row.standalone)
    return tip(
      "Standalone Flows has no settings",
      "Each flow in it has settings of its own. JSON settings are not available for APIs.",
    );
  const place = h("div");
  fill(
    place,
    () => ownDocument(row, signal),
    (integration) => editor(integration, context),
    { bones: bones(1, 340) },
  );
  return place;
}

function editor(integration, context) {
  const owners = [
    ["", "The integration"],
    ...(integration.flowGroupings ?? []).map((group) => [group._id, `Group: ${group.name}`]),
  ];
  const owner = select(owners, context.query.get("group") ?? "");
  const work = h("div");
  const draw = () => {
    context.router.note({ group: owner.value });
    replace(
      work,
      ownerEditor(
        owner.value
          ? integration.flowGroupings.find((group) => group._id === owner.value)
          : integration,
        owner.value,
        context,
      ),
    );
  };
  owner.addEventListener("change", draw);
  draw();
  return h(
    "div.stack",
    h(
      "p.hint",
      "Hooks, filters and handlebars of every step in this integration can read these values. JSON settings are not available for APIs.",
    ),
    owners.length > 1 ? h("div.narrow", field("Settings of", owner)) : null,
    work,
  );
}

function ownerEditor(holder, groupID, context) {
  const form = holder.settingsForm?.form;
  const settings = holder.settings ?? {};
  const work = h("div");
  let present = null;
  const show = (mode) => {
    present =
      mode === "form"
        ? customForm({ form, settings, disabled: !context.manages })
        : jsonEditor({
            label: "Settings (JSON)",
            value: settings,
            disabled: !context.manages,
            check: (value) => checkSettings(value, form),
            hint: "An object; its members are what steps see.",
          });
    replace(work, present, mode === "json" ? knownFields(form) : null);
  };
  const hasForm = Boolean(form?.fieldMap && Object.keys(form.fieldMap).length);
  show(hasForm ? "form" : "json");
  const failure = h("div", { role: "alert" });
  const save = h("button.button.primary", { type: "submit" }, "Save");
  return h(
    "form.card.padded.stack",
    {
      onsubmit: async (event) => {
        event.preventDefault();
        const read = present.read();
        if (read.wrong) return;
        save.disabled = true;
        failure.replaceChildren();
        try {
          await saveSettings(read.value, groupID, context);
          Object.assign(holder, { settings: read.value });
          note("Settings saved");
        } catch (error) {
          failure.replaceChildren(problem(error));
        }
        save.disabled = false;
      },
    },
    hasForm
      ? segments(
          "Editor",
          [
            ["form", "Form"],
            ["json", "JSON"],
          ],
          "form",
          show,
        )
      : null,
    work,
    failure,
    context.manages ? h("div.row.end", save) : null,
  );
}

/** What the form says about the members of the settings: the editor checks them by it. */
function knownFields(form) {
  const fields = formFields(form);
  if (fields.length === 0) return null;
  return h(
    "details.below",
    { open: true },
    h("summary", "Fields that the form knows"),
    h(
      "dl.facts",
      fields.map((one) => [
        h("dt", h("code", one.name)),
        h("dd", [one.label, fieldType(one), one.required ? "needed" : null, one.help]
          .filter(Boolean)
          .join(" · ")),
      ]),
    ),
  );
}

function fieldType({ type, inputType, options }) {
  if (options.length) return `one of ${options.map(([key]) => key).join(", ")}`;
  if (type === "checkbox") return "true or false";
  return inputType === "number" ? "a number" : "a text";
}

async function saveSettings(value, groupID, { row }) {
  await edit("integrations", row.id, row.environment, (document) => {
    const owner = groupID
      ? document.flowGroupings.find((group) => group._id === groupID)
      : document;
    owner.settings = value;
  });
}

/** What does not fit: settings are an object, and the form's fields decide types. */
export function checkSettings(value, form) {
  if (value === null || typeof value !== "object" || Array.isArray(value))
    return "Settings are an object: { … }.";
  for (const one of formFields(form, value)) {
    const mistake = fieldMistake(one);
    if (mistake) return mistake;
  }
  return "";
}

function fieldMistake({ label, required, type, inputType, options, value }) {
  if (value === undefined || value === "") return required ? `${label} is needed.` : "";
  if (type === "checkbox" && typeof value !== "boolean") return `${label} is true or false.`;
  if (inputType === "number" && typeof value !== "number") return `${label} is a number.`;
  if (type === "multiselect" && !Array.isArray(value)) return `${label} is a list.`;
  if (
    (type === "select" || type === "radiogroup") &&
    options.length &&
    !options.some(([key]) => key === String(value))
  )
    return `${label} is one of ${options.map(([key]) => key).join(", ")}.`;
  return "";
}
