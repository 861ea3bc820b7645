// The list view: sortable, pinned ones first whatever the order of the rest.

import { h } from "../core/dom.js";
import * as preferences from "../core/preferences.js";
import { time } from "../core/format.js";
import { icon } from "../ui/icons.js";
import { table } from "../ui/table.js";
import {
  address,
  applicationMarks,
  changeBadge,
  isPinned,
  lastError,
  rowMenu,
  statusBadge,
  togglePin,
} from "./parts.js";
import { typeOf } from "./model.js";

export function listView(rows, actions) {
  return table({
    caption: "Integrations",
    rows,
    columns: columns(actions),
    first: isPinned,
    pageSizes: [50, 100, 250],
    sort: preferences.mine().listSort ?? null,
    onsort: (listSort) => preferences.change({ listSort }),
  });
}

function columns(actions) {
  return [
    { key: "pin", title: "Pin", hiddenTitle: true, cell: (row) => pinButton(row, actions) },
    {
      key: "name",
      title: "Name",
      class: "name",
      sort: (row) => row.name,
      cell: (row) => h("a", { href: address(row) }, row.name),
    },
    {
      key: "applications",
      title: "Applications",
      sort: (row) => row.applications.join(" "),
      cell: (row) => applicationMarks(row, 3),
    },
    {
      key: "status",
      title: "Status",
      sort: (row) => row.errors || (row.offline ? 0.5 : 0),
      descendingFirst: true,
      cell: statusBadge,
    },
    {
      key: "lastError",
      title: "Last open error",
      class: "nowrap",
      sort: (row) => row.lastError,
      descendingFirst: true,
      cell: (row) => h("span", { title: time(row.lastError) }, lastError(row)),
    },
    { key: "type", title: "Type", sort: typeOf, cell: typeOf },
    {
      key: "revision",
      title: "Last revision",
      sort: (row) => Number(row.revision?.slice(1)) || null,
      descendingFirst: true,
      cell: (row) =>
        row.revision
          ? h("a", { href: address(row, "revisions", row.revision) }, row.revision)
          : "–",
    },
    {
      key: "changed",
      title: "Changed since",
      sort: (row) => (row.changed === null ? null : Number(row.changed)),
      descendingFirst: true,
      cell: (row) => changeBadge(row) ?? "–",
    },
    {
      key: "actions",
      title: "Actions",
      hiddenTitle: true,
      class: "actions",
      cell: (row) => rowMenu(row, actions),
    },
  ];
}

function pinButton(row, actions) {
  const pinned = isPinned(row);
  return h(
    "button.button.quiet.small.icon-only",
    {
      type: "button",
      "aria-pressed": String(pinned),
      "aria-label": `${pinned ? "Unpin" : "Pin"} ${row.name}`,
      onclick: () => {
        togglePin(row);
        actions.redraw();
      },
    },
    icon("pin"),
  );
}
