// Open errors: read, corrected, tried again, resolved, assigned.

import { h, replace } from "../../core/dom.js";
import * as api from "../../core/api.js";
import { ago, counted, time } from "../../core/format.js";
import { icon } from "../../ui/icons.js";
import { openDialog } from "../../ui/dialog.js";
import { check, field, textInput } from "../../ui/field.js";
import { bones, fill } from "../../ui/loading.js";
import { complain, note, problem } from "../../ui/notice.js";
import { layOutFlow } from "../../drawing/flow-layout.js";
import { jsonEditor } from "../own/json-editor.js";

/** A card with the flows that have open errors; each opens its list. */
export function errorsCard(errors, flows, context, reload) {
  if (errors.length === 0) return null;
  return h(
    "section.card",
    { "aria-label": "Open errors" },
    h(
      "header",
      h("h3", "Open errors"),
      h(
        "span.badge.bad",
        counted(
          errors.reduce((sum, one) => sum + one.numError, 0),
          "error",
        ),
      ),
    ),
    h(
      "ul.error-flows",
      errors.map((one) =>
        h(
          "li",
          h(
            "span.grow.wrap",
            h("strong", flows.get(one._flowId)?.name ?? one._flowId),
            h("span.faint", ` last ${ago(one.lastErrorAt)}`),
          ),
          h("span.badge.bad", one.numError),
          h(
            "button.button.small",
            {
              type: "button",
              "aria-label": `Look at the errors of ${flows.get(one._flowId)?.name ?? one._flowId}`,
              onclick: () => openErrors(one._flowId, flows, context, reload),
            },
            "Look",
          ),
        ),
      ),
    ),
  );
}

async function openErrors(flowID, flows, context, reload) {
  const place = h("div");
  const load = () => readErrors(flowID, context.row);
  const state = { chosen: new Set(), changed: false };
  const render = (list) =>
    errorList(list, flowID, state, context, () => {
      state.changed = true;
      return fill(place, load, render, { keeps: true });
    });
  fill(place, load, render, { bones: bones(4, 60) });
  await openDialog({
    title: `Errors of ${flows.get(flowID)?.name ?? flowID}`,
    large: true,
    closeLabel: "Close",
    body: () => place,
  });
  if (state.changed) reload();
}

/** The open errors of all steps of a flow. */
async function readErrors(flowID, row) {
  const flow = await api.get(`/v1/flows/${flowID}`, { environment: row.environment });
  const steps = [
    ...new Set(
      layOutFlow(flow)
        .nodes.filter((node) => node.resource)
        .map((node) => node.resource),
    ),
  ];
  const lists = await Promise.all(
    steps.map(async (step) => {
      const answer = await api.get(`/v1/flows/${flowID}/${step}/errors`, {
        environment: row.environment,
      });
      return (answer?.errors ?? []).map((error) => ({ ...error, step }));
    }),
  );
  return lists.flat().sort((a, b) => b.occurredAt.localeCompare(a.occurredAt));
}

