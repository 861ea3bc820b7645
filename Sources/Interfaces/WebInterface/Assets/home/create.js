// Making things: integrations, and flows, APIs and tools that start empty.

import { h } from "../core/dom.js";
import * as api from "../core/api.js";
import * as sessions from "../core/session.js";
import { path } from "../core/router.js";
import { icon } from "../ui/icons.js";
import { menu } from "../ui/menu.js";
import { openDialog } from "../ui/dialog.js";
import { field, select, textInput } from "../ui/field.js";
import { note } from "../ui/notice.js";
import { installBundle } from "./install.js";

/** The Create menu at the top right. */
export function createMenu(actions) {
  const button = h(
    "button.button.primary",
    { type: "button" },
    icon("plus"),
    "Create",
    icon("down"),
  );
  return menu(
    button,
    () => [
      { label: "Integration", icon: "folder", run: () => createIntegration(actions) },
      "-",
      { label: "Flow", icon: "flow", run: () => createShell("flows", null, actions) },
      { label: "API", icon: "api", run: () => createShell("apis", null, actions) },
      { label: "Tool", icon: "tool", run: () => createShell("tools", null, actions) },
    ],
    { toRight: true },
  );
}

/** What is created here lands in Standalone Flows and can be moved to any integration. */
export function resourcesMenu(actions) {
  const button = h("button.button", { type: "button" }, "Resources", icon("down"));
  const standalone = path("integrations", sessions.session.environment, "standalone");
  return menu(
    button,
    () => [
      { heading: "Created in Standalone Flows" },
      { label: "New flow", icon: "flow", run: () => createShell("flows", "none", actions) },
      { label: "New API", icon: "api", run: () => createShell("apis", "none", actions) },
      {
        label: "New tool",
        icon: "tool",
        note: "A tool is always in an integration.",
        run: () => createShell("tools", null, actions),
      },
      "-",
      { label: "All standalone flows", icon: "folder", href: `${standalone}/flows` },
      { label: "All standalone APIs", icon: "folder", href: `${standalone}/apis` },
    ],
    { toRight: true },
  );
}

export function installButton(actions) {
  return h(
    "button.button",
    { type: "button", onclick: () => installBundle(actions) },
    icon("upload"),
    "Install from zip",
  );
}

async function createIntegration({ router }) {
  const name = textInput("", { maxlength: "100", autofocus: true });
  const description = h("textarea", { maxlength: "5120", rows: "3" });
  const nameField = field("Name", name, { required: true });
  const environment = sessions.session.environment;
  await openDialog({
    title: "Create an integration",
    actions: [{ label: "Save" }],
    body: () => [nameField, field("Description", description)],
    onsubmit: async (control) => {
      nameField.wrong(name.value.trim() ? "" : "Give it a name.");
      if (!name.value.trim()) return name.focus();
      const made = await api.post(
        `/ilm/v1/environments/${encodeURIComponent(environment)}/integrations`,
        { name: name.value.trim(), description: description.value.trim() },
      );
      control.close();
      note(`Created ${name.value.trim()}`);
      const slug = targetOf(made)?.split("/").slice(1).join("/");
      router.go(slug ? path("integrations", environment, slug, "flows") : "/");
    },
  });
}

/** The target in an answer that creates one. */
export function targetOf(answer) {
  return answer?.target ?? answer?.integration?.target ?? answer?.integrations?.[0]?.target ?? null;
}

const words = { flows: "flow", apis: "API", tools: "tool" };

/** Creates an empty flow, API or tool; `integration` null lets one choose, `none` is Standalone
 *  Flows, in which tools cannot be. */
export async function createShell(kind, integration, actions) {
  const word = words[kind];
  const environment = actions.environment ?? sessions.session.environment;
  const integrations =
    integration === null ? await api.list("/v1/integrations", { environment }).catch(() => []) : [];
  const name = textInput("", { maxlength: kind === "flows" ? "100" : "200", autofocus: true });
  const nameField = field("Name", name, { required: true });
  const route = textInput("", { placeholder: "/orders/:id", spellcheck: "false" });
  const method = select(["GET", "POST", "PUT", "PATCH", "DELETE"], "GET");
  const alone = kind === "tools" ? [] : [["none", "Standalone Flows"]];
  const home = select(
    [...alone, ...integrations.map((one) => [one._id, one.name])],
    integration ?? "none",
  );
  const description = h("textarea", { rows: "2", maxlength: "5120" });
  return openDialog({
    title: `Create ${kind === "apis" ? "an API" : `a ${word}`}`,
    actions: [{ label: "Create" }],
    body: () => [
      nameField,
      field("Description", description),
      kind === "apis"
        ? h(
            "div.grid-2",
            field("Method", method),
            field("Relative URI", route, { hint: "Below the base address of your APIs." }),
          )
        : null,
      integration === null ? field("Integration", home) : null,
      h(
        "p.hint",
        kind === "flows" ? "A new flow is switched off until you enable it." : "It starts empty.",
      ),
    ],
    onsubmit: async (control) => {
      nameField.wrong(name.value.trim() ? "" : "Give it a name.");
      if (!name.value.trim()) return name.focus();
      const made = await api.post(
        `/v1/${kind}`,
        shell(kind, {
          name: name.value.trim(),
          description: description.value.trim(),
          method: method.value,
          route: route.value.trim(),
          integration: integration ?? home.value,
        }),
        { environment },
      );
      control.close(made);
      note(`Created ${made.name}`);
      await actions.reload?.();
    },
  });
}

/** The least that the platform takes as a flow, an API or a tool. */
export function shell(kind, { name, description, method, route, integration }) {
  const document = { name };
  if (description) document.description = description;
  if (integration && integration !== "none") document._integrationId = integration;
  if (kind === "flows")
    return { ...document, disabled: true, pageGenerators: [], pageProcessors: [] };
  if (kind === "apis") {
    return {
      ...document,
      type: "builder",
      version: "v1",
      disabled: true,
      builder: {
        request: {
          method,
          relativeURI: route || `/${name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`,
        },
        routers: [],
        responses: [
          { type: "success", name: "Success", statusCode: 200 },
          { type: "fail", name: "Fail", statusCode: 500 },
        ],
      },
    };
  }
  return { ...document, input: { name: "Input" }, routers: [], output: { name: "Output" } };
}
