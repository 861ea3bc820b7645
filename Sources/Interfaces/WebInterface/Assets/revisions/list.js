// The Revisions tab: every snapshot, pull and revert, with what can be done about it.

import { h, replace } from "../core/dom.js";
import * as preferences from "../core/preferences.js";
import { ago, time, date } from "../core/format.js";
import { icon } from "../ui/icons.js";
import { menu } from "../ui/menu.js";
import { confirm, openDialog } from "../ui/dialog.js";
import { check, field, select, textInput } from "../ui/field.js";
import { bones, empty, fill } from "../ui/loading.js";
import { caution, complain, note } from "../ui/notice.js";
import { table } from "../ui/table.js";
import * as api from "../core/api.js";
import { downloadIntegration } from "../home/actions.js";
import { below, cancelOpen, readRevisions, run } from "./calls.js";
import { address, changeCounts, stateBadge, typeBadge } from "./parts.js";

export function revisionsTab(context) {
  const { row, manages, router, query, signal } = context;
  const place = h("div");
  const state = {
    kind: query.get("kind") ?? "",
    status: query.get("status") ?? "",
    user: query.get("user") ?? "",
    since: query.get("since") ?? "",
    until: query.get("until") ?? "",
    all: [],
  };
  const load = () => readRevisions(row, {}, signal);
  const reload = () => fill(place, load, render, { keeps: true });
  const results = h("div");
  const users = select([["", "All users"]], state.user, { "aria-label": "User" });
  const draw = () => {
    const shown = filterRevisions(state.all, state);
    replace(
      results,
      state.all.length === 0
        ? nothing(row, manages, reload)
        : revisionTable(row, shown, context, reload),
    );
  };
  const change = (changes) => {
    Object.assign(state, changes);
    const { kind, status, user, since, until } = state;
    router.note({ kind, status, user, since, until });
    draw();
  };
  const render = (all) => {
    state.all = all;
    const names = [...new Set(all.map((one) => one.user))].sort();
    replace(
      users,
      h("option", { value: "" }, "All users"),
      names.map((name) => h("option", { value: name }, name)),
    );
    users.value = state.user;
    draw();
    return [openOne(row, all, manages, reload), results];
  };
  fill(place, load, render, { bones: bones(6, 46) });

  const pick = (key, options, label) => {
    const control = select(options, state[key], { "aria-label": label });
    control.addEventListener("change", () => change({ [key]: control.value }));
    return control;
  };
  users.addEventListener("change", () => change({ user: users.value }));
  const day = (key, label) => {
    const input = h("input", {
      type: "date",
      value: state[key],
      "aria-label": label,
      onchange: () => change({ [key]: input.value }),
    });
    return input;
  };
  return h(
    "div",
    h(
      "div.row.between.below",
      h("h2", "Revisions"),
      h(
        "div.row",
        h("a.button", { href: address(row, "status") }, "Changes since the last"),
        manages
          ? h(
              "button.button",
              { type: "button", onclick: () => ignoreFields(row) },
              "Ignore fields",
            )
          : null,
        manages
          ? h(
              "button.button",
              { type: "button", onclick: () => createSnapshot(row, reload) },
              icon("snapshot"),
              "Create snapshot",
            )
          : null,
        manages && !row.standalone
          ? h("a.button.primary", { href: address(row, "pull") }, icon("pull"), "Create pull")
          : null,
      ),
    ),
    h(
      "div.filters",
      pick(
        "kind",
        [
          ["", "All types"],
          ["snapshot", "Snapshot"],
          ["pull", "Pull"],
          ["revert", "Revert"],
        ],
        "Type",
      ),
      pick(
        "status",
        [
          ["", "Any status"],
          ["completed", "Completed"],
          ["in_progress", "In progress"],
          ["failed", "Failed"],
          ["canceled", "Canceled"],
        ],
        "Status",
      ),
      users,
      day("since", "From"),
      h("span.muted", "to"),
      day("until", "To"),
    ),
    place,
  );
}

