// What tiles and rows have in common: applications, status, permission, the menu.

import { h } from "../core/dom.js";
import * as sessions from "../core/session.js";
import * as preferences from "../core/preferences.js";
import { path } from "../core/router.js";
import { counted, ago } from "../core/format.js";
import { icon } from "../ui/icons.js";
import { menu } from "../ui/menu.js";
import { complain } from "../ui/notice.js";
import { refusal, statusOf } from "./model.js";
import {
  cloneIntegration,
  renameIntegration,
  deleteIntegration,
  downloadIntegration,
} from "./actions.js";

export function address(row, ...rest) {
  return path("integrations", row.environment, row.slug, ...rest);
}

/** The applications as marks with names. */
export function applicationMarks(row, most = 4) {
  const shown = row.applications.slice(0, most);
  const rest = row.applications.length - shown.length;
  if (shown.length === 0) return h("span.faint", "No applications");
  return h(
    "span.apps",
    shown.map((name) =>
      h(
        "span.app",
        h("i", { "aria-hidden": "true" }, name.charAt(0).toUpperCase()),
        h("span.cut", name),
      ),
    ),
    rest > 0
      ? h("span.app", { title: row.applications.slice(most).join(", ") }, h("span", ` +${rest}`))
      : null,
  );
}

export function statusBadge(row) {
  switch (statusOf(row)) {
    case "setup":
      return h("span.badge.warn", icon("gear"), "Continue setup");
    case "errors":
      return h("span.badge.bad", icon("error"), counted(row.errors, "error"));
    case "offline":
      return h(
        "span.badge.warn",
        icon("unplugged"),
        counted(row.offline, "connection"),
        " offline",
      );
    default:
      return h("span.badge.good", icon("check"), "Success");
  }
}

/** Whether it differs from its last revision. */
export function changeBadge(row) {
  if (row.revision === undefined) return null;
  if (row.revision === null) return h("span.badge", "No revision");
  if (row.changed === null) return null;
  return row.changed
    ? h("a.badge.accent", { href: address(row, "status") }, "Changed since ", row.revision)
    : h("span.badge", "As in ", row.revision);
}

export function permission(row) {
  const manages = sessions.mayManage(row);
  return h(
    "span",
    { title: manages ? "You may manage it" : "You may look at it" },
    icon("key"),
    icon(manages ? "gear" : "eye"),
    h("span.unseen", manages ? "Manage" : "Monitor"),
  );
}

export function isPinned(row) {
  return preferences.home().pins.includes(row.key);
}

export function togglePin(row) {
  const { pins } = preferences.home();
  preferences.changeHome({
    pins: isPinned(row) ? pins.filter((one) => one !== row.key) : [...pins, row.key],
  });
}

/** The menu of one integration: what the role or the platform forbids is not offered, or says why. */
export function rowMenu(row, actions) {
  const button = h(
    "button.button.quiet.icon-only.small",
    { type: "button", "aria-label": `Actions for ${row.name}` },
    icon("more"),
  );
  return menu(button, () => items(row, actions), { toRight: true });
}

function items(row, actions) {
  const manages = sessions.mayManage(row);
  const offer = (verb, item) => {
    const reason = refusal(row, verb);
    return reason ? { ...item, disabled: true, note: reason } : item;
  };
  const list = [
    {
      label: isPinned(row) ? "Unpin" : "Pin to the start",
      icon: "pin",
      run: () => {
        togglePin(row);
        actions.redraw();
      },
    },
    { label: "Revisions", icon: "clock", href: address(row, "revisions") },
    {
      label: "Compare with…",
      icon: "compare",
      href: `/difference?left=${encodeURIComponent(row.target)}`,
    },
  ];
  if (!manages) return list;
  return [
    ...list,
    "-",
    offer("rename", { label: "Rename", icon: "edit", run: () => renameIntegration(row, actions) }),
    offer("clone", { label: "Clone", icon: "copy", run: () => cloneIntegration(row, actions) }),
    offer("download", {
      label: "Download",
      icon: "download",
      run: () => downloadIntegration(row).catch(complain),
    }),
    "-",
    offer("delete", {
      label: "Delete",
      icon: "trash",
      danger: true,
      run: () => deleteIntegration(row, actions),
    }),
  ];
}

export function lastError(row) {
  return row.lastError ? ago(row.lastError) : "–";
}
