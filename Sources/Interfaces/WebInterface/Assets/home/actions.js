// Renaming, cloning, downloading and deleting an integration.

import { h, replace } from "../core/dom.js";
import * as api from "../core/api.js";
import * as sessions from "../core/session.js";
import { confirmByName, openDialog } from "../ui/dialog.js";
import { field, select, textInput } from "../ui/field.js";
import { note, problem } from "../ui/notice.js";
import { bindingForm } from "../plans/bindings.js";
import { planSummary } from "../plans/plan.js";
import { madeBy, slotsOf } from "./install.js";

export function targetAddress(target, ...rest) {
  const cut = target.indexOf("/");
  const parts = [target.slice(0, cut), target.slice(cut + 1)];
  return `/ilm/v1/targets/${[...parts, ...rest].map(encodeURIComponent).join("/")}`;
}

export function renameIntegration(row, { reload }) {
  const name = textInput(row.name, { maxlength: "100", autofocus: true });
  const holder = field("Name", name, { required: true });
  return openDialog({
    title: "Rename the integration",
    actions: [{ label: "Save" }],
    body: () => holder,
    onsubmit: async (control) => {
      holder.wrong(name.value.trim() ? "" : "Give it a name.");
      if (!name.value.trim()) return;
      await api.patch(targetAddress(row.target), { name: name.value.trim() });
      control.close();
      note(`Renamed to ${name.value.trim()}`);
      await reload();
    },
  });
}

export function deleteIntegration(row, { reload, router, leaves }) {
  return confirmByName({
    title: `Delete ${row.name}?`,
    name: row.name,
    action: "Delete",
    explanation:
      "A last snapshot is recorded first, so that it can be brought back with undo. What other integrations use is only taken out of this one.",
    run: async () => {
      await api.del(targetAddress(row.target), { query: { confirm: row.name } });
      const shows = () => (leaves ? router.go("/") : reload());
      note(`Deleted ${row.name}`, null, { label: "Undo", run: () => undo(row).then(shows) });
      await shows();
    },
  });
}

/** Takes back the last operation on an integration. */
async function undo(row) {
  const address = targetAddress(row.target, "undo");
  const { plan } = await api.post(address, { dryRun: true });
  await api.post(address, { plan: plan.id });
  note(`${row.name} is back`);
}

/** Saves the bundle of a state; `revision` null is now. */
export async function downloadIntegration(row, revision = null) {
  const blob = await api.get(targetAddress(row.target, "bundle"), {
    query: { state: revision },
    blob: true,
  });
  saveFile(blob, `${row.slug}${revision ? `-${revision}` : ""}.zip`);
}

export function saveFile(blob, name) {
  const link = h("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

export function cloneIntegration(row, { router }) {
  const targets = sessions.session.environments
    .filter((one) => sessions.mayManageAll(one.name))
    .map((one) => one.name);
  const name = textInput(`Clone - ${row.name}`, { maxlength: "100", autofocus: true });
  const environment = select(targets, row.environment);
  const preview = h("div.stack");
  const state = { plan: null, bindings: null, asked: null };

  const body = () => ({
    environment: environment.value,
    name: name.value.trim(),
    connections: state.bindings?.values() ?? {},
  });
  const look = async () => {
    const answer = await api.post(targetAddress(row.target, "clone"), { ...body(), dryRun: true });
    state.plan = answer.plan;
    state.asked = JSON.stringify(body());
    state.bindings ??= bindingForm({ environment: environment.value, slots: slotsOf(answer.plan) });
    replace(
      preview,
      h("h3", madeBy(answer.plan)),
      planSummary(answer.plan),
      state.bindings.element,
    );
  };
  environment.addEventListener("change", () => {
    state.bindings = null;
    look().catch((error) => replace(preview, problem(error)));
  });

  return openDialog({
    title: `Clone ${row.name}`,
    large: true,
    actions: [{ label: "Clone" }],
    body: () => {
      look().catch((error) => replace(preview, problem(error)));
      return [
        field("Name", name, { required: true }),
        field("Environment", environment),
        preview,
        h(
          "p.hint",
          "Cloned flows start switched off. A connection that is not chosen becomes an offline placeholder.",
        ),
      ];
    },
    onsubmit: async (control) => {
      if (!state.plan || state.asked !== JSON.stringify(body())) await look();
      const made = await api.post(targetAddress(row.target, "clone"), {
        ...body(),
        plan: state.plan.id,
      });
      control.close();
      note("Cloned", made.target);
      router.go(
        "/integrations/" + made.target.split("/").map(encodeURIComponent).join("/") + "/flows",
      );
    },
  });
}