/** Those that fit the filters. */
export function filterRevisions(revisions, { kind, status, user, since, until }) {
  return revisions.filter(
    (one) =>
      (!kind || one.kind === kind) &&
      (!status || one.status === status) &&
      (!user || one.user === user) &&
      (!since || one.createdAt >= since) &&
      (!until || one.createdAt.slice(0, 10) <= until),
  );
}

function nothing(row, manages, reload) {
  return empty(
    "clock",
    "No revisions yet",
    "A snapshot records the integration as it is, so that you can see what changed and go back.",
    manages
      ? h(
          "button.button.primary",
          { type: "button", onclick: () => createSnapshot(row, reload) },
          "Create the first snapshot",
        )
      : null,
  );
}

/** What is in progress blocks others: it is said first. */
function openOne(row, all, manages, reload) {
  const open = all.find((one) => one.status === "in_progress");
  if (!open) return null;
  const actions = manages
    ? [
        h("a.button.small.primary", { href: address(row, "continue") }, "Continue"),
        h(
          "button.button.small",
          { type: "button", onclick: () => cancel(row, open, reload) },
          "Cancel it",
        ),
      ]
    : [];
  const who = `${open.user} began it ${ago(open.createdAt)}.`;
  return h(
    "div.below",
    caution(
      open.waiting
        ? `the ${open.kind} ${open.id} waits for its conflicts to be resolved`
        : `the ${open.kind} ${open.id} is in progress`,
      `${who} Until it ends, nobody can begin another pull or revert here.`,
      actions,
    ),
  );
}

function cancel(row, revision, reload) {
  return confirm({
    title: `Cancel the ${revision.kind} ${revision.id}?`,
    explanation: "What it wrote is taken back; what somebody else changed since is left and named.",
    action: "Cancel it",
    danger: true,
    run: async () => {
      await cancelOpen(row, revision);
      await reload();
    },
  });
}

function revisionTable(row, revisions, context, reload) {
  return table({
    caption: `Revisions of ${row.name}`,
    rows: revisions,
    pageSizes: [25, 10, 50],
    empty: "No revision fits the filters.",
    columns: [
      {
        key: "id",
        title: "Revision",
        sort: (one) => Number(one.id.slice(1)),
        descendingFirst: true,
        cell: (one) => h("a", { href: address(row, "revisions", one.id) }, one.id),
      },
      {
        key: "created",
        title: "Date created",
        class: "nowrap",
        sort: (one) => one.createdAt,
        descendingFirst: true,
        cell: (one) => h("span", { title: ago(one.createdAt) }, time(one.createdAt)),
      },
      {
        key: "description",
        title: "Description",
        class: "name",
        cell: (one) => h("a", { href: address(row, "revisions", one.id) }, one.description || "–"),
      },
      { key: "kind", title: "Type", sort: (one) => one.kind, cell: typeBadge },
      { key: "status", title: "Status", sort: (one) => one.status, cell: stateBadge },
      { key: "changes", title: "Changes", cell: (one) => changeCounts(one.changes) },
      {
        key: "remote",
        title: "From",
        cell: (one) => (one.remote ? h("span.wrap", one.remote.target) : h("span.faint", "–")),
      },
      {
        key: "user",
        title: "User",
        class: "nowrap",
        sort: (one) => one.user,
        cell: (one) => one.user,
      },
      {
        key: "actions",
        title: "Actions",
        hiddenTitle: true,
        class: "actions",
        cell: (one) => revisionMenu(row, one, context, reload),
      },
    ],
  });
}

function revisionMenu(row, revision, { manages }, reload) {
  const button = h(
    "button.button.quiet.icon-only.small",
    { type: "button", "aria-label": `Actions for ${revision.id}` },
    icon("more"),
  );
  return menu(button, () => revisionActions(row, revision, manages, reload), { toRight: true });
}

