// Giving people roles: inviting them, changing what they may do, taking it away.

import { h } from "../../core/dom.js";
import * as api from "../../core/api.js";
import { counted } from "../../core/format.js";
import { confirm, openDialog } from "../../ui/dialog.js";
import { field, select, textInput } from "../../ui/field.js";
import { note } from "../../ui/notice.js";

const ranks = ["monitor", "manage", "administrator", "owner"];

/** What a share allows in one integration: the higher of both grants. */
export function levelOf(share, integrationID) {
  const levels = [share.accessLevel, ownLevel(share, integrationID)].filter(Boolean);
  return levels.sort((a, b) => ranks.indexOf(b) - ranks.indexOf(a))[0] ?? "none";
}

function ownLevel(share, integrationID) {
  return (share.integrationAccessLevel ?? []).find((one) => one._integrationId === integrationID)
    ?.accessLevel;
}

const words = {
  "integration monitor": "Monitor this integration",
  "integration manage": "Manage this integration",
  "monitor, integration manage": "Monitor all, manage this integration",
  monitor: "Monitor all",
  manage: "Manage all",
  administrator: "Administrator",
};

/** The word for what a share allows here, among those of `words`. */
export function roleOf(share, integrationID) {
  const own = ownLevel(share, integrationID);
  if (share.accessLevel === "monitor" && own === "manage") return "monitor, integration manage";
  return share.accessLevel ?? (own ? `integration ${own}` : "none");
}

/** A role in words. */
export function roleWords(share, integrationID) {
  const role = roleOf(share, integrationID);
  return words[role] ?? (role === "owner" ? "Owner" : "None here");
}

/** The grants of a share with another role here; what it allows in other integrations stays. */
export function grants(role, integrationID, share = {}) {
  const others = (share.integrationAccessLevel ?? []).filter(
    (one) => one._integrationId !== integrationID,
  );
  const everywhere = /^(administrator|manage|monitor)\b/.exec(role)?.[1];
  const here = /integration (\w+)$/.exec(role)?.[1];
  const list = here
    ? [...others, { _integrationId: integrationID, accessLevel: here }]
    : others;
  return {
    ...(everywhere ? { accessLevel: everywhere } : {}),
    ...(list.length ? { integrationAccessLevel: list } : {}),
  };
}

function roleChoice(row, present) {
  const offered = Object.entries(words).filter(
    ([role]) => !row.standalone || !role.includes("integration"),
  );
  return select(offered, present ?? offered[0][0]);
}

export function inviteUser(row, reload) {
  const email = textInput("", { type: "email", autofocus: true });
  const emailField = field("Email", email, { required: true });
  const role = roleChoice(row);
  return openDialog({
    title: "Invite a user",
    actions: [{ label: "Invite" }],
    body: () => [emailField, field("Role", role)],
    onsubmit: async (control) => {
      emailField.wrong(/^\S+@\S+$/.test(email.value) ? "" : "Write an email address.");
      if (!/^\S+@\S+$/.test(email.value)) return email.focus();
      const made = await api.post(
        "/v1/invite",
        { email: email.value, ...grants(role.value, row.id) },
        { environment: row.environment },
      );
      control.close();
      reload();
      await showCode(email.value, made.invitationCode);
    },
  });
}

/** Makes a new code for an invitation that is open. */
export async function inviteAgain(share, row) {
  const made = await api.post(
    "/v1/reinvite",
    { _id: share._id },
    { environment: row.environment },
  );
  await showCode(share.sharedWithUser.email, made.invitationCode);
}

/** The code goes out by email where the service sends any; otherwise it is handed over. */
function showCode(email, code) {
  const address = new URL("/invitation", location.href).href;
  return openDialog({
    title: `${email} is invited`,
    closeLabel: "Done",
    body: () => [
      h(
        "p",
        "A letter with this code is on its way, if the service sends mail. Otherwise hand it over yourself: it is shown this once, and works once, within thirty days.",
      ),
      h("p", h("code.wrap.secret", code)),
      h("p.muted", "It is entered at ", h("code.wrap", address), "."),
    ],
  });
}

const flags = [
  "allowToEditRetryData",
  "allowAccessToAPIM",
  "accountSSORequired",
  "accountMFARequired",
];

export function changeRole(share, row, reload) {
  const email = share.sharedWithUser.email;
  const role = roleChoice(row, roleOf(share, row.id));
  const others = (share.integrationAccessLevel ?? []).filter(
    (one) => one._integrationId !== row.id,
  ).length;
  return openDialog({
    title: `Role of ${email}`,
    actions: [{ label: "Save" }],
    body: () => [
      field("Role", role, { hint: "It holds at once, also for what is open in a browser." }),
      others
        ? h("p.hint", `Rights in ${counted(others, "other integration")} stay as they are.`)
        : null,
    ],
    onsubmit: async (control) => {
      const kept = Object.fromEntries(
        flags.filter((key) => key in share).map((key) => [key, share[key]]),
      );
      await api.put(
        `/v1/ashares/${share._id}`,
        { ...kept, ...grants(role.value, row.id, share) },
        { environment: row.environment },
      );
      control.close();
      note(`${email}: ${words[role.value]}`);
      await reload();
    },
  });
}

export function removeUser(share, row, reload) {
  const email = share.sharedWithUser.email;
  return confirm({
    title: `Take ${email} out of ${row.environment}?`,
    explanation: "All rights in this environment end, and so do the tokens for it.",
    action: "Take out",
    danger: true,
    run: async () => {
      await api.del(`/v1/ashares/${share._id}`, { environment: row.environment });
      note(`${email} has no rights here any more`);
      await reload();
    },
  });
}