function errorList(list, flowID, state, context, reload) {
  const { row, manages } = context;
  if (list.length === 0) return h("p.muted", "No open errors.");
  state.chosen.clear();
  const apply = async (work, done) => {
    const chosen = list.filter((one) => state.chosen.has(one.errorId));
    try {
      await work(chosen);
      note(done(chosen.length));
      await reload();
    } catch (error) {
      complain(error);
    }
  };
  const buttons = [
    [
      "Resolve",
      (chosen) =>
        perStep(chosen, (step, errors) =>
          api.put(
            `/v1/flows/${flowID}/${step}/resolved`,
            { errors: errors.map((one) => one.errorId) },
            { environment: row.environment },
          ),
        ),
      (number) => `Resolved ${counted(number, "error")}`,
    ],
    [
      "Retry",
      (chosen) =>
        perStep(
          chosen.filter((one) => one.retryDataKey),
          (step, errors) =>
            api.post(
              `/v1/flows/${flowID}/${step}/retry`,
              { retryDataKeys: errors.map((one) => one.retryDataKey) },
              { environment: row.environment },
            ),
        ),
      (number) => `${counted(number, "error")} will be tried again`,
    ],
  ].map(([label, work, done]) =>
    h(
      "button.button.small",
      { type: "button", disabled: true, onclick: () => apply(work, done) },
      label,
    ),
  );
  const assign = h(
    "button.button.small",
    {
      type: "button",
      disabled: true,
      onclick: () =>
        assignErrors(
          list.filter((one) => state.chosen.has(one.errorId)),
          flowID,
          row,
          reload,
        ),
    },
    "Assign",
  );
  const refresh = () => {
    for (const button of [...buttons, assign]) button.disabled = state.chosen.size === 0;
  };
  const boxes = list.map((one) =>
    check("", false, (on) => {
      if (on) state.chosen.add(one.errorId);
      else state.chosen.delete(one.errorId);
      refresh();
    }),
  );
  for (const [index, box] of boxes.entries()) {
    box.box.setAttribute("aria-label", `Choose the error: ${list[index].message}`);
  }
  const all = check("All", false, (on) => {
    boxes.forEach((box, index) => {
      box.box.checked = on;
      if (on) state.chosen.add(list[index].errorId);
      else state.chosen.delete(list[index].errorId);
    });
    refresh();
  });
  return h(
    "div.stack.close",
    manages ? h("div.row", all, buttons, assign) : null,
    h(
      "ul.error-list",
      list.map((one, index) =>
        h(
          "li",
          manages ? boxes[index] : null,
          h(
            "div.grow.stack.close",
            h("p.wrap", h("strong", one.message)),
            h(
              "p.hint",
              [
                one.code,
                one.source,
                one.traceKey ? `record ${one.traceKey}` : null,
                time(one.occurredAt),
                one.assignedTo ? `assigned to ${one.assignedTo}` : null,
              ]
                .filter(Boolean)
                .join(" · "),
            ),
          ),
          manages && one.retryDataKey
            ? h(
                "button.button.small",
                {
                  type: "button",
                  "aria-label": `Correct the record of: ${one.message}`,
                  onclick: () => correct(one, flowID, row, reload),
                },
                icon("edit"),
                "Correct",
              )
            : null,
        ),
      ),
    ),
  );
}

async function perStep(errors, work) {
  const steps = Map.groupBy ? Map.groupBy(errors, (one) => one.step) : group(errors);
  for (const [step, members] of steps) await work(step, members);
}

function group(errors) {
  const steps = new Map();
  for (const one of errors) steps.set(one.step, [...(steps.get(one.step) ?? []), one]);
  return steps;
}

function assignErrors(errors, flowID, row, reload) {
  const email = textInput("", { type: "email", autofocus: true });
  const holder = field("Email", email, { required: true });
  return openDialog({
    title: `Assign ${counted(errors.length, "error")}`,
    actions: [{ label: "Assign" }],
    body: () => holder,
    onsubmit: async (control) => {
      holder.wrong(/^\S+@\S+$/.test(email.value) ? "" : "Write an email address.");
      if (!/^\S+@\S+$/.test(email.value)) return email.focus();
      await perStep(errors, (step, members) =>
        api.put(
          `/v1/flows/${flowID}/${step}/errors/assign`,
          { errorIds: members.map((one) => one.errorId), email: email.value },
          { environment: row.environment },
        ),
      );
      control.close();
      note("Assigned");
      await reload();
    },
  });
}

/** Edits what a record was when it failed, and tries it again if asked. */
async function correct(error, flowID, row, reload) {
  const address = `/v1/flows/${flowID}/${error.step}/${encodeURIComponent(error.retryDataKey)}/data`;
  const place = h("div", h("p.muted", h("span.spinner"), " Reading the record"));
  const again = check("Try it again at once", true);
  let editor = null;
  let stored = null;
  api.get(address, { environment: row.environment }).then(
    (answer) => {
      stored = answer;
      editor = jsonEditor({ label: "Record", value: answer?.data ?? answer });
      replace(place, editor);
    },
    (failure) => replace(place, problem(failure)),
  );
  return openDialog({
    title: "Correct the record",
    large: true,
    actions: [{ label: "Save" }],
    body: () => [h("p.wrap", error.message), place, again],
    onsubmit: async (control) => {
      const read = editor?.read();
      if (!read || read.wrong) return;
      await api.put(
        address,
        stored?.data !== undefined ? { ...stored, data: read.value } : read.value,
        { environment: row.environment },
      );
      if (again.box.checked)
        await api.post(
          `/v1/flows/${flowID}/${error.step}/retry`,
          { retryDataKeys: [error.retryDataKey] },
          { environment: row.environment },
        );
      control.close();
      note(again.box.checked ? "Corrected, and will be tried again" : "Corrected");
      await reload();
    },
  });
}
