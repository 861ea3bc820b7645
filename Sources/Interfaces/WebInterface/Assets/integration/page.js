// One integration and its tabs; each tab is a page of its own.

import { h, replace } from "../core/dom.js";
import * as api from "../core/api.js";
import * as sessions from "../core/session.js";
import * as preferences from "../core/preferences.js";
import { path } from "../core/router.js";
import { RequestError } from "../core/api.js";
import { icon } from "../ui/icons.js";
import { menu } from "../ui/menu.js";
import { bones, fill } from "../ui/loading.js";
import { complain } from "../ui/notice.js";
import { refusal, joinRows } from "../home/model.js";
import { changeBadge, permission, applicationMarks } from "../home/parts.js";
import {
  cloneIntegration,
  deleteIntegration,
  downloadIntegration,
  renameIntegration,
} from "../home/actions.js";
import { tabs } from "./tabs.js";

/** The page of `/integrations/ENVIRONMENT/INTEGRATION/TAB…`. */
export function integrationPage({ values, query, router }) {
  const tab = tabs.find((one) => one.key === (values.tab ?? "dashboard"));
  const stopper = new AbortController();
  const place = h("div");
  const head = h("div.integration-head");
  const page = {
    title: values.integration,
    wide: Boolean(tab?.wide),
    element: h("div", head, place),
    parts: [],
  };
  page.dispose = () => {
    stopper.abort();
    for (const part of page.parts) part.dispose?.();
  };
  if (tab) replace(head, header(provisional(values), tab, router));

  const load = async () => {
    if (!tab)
      throw new RequestError(404, {
        code: "no_page",
        message: `there is no tab '${values.tab}'`,
        hint: "choose one of the tabs of the integration",
      });
    const [row] = await Promise.all([
      readRow(values.environment, values.integration, stopper.signal),
      workIn(values.environment),
    ]);
    document.title = `${tab.title} · ${row.name} · ilm`;
    replace(head, header(row, tab, router));
    showTab(head);
    page.rightsChanged = async () => {
      const now = await readRow(values.environment, values.integration, stopper.signal);
      return now.level !== row.level;
    };
    return row;
  };
  fill(
    place,
    load,
    (row) => {
      const context = {
        row,
        values,
        query,
        router,
        signal: stopper.signal,
        manages: sessions.mayManage(row),
        page,
        reload: () =>
          router.go(location.pathname + location.search, { replace: true, keepScroll: true }),
      };
      const heading = tab.title && !tab.hasHeading ? h("h2.unseen", tab.title) : null;
      return [heading, tab.render(context)];
    },
    { bones: bones(7, 44) },
  );
  return page;
}

/** Who follows a link to another environment works there from then on: the bar says where one is. */
async function workIn(environment) {
  if (environment === sessions.session.environment) return;
  if (!sessions.environmentNamed(environment)) return;
  await sessions.switchEnvironment(environment);
  await preferences.load();
}

async function readRow(environment, slug, signal) {
  if (!sessions.environmentNamed(environment))
    throw new RequestError(404, {
      code: "unknown_environment",
      message: `there is no environment '${environment}'`,
      hint: "it may not be shared with you",
    });
  const [lifecycle, tiles] = await Promise.all([
    api.get("/ilm/v1/integrations", {
      query: { environment, target: `${environment}/${slug}` },
      signal,
    }),
    api.list("/v1/tiles", { environment, signal }).catch((error) => {
      if (error.name === "AbortError") throw error;
      return [];
    }),
  ]);
  const row = joinRows(lifecycle.integrations, tiles)[0];
  if (!row)
    throw new RequestError(404, {
      code: "unknown_target",
      message: `there is no integration '${environment}/${slug}'`,
      hint: "it may have been deleted or renamed",
    });
  return row;
}

/** What stands in the head until the integration is known: of the same size. */
function provisional({ environment, integration: slug }) {
  const target = `${environment}/${slug}`;
  const [applications, offlineConnections] = [[], []];
  const counts = { flows: 0, apis: 0, tools: 0, errors: 0, offline: 0 };
  return {
    ...{ key: "", target, environment, slug, id: "", name: slug, level: null, standalone: false },
    ...{ applications, offlineConnections, managed: false, revision: "", changed: null, ...counts },
  };
}

function header(row, present, router) {
  return [
    h(
      "div.page-head",
      h(
        "div.grow",
        h(
          "nav",
          { "aria-label": "Breadcrumb" },
          h(
            "ol.crumbs",
            h("li", h("a", { href: "/" }, "Home")),
            h("li", environmentBadge(row.environment)),
          ),
        ),
        h("h1.wrap", row.name),
        h("div.row.head-facts", applicationMarks(row), changeBadge(row), permission(row)),
      ),
      actions(row, router),
    ),
    h(
      "nav.tabs",
      { "aria-label": "Parts of the integration" },
      tabs
        .filter((tab) => tab.title && (!tab.hidden || !tab.hidden(row)))
        .map((tab) =>
          h(
            "a",
            {
              href: path("integrations", row.environment, row.slug, tab.key),
              "aria-current": tab.key === present.key || tab.key === present.under ? "page" : null,
            },
            tab.title,
          ),
        ),
    ),
  ];
}

/** Where not all tabs fit, the present one is scrolled to. */
function showTab(head) {
  const present = head.querySelector(".tabs [aria-current]");
  if (present) present.parentElement.scrollLeft = present.offsetLeft - 60;
}

function environmentBadge(name) {
  return h(
    "span.badge",
    h("i.lamp", { class: sessions.environmentNamed(name)?.production ? "production" : "" }),
    name,
  );
}

function actions(row, router) {
  const manages = sessions.mayManage(row);
  const context = {
    router,
    reload: () => router.go(location.pathname, { replace: true }),
    leaves: true,
  };
  const offer = (verb, item) => {
    const reason = refusal(row, verb);
    return reason ? { ...item, disabled: true, note: reason } : item;
  };
  const more = h(
    "button.button.icon-only",
    { type: "button", "aria-label": "More actions" },
    icon("more"),
  );
  return h(
    "div.row",
    h(
      "a.button",
      { href: `/difference?left=${encodeURIComponent(row.target)}` },
      icon("compare"),
      "Compare",
    ),
    manages && !row.standalone
      ? h(
          "a.button.primary",
          { href: path("integrations", row.environment, row.slug, "pull") },
          icon("pull"),
          "Pull",
        )
      : null,
    manages
      ? menu(
          more,
          () => [
            offer("rename", {
              label: "Rename",
              icon: "edit",
              run: () => renameIntegration(row, context),
            }),
            offer("clone", {
              label: "Clone integration",
              icon: "copy",
              run: () => cloneIntegration(row, context),
            }),
            offer("download", {
              label: "Download",
              icon: "download",
              run: () => downloadIntegration(row).catch(complain),
            }),
            "-",
            offer("delete", {
              label: "Delete integration",
              icon: "trash",
              danger: true,
              run: () => deleteIntegration(row, context),
            }),
          ],
          { toRight: true },
        )
      : null,
  );
}
