// The Admin tab: name, description, readme, and the end of it all.

import { h, replace } from "../../core/dom.js";
import { counted } from "../../core/format.js";
import { field, segments, textInput } from "../../ui/field.js";
import { bones, fill } from "../../ui/loading.js";
import { note, problem, tip } from "../../ui/notice.js";
import { markdown } from "../../drawing/markdown.js";
import { deleteIntegration } from "../../home/actions.js";
import { refusal } from "../../home/model.js";
import { edit, ownDocument } from "../edit.js";

export function adminTab(context) {
  const { row, manages, signal } = context;
  if (row.standalone)
    return tip(
      "Standalone Flows cannot be changed or deleted",
      "It holds the flows, APIs and tools that are in no integration.",
    );
  const place = h("div");
  fill(
    place,
    () => ownDocument(row, signal),
    (integration) =>
      h(
        "div.stack.far",
        manages ? editForm(integration, context) : reading(integration),
        manages ? danger(context) : null,
      ),
    { bones: bones(3, 90) },
  );
  return place;
}

function reading(integration) {
  return h(
    "div.stack",
    h(
      "section.card.padded",
      h(
        "dl.facts",
        h("dt", "Name"),
        h("dd", integration.name),
        h("dt", "Description"),
        h("dd", integration.description || "–"),
      ),
    ),
    h(
      "section.card.padded",
      { "aria-label": "Readme" },
      integration.readme ? markdown(integration.readme) : h("p.muted", "There is no readme."),
    ),
  );
}

const limits = { name: 100, description: 5120 };

function editForm(integration, { row, reload }) {
  const name = textInput(integration.name, { maxlength: String(limits.name) });
  const nameField = field("Name", name, { required: true });
  const description = h("textarea", {
    rows: "3",
    value: integration.description ?? "",
    maxlength: String(limits.description),
  });
  const counter = h("span.faint");
  const count = () => {
    counter.textContent = `${limits.description - description.value.length} characters left`;
  };
  description.addEventListener("input", count);
  count();
  const readme = h("textarea.code", {
    rows: "14",
    value: integration.readme ?? "",
    "aria-label": "Readme (Markdown)",
  });
  const work = h("div");
  const show = (mode) =>
    replace(
      work,
      mode === "write"
        ? readme
        : h(
            "div.card.padded.readme",
            readme.value.trim() ? markdown(readme.value) : h("p.muted", "There is no readme."),
          ),
    );
  const start = integration.readme ? "read" : "write";
  show(start);
  const failure = h("div", { role: "alert" });
  const save = h("button.button.primary", { type: "submit" }, "Save");
  return h(
    "form.card.padded.stack",
    {
      onsubmit: async (event) => {
        event.preventDefault();
        nameField.wrong(name.value.trim() ? "" : "Give it a name.");
        if (!name.value.trim()) return name.focus();
        save.disabled = true;
        failure.replaceChildren();
        try {
          await edit("integrations", row.id, row.environment, (document) => {
            document.name = name.value.trim();
            document.description = description.value;
            document.readme = readme.value;
          });
          note("Saved");
          reload();
        } catch (error) {
          failure.replaceChildren(problem(error));
        }
        save.disabled = false;
      },
    },
    nameField,
    h("div", field("Description", description), counter),
    h(
      "div.row.between",
      h("h3", "Readme"),
      segments(
        "Readme",
        [
          ["read", "Read"],
          ["write", "Write"],
        ],
        start,
        show,
      ),
    ),
    work,
    failure,
    h("div.row.end", save),
  );
}

function danger({ row, router }) {
  const reason = refusal(row, "delete");
  return h(
    "section.card.padded.danger-zone",
    { "aria-label": "Delete" },
    h(
      "div.row.between",
      h(
        "div.grow",
        h("h3", "Delete the integration"),
        h(
          "p.muted",
          reason ??
            `${[counted(row.flows, "flow"), row.apis ? counted(row.apis, "API") : null, row.tools ? counted(row.tools, "tool") : null].filter(Boolean).join(", ")} go with it. A last snapshot is recorded first.`,
        ),
      ),
      h(
        "button.button.danger",
        {
          type: "button",
          disabled: Boolean(reason),
          onclick: () => deleteIntegration(row, { router, leaves: true }),
        },
        "Delete…",
      ),
    ),
  );
}
