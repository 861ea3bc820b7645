// The Users tab: who may see the integration, and what he may do.

import { h } from "../../core/dom.js";
import * as api from "../../core/api.js";
import * as sessions from "../../core/session.js";
import { ago } from "../../core/format.js";
import { icon } from "../../ui/icons.js";
import { menu } from "../../ui/menu.js";
import { toggle } from "../../ui/field.js";
import { bones, empty, fill } from "../../ui/loading.js";
import { complain, note, tip } from "../../ui/notice.js";
import { table } from "../../ui/table.js";
import { changeRole, inviteAgain, inviteUser, levelOf, removeUser, roleWords } from "./roles.js";

export function usersTab({ row, signal, manages }) {
  if (!manages)
    return tip(
      "your role does not show who else may see this integration",
      "That needs Manage on it.",
    );
  const administers = sessions.mayAdminister(row.environment);
  if (row.standalone && !administers)
    return tip("only administrators see who may see Standalone Flows");
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
      h(
        "div.filters",
        h("p.hint", "The owner of the environment may do everything and is not listed."),
        h("div.grow"),
        administers && shares.length ? invite() : null,
      ),
      shares.length
        ? shareTable(shares, row, administers, reload)
        : empty(
            "user",
            "Nobody else",
            "Besides the owner nobody may see this integration.",
            administers ? invite() : null,
          ),
    );
  fill(place, load, render, { bones: bones(4, 46) });
  return place;
}

function statusOf(share) {
  if (share.dismissed) return h("span.badge", "Dismissed");
  return share.accepted ? h("span.badge.good", "Accepted") : h("span.badge.warn", "Pending");
}

function shareTable(shares, row, administers, reload) {
  const columns = [
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
      cell: (one) => roleWords(one, row.id),
    },
    { key: "status", title: "Status", cell: statusOf },
    {
      key: "invited",
      title: "Invited",
      class: "nowrap",
      sort: (one) => one.createdAt,
      cell: (one) => ago(one.createdAt),
    },
    {
      key: "enabled",
      title: "Enabled",
      cell: (one) =>
        toggle(
          `${one.sharedWithUser?.email} is enabled`,
          !one.disabled,
          (on) => enable(one, on, row),
          { disabled: !administers },
        ),
    },
  ];
  if (administers)
    columns.push({
      key: "actions",
      title: "Actions",
      hiddenTitle: true,
      class: "actions",
      cell: (one) => shareMenu(one, row, reload),
    });
  return table({ caption: "Users", rows: shares, columns });
}

function shareMenu(share, row, reload) {
  const button = h(
    "button.button.quiet.icon-only.small",
    { type: "button", "aria-label": `Actions for ${share.sharedWithUser?.email}` },
    icon("more"),
  );
  return menu(
    button,
    () =>
      [
        { label: "Change the role", icon: "edit", run: () => changeRole(share, row, reload) },
        share.accepted
          ? null
          : {
              label: "Invite again",
              icon: "refresh",
              run: () => inviteAgain(share, row).catch(complain),
            },
        "-",
        {
          label: "Take out",
          icon: "trash",
          danger: true,
          run: () => removeUser(share, row, reload),
        },
      ].filter(Boolean),
    { toRight: true },
  );
}

async function enable(share, on, row) {
  try {
    await api.put(`/v1/ashares/${share._id}/disable`, undefined, {
      environment: row.environment,
    });
    share.disabled = !on;
    note(`${share.sharedWithUser?.email} is ${on ? "enabled" : "disabled"}`);
  } catch (error) {
    complain(error);
    throw error;
  }
}
