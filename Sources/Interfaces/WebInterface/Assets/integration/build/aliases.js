// The Aliases tab: stable names for what has an id.

import { h } from "../../core/dom.js";
import * as api from "../../core/api.js";
import { icon } from "../../ui/icons.js";
import { menu } from "../../ui/menu.js";
import { confirm, openDialog } from "../../ui/dialog.js";
import { field, select, textInput } from "../../ui/field.js";
import { bones, empty, fill } from "../../ui/loading.js";
import { complain, note, tip } from "../../ui/notice.js";
import { table } from "../../ui/table.js";
import { edit, ownDocument } from "../edit.js";

const members = {
  _flowId: ["flows", "Flow"],
  _connectionId: ["connections", "Connection"],
  _exportId: ["exports", "Export"],
  _importId: ["imports", "Import"],
  _lookupCacheId: ["lookupcaches", "Lookup cache"],
};

export function aliasesTab(context) {
  const { row, manages, signal } = context;
  if (row.standalone)
    return tip("Standalone Flows has no aliases", "Flows in it can have aliases of their own.");
  const place = h("div");
  const load = async () => {
    const integration = await ownDocument(row, signal);
    const aliases = integration.aliases ?? [];
    return { aliases, names: await namesOf(aliases, row, signal) };
  };
  const reload = () => fill(place, load, render, { keeps: true });
  const create = () =>
    h(
      "button.button.primary",
      { type: "button", onclick: () => editAlias(null, row, reload).catch(complain) },
      icon("plus"),
      "Create alias",
    );
  const render = ({ aliases, names }) =>
    h(
      "div",
      h(
        "div.filters",
        h(
          "p.hint",
          "Handlebars and scripts can name a resource by its alias; flows see these too.",
        ),
        h("div.grow"),
        manages && aliases.length ? create() : null,
      ),
      aliases.length
        ? aliasTable(aliases, names, context, reload)
        : empty(
            "link",
            "No aliases yet",
            "An alias keeps its name when what it stands for is replaced.",
            manages ? create() : null,
          ),
    );
  fill(place, load, render, { bones: bones(4, 46) });
  return place;
}

function targetOf(alias) {
  const member = Object.keys(members).find((one) => alias[one]);
  return member
    ? { member, id: alias[member], kind: members[member][0], word: members[member][1] }
    : { word: "–", id: null };
}

async function namesOf(aliases, row, signal) {
  const names = new Map();
  await Promise.all(
    aliases.map(async (alias) => {
      const { kind, id } = targetOf(alias);
      if (!id) return;
      try {
        names.set(
          id,
          (await api.get(`/v1/${kind}/${id}`, { environment: row.environment, signal })).name,
        );
      } catch (error) {
        if (error.name === "AbortError") throw error;
      }
    }),
  );
  return names;
}

function aliasTable(aliases, names, { row, manages }, reload) {
  return table({
    caption: "Aliases",
    rows: aliases,
    columns: [
      {
        key: "alias",
        title: "Alias",
        class: "name",
        sort: (one) => one.alias,
        cell: (one) => h("strong", one.alias),
      },
      {
        key: "type",
        title: "Resource type",
        sort: (one) => targetOf(one).word,
        cell: (one) => targetOf(one).word,
      },
      {
        key: "resource",
        title: "Resource",
        class: "wrap",
        cell: (one) => names.get(targetOf(one).id) ?? h("code", targetOf(one).id ?? "–"),
      },
      {
        key: "description",
        title: "Description",
        class: "wrap",
        cell: (one) => one.description ?? h("span.faint", "–"),
      },
      {
        key: "actions",
        title: "Actions",
        hiddenTitle: true,
        class: "actions",
        cell: (one) => aliasMenu(one, row, manages, reload),
      },
    ],
  });
}

function aliasMenu(alias, row, manages, reload) {
  const button = h(
    "button.button.quiet.icon-only.small",
    { type: "button", "aria-label": `Actions for ${alias.alias}` },
    icon("more"),
  );
  return menu(
    button,
    () => [
      {
        label: "Copy the alias",
        icon: "copy",
        run: async () => {
          await navigator.clipboard.writeText(alias.alias);
          note("Copied");
        },
      },
      ...(manages
        ? [
            {
              label: "Edit",
              icon: "edit",
              run: () => editAlias(alias, row, reload).catch(complain),
            },
            "-",
            {
              label: "Delete",
              icon: "trash",
              danger: true,
              run: () => deleteAlias(alias, row, reload),
            },
          ]
        : []),
    ],
    { toRight: true },
  );
}

function deleteAlias(alias, row, reload) {
  return confirm({
    title: `Delete the alias ${alias.alias}?`,
    explanation: "What names it by this alias finds it no longer.",
    action: "Delete",
    danger: true,
    run: async () => {
      await edit("integrations", row.id, row.environment, (document) => {
        document.aliases = (document.aliases ?? []).filter((one) => one.alias !== alias.alias);
      });
      note("Deleted");
      await reload();
    },
  });
}

async function editAlias(alias, row, reload) {
  const name = textInput(alias?.alias ?? "", {
    spellcheck: "false",
    maxlength: "256",
    autofocus: true,
  });
  const nameField = field("Alias", name, {
    required: true,
    hint: "Letters, digits, hyphens and underscores.",
  });
  const target = alias ? targetOf(alias) : { member: "_flowId" };
  const kind = select(
    Object.entries(members).map(([member, [, word]]) => [member, word]),
    target.member,
  );
  const resource = h("select");
  const description = h("textarea", { rows: "2", value: alias?.description ?? "" });
  const offer = async () => {
    const collection = members[kind.value][0];
    const scoped = ["flows", "exports", "imports", "connections"].includes(collection)
      ? `/v1/integrations/${row.id}/${collection}`
      : `/v1/${collection}`;
    const list = await api.list(scoped, { environment: row.environment });
    resource.replaceChildren(...list.map((one) => h("option", { value: one._id }, one.name)));
    if (target.id && kind.value === target.member) resource.value = target.id;
  };
  kind.addEventListener("change", () => offer().catch(complain));
  await offer();
  return openDialog({
    title: alias ? `Edit ${alias.alias}` : "Create an alias",
    actions: [{ label: "Save" }],
    body: () => [
      nameField,
      h(
        "div.grid-2",
        field("Resource type", kind),
        field("Resource", resource, { required: true }),
      ),
      field("Description", description),
    ],
    onsubmit: async (control) => {
      nameField.wrong(
        /^[\w-]{1,256}$/.test(name.value)
          ? ""
          : "1 to 256 letters, digits, hyphens and underscores.",
      );
      if (!/^[\w-]{1,256}$/.test(name.value)) return name.focus();
      if (!resource.value) return resource.focus();
      const made = { alias: name.value, [kind.value]: resource.value };
      if (description.value.trim()) made.description = description.value.trim();
      await edit("integrations", row.id, row.environment, (document) => {
        const others = (document.aliases ?? []).filter((one) => one.alias !== alias?.alias);
        document.aliases = [...others, made];
      });
      control.close();
      note("Alias saved");
      await reload();
    },
  });
}
