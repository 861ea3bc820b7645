// The APIs and Tools tabs.

import { h } from "../../core/dom.js";
import * as api from "../../core/api.js";
import { ago, counted } from "../../core/format.js";
import { icon } from "../../ui/icons.js";
import { menu } from "../../ui/menu.js";
import { toggle } from "../../ui/field.js";
import { bones, empty, fill } from "../../ui/loading.js";
import { complain, note } from "../../ui/notice.js";
import { table } from "../../ui/table.js";
import { createShell } from "../../home/create.js";
import { contents } from "../edit.js";
import { openResource } from "./flow.js";
import { removeResource } from "./flows.js";
import { moveResource } from "./move.js";

const kinds = {
  apis: {
    one: "API",
    many: "APIs",
    article: "an",
    picture: "api",
    about: "An API answers requests at an address of your own.",
  },
  tools: {
    one: "tool",
    many: "tools",
    article: "a",
    picture: "tool",
    about: "A tool is a block of steps that flows, APIs and agents use.",
  },
};

export const apisTab = (context) => tab("apis", context);
export const toolsTab = (context) => tab("tools", context);

function tab(kind, context) {
  const { row, manages, signal } = context;
  const words = kinds[kind];
  const place = h("div");
  const load = () => contents(row, kind, signal);
  const reload = () => fill(place, load, render, { keeps: true });
  const creates = manages && !(kind === "tools" && row.standalone);
  const create = () =>
    h(
      "button.button.primary",
      {
        type: "button",
        onclick: () => createShell(kind, row.key, { reload, environment: row.environment }),
      },
      icon("plus"),
      `Create ${words.one}`,
    );
  const render = (list) =>
    list.length === 0
      ? empty(words.picture, `No ${words.many} yet`, words.about, creates ? create() : null)
      : h(
          "div",
          h(
            "div.filters",
            h("span.muted", counted(list.length, words.one, words.many)),
            h("div.grow"),
            creates ? create() : null,
          ),
          resourceTable(kind, list, context, reload),
        );
  fill(place, load, render, { bones: bones(5, 46) });
  return place;
}

function resourceTable(kind, rows, context, reload) {
  const { row, manages } = context;
  const name = {
    key: "name",
    title: "Name",
    class: "name",
    sort: (one) => one.name,
    cell: (one) => [
      h(
        "button.link-button",
        { type: "button", onclick: () => openResource(kind, one._id, row) },
        one.name,
      ),
      one.description ? h("p.hint", one.description) : null,
    ],
  };
  const updated = {
    key: "modified",
    title: "Last updated",
    class: "nowrap",
    sort: (one) => one.lastModified,
    cell: (one) => ago(one.lastModified),
  };
  const actions = {
    key: "actions",
    title: "Actions",
    hiddenTitle: true,
    class: "actions",
    cell: (one) => (manages ? rowMenu(kind, one, row, reload) : null),
  };
  const own =
    kind === "apis"
      ? [
          { key: "route", title: "Method and URI", cell: (one) => route(one) },
          { key: "version", title: "Version", cell: (one) => one.version ?? "v1" },
          {
            key: "mode",
            title: "Mode",
            cell: (one) => h("span.badge", one.type ?? (one.script ? "script" : "builder")),
          },
          {
            key: "on",
            title: "Off/On",
            cell: (one) =>
              toggle(`${one.name} is on`, !one.disabled, (on) => switchAPI(one, on, row), {
                disabled: !manages,
              }),
          },
        ]
      : [
          { key: "input", title: "Input", cell: (one) => one.input?.name ?? "–" },
          { key: "output", title: "Output", cell: (one) => one.output?.name ?? "–" },
        ];
  return table({ caption: kinds[kind].many, rows, columns: [name, ...own, updated, actions] });
}

function route(one) {
  const request = one.builder?.request;
  return request
    ? h(
        "span.row.tight",
        h("span.badge.accent", request.method ?? "?"),
        h("code.wrap", request.relativeURI ?? "/"),
      )
    : h("span.faint", "by script");
}

async function switchAPI(one, on, row) {
  try {
    await api.patch(`/v1/apis/${one._id}`, [{ op: "replace", path: "/disabled", value: !on }], {
      environment: row.environment,
    });
    one.disabled = !on;
    note(`${one.name} is ${on ? "on" : "off"}`);
  } catch (error) {
    complain(error);
    throw error;
  }
}

function rowMenu(kind, one, row, reload) {
  const button = h(
    "button.button.quiet.icon-only.small",
    { type: "button", "aria-label": `Actions for ${one.name}` },
    icon("more"),
  );
  return menu(
    button,
    () => [
      { label: "JSON", icon: "code", run: () => openResource(kind, one._id, row) },
      {
        label: "Move to another integration",
        icon: "move",
        run: () => moveResource(kind, one, row, reload),
      },
      "-",
      {
        label: "Delete",
        icon: "trash",
        danger: true,
        run: () => removeResource(kind, one, row, reload),
      },
    ],
    { toRight: true },
  );
}
