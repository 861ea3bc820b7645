// From a question to the work: conflicts, connections, the plan, and then doing it.

import { h, replace } from "../core/dom.js";
import { counted } from "../core/format.js";
import { icon } from "../ui/icons.js";
import { check } from "../ui/field.js";
import { openDialog } from "../ui/dialog.js";
import { empty } from "../ui/loading.js";
import { problem, tip } from "../ui/notice.js";
import { conflictView } from "../conflicts/view.js";
import { differenceView } from "../difference/view.js";
import { readDocument } from "../difference/documents.js";
import { bindingForm } from "./bindings.js";
import { dryRun, run } from "./calls.js";
import { address, progressBox } from "./parts.js";
import { followUps, planRemarks, planSteps, planSummary } from "./plan.js";

/** Prepares and does `verb`. `body()` is what is asked, `decisions` what was decided about conflicts. */
export function review(context, { verb, body, decisions, doLabel, canWait, done, selectable }) {
  const { row, signal } = context;
  const place = h("div.stack.far");
  const state = { connections: {}, placeholders: false, plan: null, only: null, view: null };

  const asked = () => {
    const asking = { ...body() };
    if (Object.keys(state.connections).length) asking.connections = state.connections;
    if (state.placeholders) asking.placeholders = true;
    if (state.only) asking.only = state.only;
    if (decisions?.list().length) asking.resolutions = decisions.list();
    return asking;
  };

  const prepare = async () => {
    busy(place, "Comparing both sides…");
    closeView(state);
    try {
      const answer = await dryRun(row, verb, asked());
      if (answer.conflicts?.length) showConflicts(answer);
      else if (!answer.plan || (answer.plan.steps.length === 0 && !decisions?.list().length))
        showNothing(answer);
      else showPlan(answer.plan);
    } catch (error) {
      showFailure(error);
    }
  };

  const showConflicts = (answer) => {
    const next = h(
      "button.button.primary",
      { type: "button", disabled: true, onclick: prepare },
      "Next: review the plan",
    );
    const open = () => answer.conflicts.some((one) => !decisions.get(one));
    const view = conflictView({
      conflicts: answer.conflicts,
      resolved: answer.resolved ?? [],
      decisions,
      changed: () => {
        next.disabled = open();
      },
      finished: () => {
        next.disabled = false;
        next.focus();
      },
    });
    next.disabled = open();
    state.view = view;
    replace(
      place,
      tip(
        `${counted(answer.conflicts.length, "place")} changed on both sides`,
        "Nothing is written before all are decided. What you decide is remembered for the next time.",
      ),
      view,
      h(
        "div.row.end.work-bar",
        canWait ? h("button.button", { type: "button", onclick: wait }, "Keep for later") : null,
        next,
      ),
    );
    view.focusFirst();
  };

  const wait = async () => {
    try {
      await work(asked());
    } catch (error) {
      place.prepend(problem(error));
    }
  };

  const showNothing = () =>
    replace(
      place,
      empty(
        "check",
        "Nothing to do",
        verb === "revert"
          ? "The integration is already in that state."
          : "Everything the other side has is here already.",
        h("a.button", { href: address(row, "revisions") }, "Back to the revisions"),
      ),
    );

  const showPlan = (plan) => {
    state.plan = plan;
    const button = h(
      `button.button.primary`,
      { type: "button", onclick: () => merge(button) },
      doLabel,
    );
    const view = planView(plan, context);
    state.view = view;
    replace(
      place,
      h(
        "section.card.padded.stack.close",
        { "aria-label": "Plan" },
        h(
          "div.row.between",
          h("h3", `The plan: ${counted(plan.steps.length, "step")}`),
          selectable
            ? h(
                "button.button.small",
                { type: "button", onclick: () => choose(plan) },
                "Choose what to take",
              )
            : null,
        ),
        planSummary({ ...plan, warnings: [], usedBy: [], followUps: [] }),
        planRemarks(plan),
        h("details", h("summary", "All steps in their order"), planSteps(plan)),
      ),
      view,
      h(
        "div.row.end.work-bar",
        h("span.muted.grow", "Nothing has been written yet."),
        h("button.button", { type: "button", onclick: prepare }, icon("refresh"), "Look again"),
        button,
      ),
    );
    requestAnimationFrame(() => {
      view.start();
      button.focus({ preventScroll: true });
    });
  };

  const merge = async (button) => {
    button.disabled = true;
    try {
      await work({ ...asked(), plan: state.plan.id });
    } catch (error) {
      button.disabled = false;
      showFailure(error);
    }
  };

  const work = async (asking) => {
    closeView(state);
    const progress = progressBox();
    replace(place, progress);
    const answer = await run(row, verb, asking, progress.show, signal);
    if (answer?.conflicts?.length && answer.revision?.waiting)
      return context.router.go(address(row, "continue"));
    decisions?.forget();
    finish(answer);
  };

  const finish = (answer) => {
    const revision = answer?.revision ?? answer?.revisions?.[0];
    replace(
      place,
      h(
        "div.card.padded.stack",
        { role: "status", tabindex: "-1" },
        h("div.row", h("span.badge.good", icon("check"), "Done"), h("h3", done(revision))),
        revision?.followUps?.length ? followUps(revision.followUps) : null,
        h(
          "div.row",
          revision
            ? h(
                "a.button.primary",
                { href: address(row, "revisions", revision.id) },
                `See ${revision.id}`,
              )
            : null,
          h("a.button", { href: address(row, "revisions") }, "All revisions"),
        ),
      ),
    );
    place.firstElementChild.focus();
  };

  const showFailure = (error) => {
    if (error.name === "AbortError") return;
    if (!(error.status >= 0)) console.error(error);
    const again = h(
      "button.button.small",
      { type: "button", onclick: prepare },
      icon("refresh"),
      "Look again",
    );
    const open = h(
      "a.button.small",
      { href: address(row, "continue") },
      "Go to what is in progress",
    );
    const actions =
      error.code === "revision_in_progress" || error.code === "interrupted"
        ? [open, again]
        : [again];
    replace(
      place,
      problem(error, { actions }),
      error.code === "unbound_connections" ? bind(error.details.slots ?? []) : null,
    );
  };

  const bind = (slots) => {
    const form = bindingForm({
      environment: row.environment,
      slots: slots.map((slot) => ({ slot, kind: slot.split("/")[0], title: slot.split("/")[1] })),
      chosen: state.connections,
    });
    const placeholders = check(
      "Make offline placeholders for those that are not chosen",
      state.placeholders,
    );
    return h(
      "section.card.padded.stack",
      { "aria-label": "Connections" },
      h(
        "p.muted",
        "Say which connection of this environment stands for each of the source; it is remembered.",
      ),
      form.element,
      verb === "pull" ? placeholders : null,
      h(
        "div.row.end",
        h(
          "button.button.primary",
          {
            type: "button",
            onclick: () => {
              state.connections = { ...state.connections, ...form.values() };
              state.placeholders = placeholders.box.checked;
              prepare();
            },
          },
          "Next",
        ),
      ),
    );
  };

  const choose = async (plan) => {
    const names = [...new Set(plan.steps.map((step) => step.name))];
    const boxes = names.map((name) => check(name, true));
    const picked = await openDialog({
      title: "Choose what to take",
      actions: [{ label: "Take these" }],
      body: () => [
        h(
          "p.hint",
          "What a chosen resource needs comes with it. What is left out is offered again by the next pull.",
        ),
        h("div.stack.close", boxes),
      ],
      onsubmit: (control) => control.close(names.filter((_, index) => boxes[index].box.checked)),
    });
    if (picked?.length) {
      state.only = picked.length === names.length ? null : picked;
      prepare();
    }
  };

  place.prepare = prepare;
  context.page.parts.push({ dispose: () => closeView(state) });
  return place;
}

function closeView(state) {
  state.view?.dispose?.();
  state.view = null;
}

function busy(place, text) {
  replace(place, h("div.card.padded.row", { role: "status" }, h("span.spinner"), text));
}

const statuses = { create: "added", update: "modified", delete: "deleted", register: "modified" };

/** A plan's steps as a comparison. */
export function planComparison(plan) {
  const resources = new Map();
  for (const step of plan.steps) {
    const known = resources.get(step.name);
    if (!(step.op in statuses) || (known && !step.changes?.length)) continue;
    if (known) {
      known.changes.push(...(step.changes ?? []));
      continue;
    }
    resources.set(step.name, {
      kind: step.kind,
      name: step.name,
      status: statuses[step.op],
      changes: [...(step.changes ?? [])],
      result: step.result?.content,
    });
  }
  return { resources: [...resources.values()], environment: [] };
}

function planView(plan, { row, router, query }) {
  return differenceView({
    comparison: planComparison(plan),
    router,
    query,
    titles: { left: `${row.target} now`, right: "after" },
    documents: async (resource) => ({
      left: resource.status === "added" ? undefined : await readDocument(row.target, resource.name),
      right: resource.result,
    }),
  });
}
