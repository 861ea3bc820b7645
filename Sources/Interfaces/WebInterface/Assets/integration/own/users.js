// The Users tab: who may see the integration, and what he may do.

import { h } from "../../core/dom.js";
import * as api from "../../core/api.js";
import * as sessions from "../../core/session.js";
import { ago, word } from "../../core/format.js";
import { icon } from "../../ui/icons.js";
import { openDialog } from "../../ui/dialog.js";
import { field, select, textInput, toggle } from "../../ui/field.js";
import { bones, empty, fill } from "../../ui/loading.js";
import { complain, note } from "../../ui/notice.js";
import { table } from "../../ui/table.js";

export function usersTab({ row, signal }) {
  const administers = sessions.mayAdminister(row.environment);
  const place = h("div");
  const address = row.standalone ? "/v1/ashares" : `/v1/integrations/${row.id}/ashares`;
  const load = () => api.list(address, { environment: row.environment, signal });
  const reload = () => fill(place, load, render, { keeps: true });
  const invite = () =>
    h(
      "button.button.primary",
      { type: "button", onclick: () => inviteUser(row, reload) },
      icon("plus"),
      "Invite a user",
    );
  const render = (shares) =>
    h(
      "div",
      h("div.filters", h("div.grow"), administers ? invite() : null),
      shares.length
        ? shareTable(shares, row, administers)
        : empty("user", "Nobody else", "Besides its owner nobody may see this integration."),
    );
  fill(place, load, render, { bones: bones(4, 46) });
  return place;
}

/** What a share allows in one integration: the higher of both grants. */
export function levelOf(share, integrationID) {
  const own = (share.integrationAccessLevel ?? []).find(
    (one) => one._integrationId === integrationID,
  )?.accessLevel;
  const rank = ["monitor", "manage", "administrator", "owner"];
  const levels = [share.accessLevel, own]
    .filter(Boolean)
    .sort((a, b) => rank.indexOf(b) - rank.indexOf(a));
  return levels[0] ?? "none";
}

function statusOf(share) {
  if (share.dismissed) return h("span.badge", "Dismissed");
  return share.accepted ? h("span.badge.good", "Accepted") : h("span.badge.warn", "Pending");
}

function shareTable(shares, row, administers) {
  return table({
    caption: "Users",
    rows: shares,
    columns: [
      {
        key: "name",
        title: "Name",
        class: "name",
        sort: (one) => one.sharedWithUser?.name,
        cell: (one) => h("strong", one.sharedWithUser?.name || "–"),
      },
      {
        key: "email",
        title: "Email",
        class: "wrap",
        sort: (one) => one.sharedWithUser?.email,
        cell: (one) => one.sharedWithUser?.email,
      },
      {
        key: "role",
        title: "Role",
        sort: (one) => levelOf(one, row.id),
        cell: (one) => word(levelOf(one, row.id)),
      },
      { key: "status", title: "Status", cell: statusOf },
      {
        key: "last",
        title: "Last sign in",
        class: "nowrap",
        cell: (one) => ago(one.lastSignIn ?? one.sharedWithUser?.lastSignIn),
      },
      {
        key: "enabled",
        title: "Enabled",
        cell: (one) =>
          toggle(
            `${one.sharedWithUser?.email} is enabled`,
            !one.disabled,
            (on) => enable(one, on, row),
            { disabled: !administers || one.accessLevel === "owner" },
          ),
      },
    ],
  });
}

async function enable(share, on, row) {
  try {
    await api.request("PUT", `/v1/ashares/${share._id}/disable`, { environment: row.environment });
    share.disabled = !on;
    note(`${share.sharedWithUser?.email} is ${on ? "enabled" : "disabled"}`);
  } catch (error) {
    complain(error);
    throw error;
  }
}

function inviteUser(row, reload) {
  const email = textInput("", { type: "email", autofocus: true });
  const emailField = field("Email", email, { required: true });
  const choices = row.standalone
    ? []
    : [
        ["integration manage", "Manage this integration"],
        ["integration monitor", "Monitor this integration"],
      ];
  const role = select(
    [
      ...choices,
      ["manage", "Manage all"],
      ["monitor", "Monitor all"],
      ["administrator", "Administrator"],
    ],
    choices[1]?.[0] ?? "monitor",
  );
  return openDialog({
    title: "Invite a user",
    actions: [{ label: "Invite" }],
    body: () => [emailField, field("Role", role, { hint: "The invitation goes out by email." })],
    onsubmit: async (control) => {
      emailField.wrong(/^\S+@\S+$/.test(email.value) ? "" : "Write an email address.");
      if (!/^\S+@\S+$/.test(email.value)) return email.focus();
      await api.post(
        "/v1/invite",
        { email: email.value, ...grant(role.value, row.id) },
        { environment: row.environment },
      );
      control.close();
      note(`Invited ${email.value}`);
      await reload();
    },
  });
}

/** A role as the platform writes it. */
export function grant(role, integrationID) {
  const own = /^integration (\w+)$/.exec(role);
  return own
    ? { integrationAccessLevel: [{ _integrationId: integrationID, accessLevel: own[1] }] }
    : { accessLevel: role };
}
