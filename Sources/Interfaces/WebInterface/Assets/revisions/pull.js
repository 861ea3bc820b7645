// Create pull: choose the source, see the plan, decide conflicts, merge.

import { h, replace } from "../core/dom.js";
import * as api from "../core/api.js";
import * as sessions from "../core/session.js";
import * as preferences from "../core/preferences.js";
import { check, field, select, textInput } from "../ui/field.js";
import { bones, fill } from "../ui/loading.js";
import { tip } from "../ui/notice.js";
import { Decisions } from "../conflicts/model.js";
import { subHead } from "./parts.js";
import { review } from "../plans/review.js";

export function pullTab(context) {
  const { row, manages, query } = context;
  if (!manages)
    return tip("your role does not allow pulls here", "Pulls need Manage on this integration.");
  const form = h("div");
  const work = h("div");
  fill(form, readSources, (sources) => pullForm(context, sources, work, query), {
    bones: bones(2, 58),
  });
  return h(
    "div",
    subHead(
      row,
      "Create pull",
      "Takes what the other integration has and this one has not, whatever changed on either side.",
    ),
    form,
    work,
  );
}

async function readSources() {
  const lists = await Promise.all(
    sessions.session.environments.map((one) =>
      api.get("/ilm/v1/integrations", { query: { environment: one.name } }),
    ),
  );
  return lists.flatMap((one) => one.integrations);
}

/** Candidates: those of the same name in other environments first. */
export function orderSources(sources, target) {
  const slug = target.slice(target.indexOf("/") + 1);
  const near = (one) => (one.target.endsWith(`/${slug}`) ? 0 : 1);
  return sources
    .filter((one) => one.target !== target && one.id !== null)
    .sort((a, b) => near(a) - near(b) || a.target.localeCompare(b.target));
}

const choices = [
  ["withName", "Also the integration's name"],
  ["withSchedules", "Also schedules"],
  ["withPayloads", "Also sample and mock data"],
  ["allowShared", "Change resources that other integrations use"],
  ["noRemembered", "Ask again about conflicts decided before"],
];

function pullForm(context, sources, work, query) {
  const { row, router } = context;
  const candidates = orderSources(sources, row.target);
  const asked = query.get("from");
  const from = select(
    candidates.map((one) => [one.target, `${one.name} · ${one.target.split("/")[0]}`]),
    asked ?? candidates[0]?.target,
  );
  const proposed = () => `from ${from.value}`;
  const description = textInput(query.get("description") ?? proposed(), {
    maxlength: "500",
    autofocus: true,
    onfocus: () => description.select(),
  });
  let isProposed = !query.get("description");
  description.addEventListener("input", () => {
    isProposed = false;
  });
  from.addEventListener("change", () => {
    if (isProposed) description.value = proposed();
  });
  const descriptionField = field("Description", description, { required: true });
  const options = choices.map(([key, label]) => [key, check(label, query.get(key) === "1")]);
  const ignored = preferences.mine().ignoredFields?.[row.target] ?? [];
  const body = () => ({
    from: from.value,
    description: description.value.trim(),
    ignore: ignored.length ? ignored : undefined,
    ...Object.fromEntries(options.filter(([, box]) => box.box.checked).map(([key]) => [key, true])),
  });
  const start = () => {
    descriptionField.wrong(description.value.trim() ? "" : "Describe the pull.");
    if (!description.value.trim()) return description.focus();
    router.note({
      from: from.value,
      description: description.value.trim(),
      ...Object.fromEntries(options.map(([key, box]) => [key, box.box.checked ? "1" : null])),
    });
    const decisions = new Decisions(sessionStorage, `ilm-pull ${row.target} ${from.value}`);
    const reviewer = review(context, {
      verb: "pull",
      body,
      decisions,
      doLabel: "Merge",
      canWait: true,
      selectable: true,
      done: (revision) => `Pulled as ${revision?.id ?? "a revision"}`,
    });
    replace(work, reviewer);
    reviewer.prepare();
    holder.open = false;
    summary.textContent = `Pull from ${from.value}: ${description.value.trim()}`;
  };
  if (candidates.length === 0)
    return tip(
      "there is no other integration to pull from",
      "Clone this one, or ask for access to another environment.",
    );
  const summary = h("summary", "Source and description");
  const form = h(
    "form.stack.options",
    {
      onsubmit: (event) => {
        event.preventDefault();
        start();
      },
    },
    h("div.grid-2", field("Pull from", from, { required: true }), descriptionField),
    h(
      "details",
      h("summary", "Options"),
      h(
        "div.stack.close.options",
        options.map(([, box]) => box),
        ignored.length ? h("p.hint", `Ignored fields: ${ignored.join(", ")}`) : null,
      ),
    ),
    h("div.row.end", h("button.button.primary", { type: "submit" }, "Next")),
  );
  if (asked && query.get("description")) queueMicrotask(start);
  const holder = h("details.card.padded.below", { open: true }, summary, form);
  return holder;
}
