// A plan in a few lines: what would be made, changed and deleted.

import { h } from "../core/dom.js";
import { counted, kind as kindName, kindOrder } from "../core/format.js";
import { caution } from "../ui/notice.js";

const words = {
  create: "make",
  update: "change",
  delete: "delete",
  disable: "switch off",
  enable: "switch on",
  register: "register",
};

/** Counts by kind and what is done. */
export function planSummary(plan) {
  const counts = new Map();
  for (const step of plan.steps) {
    const key = `${step.kind} ${step.op}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const order = (key) => kindOrder.indexOf(key.split(" ")[0]);
  const entries = [...counts].sort((a, b) => order(a[0]) - order(b[0]));
  return h(
    "div.stack.close",
    h(
      "div.row",
      entries.map(([key, number]) => {
        const [kind, op] = key.split(" ");
        return h(
          `span.badge${tone[op] ? `.${tone[op]}` : ""}`,
          `${kindName(kind)}: ${words[op] ?? op} ${number}`,
        );
      }),
    ),
    planRemarks(plan),
  );
}

const tone = { create: "good", update: "accent", delete: "bad", disable: "warn", enable: "warn" };

/** Warnings, shared use and what is left to do by hand. */
export function planRemarks(plan) {
  const remarks = [];
  if (plan.warnings?.length)
    remarks.push(
      remark(
        `${counted(plan.warnings.length, "warning")}`,
        plan.warnings.map((one) => `${one.name ? `${one.name}: ` : ""}${one.message}`),
      ),
    );
  if (plan.usedBy?.length)
    remarks.push(
      remark(
        "Other integrations use what is changed",
        plan.usedBy.map((one) => `${one.name}: ${(one.integrations ?? []).join(", ")}`),
      ),
    );
  if (plan.followUps?.length) remarks.push(followUps(plan.followUps));
  return remarks.length ? h("div.stack.close", remarks) : null;
}

function remark(title, lines) {
  return caution(
    title,
    h(
      "ul",
      lines.map((line) => h("li", line)),
    ),
  );
}

/** What has to be done by hand afterwards. */
export function followUps(list) {
  return h(
    "div.card.padded.stack.close",
    h("h3", "Left to do afterwards"),
    h(
      "ul",
      list.map((one) => h("li", h("strong", one.name ?? one.kind), ": ", one.hint ?? one.code)),
    ),
  );
}

/** The steps in their order. */
export function planSteps(plan) {
  return h(
    "ol.steps",
    plan.steps.map((step) =>
      h(
        "li",
        h(`span.badge${tone[step.op] ? `.${tone[step.op]}` : ""}`, words[step.op] ?? step.op),
        " ",
        h("code", step.name),
        step.changes?.length ? h("span.muted", ` ${counted(step.changes.length, "change")}`) : null,
        step.neededBy ? h("span.muted", ` needed by ${step.neededBy}`) : null,
      ),
    ),
  );
}

const changed = { added: "good", modified: "accent", deleted: "bad" };

/** What is done besides the conflicts, once they are decided; folded. */
export function changesBesides(changes) {
  return h(
    "details.card.padded",
    h("summary", `Besides: ${counted(changes.length, "resource")} without a conflict`),
    h(
      "ul.steps",
      changes.map((one) =>
        h(
          "li",
          h(`span.badge.${changed[one.status]}`, one.status),
          " ",
          h("code", one.name),
          one.status === "modified"
            ? h("span.muted", ` ${counted(one.changes.length, "change")}`)
            : null,
          one.neededBy ? h("span.muted", ` needed by ${one.neededBy}`) : null,
        ),
      ),
    ),
  );
}
