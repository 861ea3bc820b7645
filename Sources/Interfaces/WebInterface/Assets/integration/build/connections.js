// The Connections tab: what the integration's steps reach out with.

import { h } from "../../core/dom.js";
import * as api from "../../core/api.js";
import { ago, word } from "../../core/format.js";
import { icon } from "../../ui/icons.js";
import { menu } from "../../ui/menu.js";
import { openDialog, confirm } from "../../ui/dialog.js";
import { check } from "../../ui/field.js";
import { bones, empty, fill } from "../../ui/loading.js";
import { complain, note } from "../../ui/notice.js";
import { table } from "../../ui/table.js";
import { contents } from "../edit.js";
import { openResource } from "./flow.js";
import { replaceConnection } from "./replace.js";

export function connectionsTab(context) {
  const { row, manages, signal } = context;
  const place = h("div");
  const load = () => contents(row, "connections", signal);
  const reload = () => fill(place, load, render, { keeps: true });
  const register = () =>
    h(
      "button.button.primary",
      { type: "button", onclick: () => registerConnections(row, reload).catch(complain) },
      icon("plug"),
      "Register connections",
    );
  const render = (rows) =>
    h(
      "div",
      h(
        "div.filters",
        h("p.hint", "Credentials are never shown, compared or carried to another environment."),
        h("div.grow"),
        manages && !row.standalone ? register() : null,
      ),
      rows.length
        ? connectionTable(rows, context, reload)
        : empty("plug", "No connections", "None is used or registered here."),
    );
  fill(place, load, render, { bones: bones(4, 46) });
  return place;
}

function isOffline(one, row) {
  return Boolean(one.offline) || row.offlineConnections.includes(one._id);
}

function connectionTable(rows, { row, manages }, reload) {
  return table({
    caption: "Connections",
    rows,
    columns: [
      {
        key: "name",
        title: "Name",
        class: "name",
        sort: (one) => one.name,
        cell: (one) =>
          h(
            "button.link-button",
            { type: "button", onclick: () => openResource("connections", one._id, row) },
            one.name,
          ),
      },
      {
        key: "status",
        title: "Status",
        sort: (one) => Number(Boolean(isOffline(one, row))),
        cell: (one) =>
          isOffline(one, row)
            ? h("span.badge.bad", icon("unplugged"), "Offline")
            : h("span.badge", "Nothing reported"),
      },
      {
        key: "type",
        title: "Type",
        sort: (one) => one.assistant ?? one.type,
        cell: (one) => word(one.assistant ?? one.type),
      },
      {
        key: "address",
        title: "API",
        cell: (one) =>
          h("span.wrap.muted", one.http?.baseURI ?? one.rest?.baseURI ?? one.ftp?.hostURI ?? "–"),
      },
      {
        key: "modified",
        title: "Last updated",
        class: "nowrap",
        sort: (one) => one.lastModified,
        cell: (one) => ago(one.lastModified),
      },
      {
        key: "actions",
        title: "Actions",
        hiddenTitle: true,
        class: "actions",
        cell: (one) => connectionMenu(one, row, manages, reload),
      },
    ],
  });
}

function connectionMenu(one, row, manages, reload) {
  const button = h(
    "button.button.quiet.icon-only.small",
    { type: "button", "aria-label": `Actions for ${one.name}` },
    icon("more"),
  );
  return menu(
    button,
    () => [
      { label: "Used by", icon: "link", run: () => showUsers(one, row).catch(complain) },
      { label: "JSON", icon: "code", run: () => openResource("connections", one._id, row) },
      ...(manages
        ? [
            {
              label: "Replace",
              icon: "move",
              run: () => replaceConnection(one, row, reload).catch(complain),
            },
          ]
        : []),
      ...(manages && !row.standalone
        ? [
            "-",
            {
              label: "Deregister",
              icon: "close",
              danger: true,
              run: () => deregister(one, row, reload),
            },
          ]
        : []),
    ],
    { toRight: true },
  );
}

async function showUsers(one, row) {
  const users = await api.get(`/v1/connections/${one._id}/dependencies`, {
    environment: row.environment,
  });
  const entries = Object.entries(users ?? {}).filter(([, list]) => list.length);
  return openDialog({
    title: `What uses ${one.name}`,
    closeLabel: "Close",
    body: () =>
      entries.length
        ? h(
            "dl.facts",
            entries.map(([kind, list]) => [
              h("dt", word(kind)),
              h(
                "dd",
                h(
                  "ul",
                  list.map((user) => h("li", user.name ?? user._id ?? user.id)),
                ),
              ),
            ]),
          )
        : h("p", "Nothing uses it."),
  });
}

function deregister(one, row, reload) {
  return confirm({
    title: `Deregister ${one.name}?`,
    explanation: "It stays in the account; steps that use it go on using it.",
    action: "Deregister",
    danger: true,
    run: async () => {
      await api.del(`/v1/integrations/${row.id}/connections/${one._id}/register`, {
        environment: row.environment,
      });
      note(`Deregistered ${one.name}`);
      await reload();
    },
  });
}

async function registerConnections(row, reload) {
  const [all, present] = await Promise.all([
    api.list("/v1/connections", { environment: row.environment }),
    api.list(`/v1/integrations/${row.id}/connections`, { environment: row.environment }),
  ]);
  const known = new Set(present.map((one) => one._id));
  const free = all.filter((one) => !known.has(one._id));
  const boxes = free.map((one) => check(one.name, false));
  return openDialog({
    title: "Register connections",
    actions: [{ label: "Register" }],
    body: () =>
      free.length
        ? h("div.stack.close", boxes)
        : h("p", "All connections of the environment are registered."),
    onsubmit: async (control) => {
      const ids = free.filter((_, index) => boxes[index].box.checked).map((one) => one._id);
      if (ids.length)
        await api.put(`/v1/integrations/${row.id}/connections/register`, ids, {
          environment: row.environment,
        });
      control.close();
      if (ids.length) {
        note("Registered");
        await reload();
      }
    },
  });
}
