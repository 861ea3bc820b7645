// From a question to the work: conflicts, connections, the plan, and then doing it.

import { h, replace } from "../core/dom.js";
import { counted } from "../core/format.js";
import { icon } from "../ui/icons.js";
import { check } from "../ui/field.js";
import { openDialog } from "../ui/dialog.js";
import { note, problem, tip } from "../ui/notice.js";
import { conflictView } from "../conflicts/view.js";
import { bindingForm } from "./bindings.js";
import { dryRun, readRevisions, run } from "../revisions/calls.js";
import { leavesOpen, standings, whatBecame } from "./lost.js";
import { doneCard, endedCard, nothingCard, openCard, undoneCard } from "./outcome.js";
import { address, progressBox } from "../revisions/parts.js";
import { changesBesides, planRemarks, planSteps, planSummary } from "./plan.js";
import { planView } from "./plan-view.js";

/**
 * Prepares and does `verb`. `body()` is what is asked, `decisions` what was decided about conflicts;
 * `ended(revision)` is told when it is done.
 */
export function review(
  context,
  { verb, body, decisions, doLabel, canWait, done, ended, selectable },
) {
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
        replace(place, nothingCard(row, verb));
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
      answer.changes?.length ? changesBesides(answer.changes) : null,
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
      showFailure(error);
    }
  };

  const work = async (asking) => {
    closeView(state);
    const progress = progressBox();
    replace(place, progress);
    const known = standings(await readRevisions(row, {}, signal));
    let answer;
    try {
      answer = await run(row, verb, asking, progress.show, signal);
    } catch (error) {
      if (!leavesOpen(error)) throw error;
      progress.show({ reconnecting: true });
      return showTruth(await whatBecame(row, known, signal));
    }
    if (answer?.conflicts?.length && answer.revision?.waiting) {
      note("Something changed meanwhile: there are conflicts to decide before anything is written");
      return context.router.go(address(row, "continue"));
    }
    finish(answer?.revision ?? answer?.revisions?.[0]);
  };

  const finish = (revision) => {
    decisions?.forget();
    replace(place, doneCard(row, done(revision), revision));
    place.firstElementChild.focus();
    ended?.(revision);
  };

  /** After the service was lost: what its revisions say. */
  const showTruth = (revision) => {
    if (!revision) replace(place, undoneCard(lookAgain()));
    else if (revision.status === "completed") finish(revision);
    else if (revision.waiting) context.router.go(address(row, "continue"));
    else if (revision.status === "in_progress") replace(place, openCard(row, revision));
    else replace(place, endedCard(row, revision, lookAgain()));
  };

  const lookAgain = () =>
    h(
      "button.button.small",
      { type: "button", onclick: prepare },
      icon("refresh"),
      "Look again",
    );

  const showFailure = (error) => {
    if (error.name === "AbortError") return;
    if (!(error.status >= 0)) console.error(error);
    const open = h(
      "a.button.small",
      { href: address(row, "continue") },
      "Go to what is in progress",
    );
    const isOpen = error.code === "revision_in_progress" || error.code === "interrupted";
    if (isOpen)
      error.hint = `${error.details.description ? `“${error.details.description}”: ` : ""}it has to be finished or canceled before anything else can begin`;
    if (error.code === "unbound_connections") replace(place, bind(error.details.slots));
    else
      replace(place, problem(error, { actions: isOpen ? [open, lookAgain()] : [lookAgain()] }));
  };

  const bind = (slots) => {
    const makes = verb === "pull";
    const form = bindingForm({
      environment: row.environment,
      slots: slots.map((slot) => ({ slot, kind: slot.split("/")[0], title: slot.split("/")[1] })),
      chosen: state.connections,
      none: makes ? "An offline placeholder" : "Choose…",
    });
    const next = () => {
      state.connections = { ...state.connections, ...form.values() };
      state.placeholders = makes && slots.some((slot) => !state.connections[slot]);
      prepare();
    };
    return h(
      "section.card.padded.stack",
      { "aria-label": "Connections" },
      h("h3", `${counted(slots.length, "connection")} of the source ${slots.length === 1 ? "has" : "have"} no counterpart here`),
      h(
        "p.muted",
        "Say which connection of this environment stands for each of them; it is remembered.",
      ),
      form.element,
      h("div.row.end", h("button.button.primary", { type: "button", onclick: next }, "Next")),
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
  /** Goes on by the plan that was agreed to. */
  place.resume = async () => {
    try {
      await work({});
    } catch (error) {
      showFailure(error);
    }
  };
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