/** What may be done about a revision, by its kind and status. */
export function revisionActions(row, revision, manages, reload) {
  const items = [
    { label: "View details", icon: "info", href: address(row, "revisions", revision.id) },
  ];
  const finished = revision.status === "completed";
  const hasSides = revision.kind !== "snapshot";
  if (finished && hasSides)
    items.push({
      label: "View resources changed",
      icon: "compare",
      href: address(row, "revisions", revision.id) + "#changes",
    });
  if (finished)
    items.push({
      label: "Compare with now",
      icon: "compare",
      href: `/difference?left=${encodeURIComponent(`${row.target}@${revision.id}`)}&right=${encodeURIComponent(row.target)}`,
    });
  if (!manages) return items;
  const revert = (side) =>
    `${address(row, "revisions", revision.id, "revert")}${side ? `?side=${side}` : ""}`;
  if (revision.status === "in_progress")
    items.push(
      { label: "Continue", icon: "right", href: address(row, "continue") },
      { label: "Cancel", icon: "close", danger: true, run: () => cancel(row, revision, reload) },
    );
  if (finished && !hasSides)
    items.push({ label: "Revert to this revision", icon: "revert", href: revert("") });
  if (finished && hasSides)
    items.push(
      { label: "Revert to before this revision", icon: "revert", href: revert("before") },
      { label: "Revert to after this revision", icon: "revert", href: revert("after") },
    );
  if (finished)
    items.push(
      "-",
      { label: "Name this revision", icon: "pin", run: () => nameRevision(row, revision) },
      {
        label: "Download its bundle",
        icon: "download",
        run: () => downloadIntegration(row, revision.id).catch(complain),
      },
    );
  return items;
}

/** Records the integration as it is. */
export async function createSnapshot(row, reload) {
  const description = textInput("", { maxlength: "500", autofocus: true });
  const holder = field("Description", description, {
    required: true,
    hint: "What you will want to know when you look back.",
  });
  const onlyChanged = check("Only if something changed since the last revision", false);
  const made = await openDialog({
    title: "Create a snapshot",
    actions: [{ label: "Create" }],
    body: () => [holder, onlyChanged],
    onsubmit: async (control) => {
      holder.wrong(description.value.trim() ? "" : "Describe it.");
      if (!description.value.trim()) return description.focus();
      const answer = await run(row, "revisions", {
        description: description.value.trim(),
        ifChanged: onlyChanged.box.checked,
      });
      const skipped = answer.skipped?.[0]?.error;
      if (skipped) throw new api.RequestError(409, skipped);
      control.close(answer);
    },
  });
  if (!made) return;
  if (made.unchanged?.length) note("Nothing changed", "No revision was made.");
  else note(`Recorded ${made.revisions[0].id}`);
  await reload();
}

function nameRevision(row, revision) {
  const name = textInput("", { autofocus: true, spellcheck: "false" });
  const holder = field("Name", name, {
    required: true,
    hint: "Letters, digits, - and _; such as before-black-friday.",
  });
  return openDialog({
    title: `Name ${revision.id}`,
    actions: [{ label: "Save" }],
    body: () => holder,
    onsubmit: async (control) => {
      holder.wrong(/^[\w.-]+$/.test(name.value) ? "" : "Letters, digits, - and _ only.");
      if (!/^[\w.-]+$/.test(name.value)) return;
      await api.put(below(row, "tags", name.value), { revision: revision.id });
      control.close();
      note(
        `${revision.id} is now also ${name.value}`,
        `${row.target}@${name.value} names its state. ${date(revision.createdAt)}.`,
      );
    },
  });
}

/** Fields that a pull into this integration leaves alone, kept for the user. */
export function ignoreFields(row) {
  const known = preferences.mine().ignoredFields?.[row.target] ?? [];
  const text = h("textarea.code", {
    rows: "6",
    spellcheck: "false",
    value: known.join("\n"),
    placeholder: "exports:/http/relativeURI",
  });
  return openDialog({
    title: "Ignore fields during a pull",
    actions: [{ label: "Save" }],
    body: () =>
      field("Fields", text, {
        hint: "One on each line, as KIND:PATH or PATH, such as flows:/description. Changes to them are not taken by pulls that you begin here.",
      }),
    onsubmit: (control) => {
      const fields = text.value
        .split("\n")
        .map((one) => one.trim())
        .filter(Boolean);
      preferences.change({
        ignoredFields: { ...preferences.mine().ignoredFields, [row.target]: fields },
      });
      control.close();
      note(fields.length ? `${fields.length} fields are ignored` : "No field is ignored");
    },
  });
}
