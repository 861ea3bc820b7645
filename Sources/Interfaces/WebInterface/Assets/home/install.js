// Installing a bundle: what is in it first, then its connections, then the work.

import { h, replace } from "../core/dom.js";
import * as api from "../core/api.js";
import * as sessions from "../core/session.js";
import { withQuery } from "../core/router.js";
import { bytes, counted, kind as kindName } from "../core/format.js";
import { openDialog } from "../ui/dialog.js";
import { field, textInput } from "../ui/field.js";
import { note, problem } from "../ui/notice.js";
import { bindingForm } from "../plans/bindings.js";
import { planSummary } from "../plans/plan.js";

const largest = 256 * 1024 * 1024;

export async function installBundle({ router }) {
  const environment = sessions.session.environment;
  const file = h("input", { type: "file", accept: ".zip,application/zip", class: "input" });
  const fileField = field("Zip file", file, {
    required: true,
    hint: "One that ilm or integrator.io made.",
  });
  const name = textInput("", { placeholder: "As in the zip", maxlength: "100" });
  const preview = h("div.stack");
  const state = { zip: null, plan: null, bindings: null };
  const address = `/ilm/v1/environments/${encodeURIComponent(environment)}/install`;

  const send = (extra) =>
    api.request("POST", withQuery(address, { name: name.value.trim(), ...extra }), {
      raw: state.zip,
      headers: { "Content-Type": "application/zip" },
    });
  const connections = () => {
    const chosen = state.bindings?.values() ?? {};
    return Object.keys(chosen).length ? JSON.stringify(chosen) : null;
  };

  const look = async () => {
    state.plan = null;
    const picked = file.files[0];
    fileField.wrong(wrongFile(picked));
    if (!picked || wrongFile(picked)) return;
    replace(preview, h("p.muted", h("span.spinner"), " Reading the zip"));
    try {
      state.zip = await picked.arrayBuffer();
      const answer = await send({ dryRun: "true", connections: connections() });
      state.plan = answer.plan;
      state.bindings ??= bindingForm({ environment, slots: slotsOf(answer.plan) });
      replace(
        preview,
        h("h3", madeBy(answer.plan)),
        planSummary(answer.plan),
        state.bindings.element,
      );
    } catch (error) {
      replace(preview, problem(error));
    }
  };
  file.addEventListener("change", () => {
    state.bindings = null;
    look();
  });

  await openDialog({
    title: `Install into ${environment}`,
    large: true,
    actions: [{ label: "Install" }],
    body: () => [fileField, field("Name", name), preview],
    onsubmit: async (control) => {
      if (!file.files[0]) return fileField.wrong("Choose a zip.");
      await look();
      if (!state.plan) return;
      const made = await send({ plan: state.plan.id, connections: connections() });
      control.close();
      note("Installed", made.target);
      router.go(
        "/integrations/" + made.target.split("/").map(encodeURIComponent).join("/") + "/flows",
      );
    },
  });
}

function wrongFile(file) {
  if (!file) return "Choose a zip.";
  if (file.size > largest) return `It has ${bytes(file.size)}; ${bytes(largest)} is the most.`;
  return "";
}

/** The connections a plan would make as placeholders, and those it is bound to. */
export function slotsOf(plan) {
  const open = plan.steps
    .filter((step) => step.op === "create" && bound.has(step.kind))
    .map((step) => ({
      slot: step.name,
      kind: step.kind,
      title: step.changes?.[0]?.to?.name ?? step.name,
      type: step.changes?.[0]?.to?.type ?? null,
      label: kindName(step.kind),
    }));
  const found = (plan.bindings ?? []).map(({ slot, id, name }) => {
    const kind = slot.split("/")[0];
    return { slot, kind, title: name || slot, type: null, label: kindName(kind), bound: id };
  });
  return [...open, ...found];
}

/** How many resources a plan makes, in words. */
export function madeBy(plan) {
  const number = plan.steps.filter((step) => step.op === "create").length;
  return `${counted(number, "resource")} will be made`;
}

const bound = new Set(["connections", "iclients", "stacks", "agents"]);
