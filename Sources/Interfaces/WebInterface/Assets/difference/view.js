// The difference: resources, their changes in place, and ways through them.

import { h, replace, announce } from "../core/dom.js";
import * as preferences from "../core/preferences.js";
import { usePageKeys } from "../core/keys.js";
import { counted, kind as kindName, kindOrder } from "../core/format.js";
import { icon } from "../ui/icons.js";
import { searchField, segments, select } from "../ui/field.js";
import { empty } from "../ui/loading.js";
import { note } from "../ui/notice.js";
import { virtualList } from "../ui/virtual.js";
import { buildRows, filterResources, offsets, sortResources } from "./rows.js";
import { makeRenderer } from "./render.js";
import { loadWhole, showRaw } from "./documents.js";
import { countChanges } from "./outline.js";

/** Shows a comparison. `documents(name)` answers `{ left, right }` on demand; `at` is a change to go to. */
export function differenceView({ comparison, titles, documents, router, query }) {
  const resources = sortResources(comparison.resources);
  const environment = comparison.environment ?? [];
  const state = {
    mode: innerWidth < 700 ? "unified" : (preferences.mine().differenceMode ?? "split"),
    closed: new Set(),
    unfolded: new Set(),
    whole: new Map(),
    kind: query.get("kind") ?? "",
    status: query.get("change") ?? "",
    search: "",
    current: null,
  };
  let rows = [];
  const renderer = makeRenderer({ state, titles, act });
  const list = virtualList({ label: "Changes", render: (index) => renderer(rows[index]) });
  const nothing = h("div");
  const outlineList = h("nav.difference-outline", { "aria-label": "Changed resources" });
  const where = h("span.cut.grow.mono");

  const build = () => {
    const shown = filterResources(resources, state);
    rows = buildRows(
      shown,
      state.kind || state.status || state.search ? [] : environment,
      state,
      columnsOf(list, state.mode),
    );
    list.update(offsets(rows));
    replace(
      nothing,
      rows.length === 0
        ? empty(
            "check",
            resources.length ? "Nothing fits the filters" : "No differences",
            resources.length ? null : "Both sides are the same.",
          )
        : null,
    );
  };

  const filter = (changes) => {
    Object.assign(state, changes);
    router.note({ kind: state.kind, change: state.status });
    build();
    drawOutline(outlineList, filterResources(resources, state), go);
  };
  const go = (key, options = {}) => {
    const index = rows.findIndex((row) => row.key === key);
    if (index < 0) return false;
    state.current = key;
    scrollTo({ top: list.topOf(index) - 120, behavior: "instant" });
    list.redraw();
    if (options.focuses)
      list.rowAt(index)?.querySelector("button, a")?.focus({ preventScroll: true });
    router.note({ at: key });
    return true;
  };
  const step = (by) => {
    const stops = rows.flatMap((row) => (isStop(row) ? [row.key] : []));
    if (stops.length === 0) return;
    const present = stops.indexOf(state.current);
    const next =
      present < 0 ? (by > 0 ? 0 : stops.length - 1) : (present + by + stops.length) % stops.length;
    go(stops[next]);
    announce(`Change ${next + 1} of ${stops.length}: ${stops[next]}`);
  };

  function act(action, row) {
    if (action === "toggle") flip(state.closed, row.resource.name);
    else if (action === "unfold") state.unfolded.add(row.key);
    else if (action === "whole") return loadWhole(state, row.resource, documents, build);
    else if (action === "raw") return showRaw(row.resource, documents, titles);
    else if (action === "link") return copyLink(row.key);
    build();
  }

  const mode = segments(
    "Layout",
    [
      ["split", "Side by side", "columns"],
      ["unified", "Unified", "rows"],
    ],
    state.mode,
    (value) => {
      state.mode = value;
      preferences.change({ differenceMode: value });
      build();
    },
  );
  const closeAll = h(
    "button.button.small",
    {
      type: "button",
      onclick: () => {
        if (state.closed.size) state.closed.clear();
        else for (const one of resources) state.closed.add(one.name);
        build();
        closeAll.textContent = state.closed.size ? "Expand all" : "Collapse all";
      },
    },
    "Collapse all",
  );
  const toolbar = h(
    "div.difference-bar",
    { role: "toolbar", "aria-label": "Difference" },
    h(
      "button.button.small.icon-only",
      {
        type: "button",
        "aria-label": "Previous change (p)",
        title: "Previous change (p)",
        onclick: () => step(-1),
      },
      icon("up"),
    ),
    h(
      "button.button.small.icon-only",
      {
        type: "button",
        "aria-label": "Next change (n)",
        title: "Next change (n)",
        onclick: () => step(1),
      },
      icon("down"),
    ),
    where,
    closeAll,
    mode,
  );
  list.onshown = (index) => {
    where.textContent = resourceAbove(rows, index);
  };

  const keys = usePageKeys({
    n: { does: "next change", run: () => step(1) },
    p: { does: "previous change", run: () => step(-1) },
  });
  const observer = new ResizeObserver(() => {
    const columns = columnsOf(list, state.mode);
    if (columns !== observer.columns) {
      observer.columns = columns;
      build();
    }
  });
  const element = h(
    "div.difference",
    summaryBar(resources, environment, state, filter),
    h(
      "div.difference-body",
      outlineList,
      h(
        "div.difference-main",
        resources.length || environment.length ? toolbar : null,
        titles ? sideTitles(titles) : null,
        list,
        nothing,
      ),
    ),
  );
  drawOutline(outlineList, resources, go);
  element.start = () => {
    observer.columns = columnsOf(list, state.mode);
    observer.observe(element);
    build();
    const at = query.get("at");
    if (at) requestAnimationFrame(() => go(at));
  };
  element.dispose = () => {
    keys();
    list.dispose();
    observer.disconnect();
  };
  return element;
}

function isStop(row) {
  return (
    (row.type === "path" && row.node.change) ||
    row.type === "environment" ||
    (row.type === "resource" && row.resource.changes.some((one) => one.path === ""))
  );
}

function flip(set, value) {
  if (!set.delete(value)) set.add(value);
}

function resourceAbove(rows, index) {
  for (let at = Math.min(index, rows.length - 1); at >= 0; at -= 1)
    if (rows[at].type === "resource") return rows[at].resource.name;
  return "";
}

let letterWidth = 0;

function columnsOf(list, mode) {
  if (!letterWidth) {
    const probe = h("span.mono.difference-probe", "m".repeat(100));
    document.body.append(probe);
    letterWidth = probe.getBoundingClientRect().width / 100 || 7.5;
    probe.remove();
  }
  const width = list.clientWidth || innerWidth - 60;
  const room = mode === "split" ? width / 2 - 74 : width - (width < 600 ? 66 : 118);
  return Math.max(20, Math.floor(room / letterWidth));
}

async function copyLink(key) {
  const address = new URL(location.href);
  address.searchParams.set("at", key);
  history.replaceState(null, "", address);
  try {
    await navigator.clipboard.writeText(address.href);
    note("Link copied");
  } catch {
    note("The address is the link to this change");
  }
}

function sideTitles(titles) {
  return h(
    "div.difference-sides",
    h("div", h("span.badge", "Left"), " ", h("span.cut", titles.left)),
    h("div", h("span.badge", "Right"), " ", h("span.cut", titles.right)),
  );
}

function summaryBar(resources, environment, state, filter) {
  const counts = countChanges(resources);
  const kinds = [...new Set(resources.map((one) => one.kind))].sort(
    (a, b) => kindOrder.indexOf(a) - kindOrder.indexOf(b),
  );
  const kind = select(
    [["", "All kinds"], ...kinds.map((one) => [one, kindName(one)])],
    state.kind,
    { "aria-label": "Kind" },
  );
  kind.addEventListener("change", () => filter({ kind: kind.value }));
  const status = select(
    [
      ["", "All changes"],
      ["added", "Added"],
      ["modified", "Modified"],
      ["deleted", "Deleted"],
      ["moved", "With moves"],
    ],
    state.status,
    { "aria-label": "Change" },
  );
  status.addEventListener("change", () => filter({ status: status.value }));
  return h(
    "div.filters",
    h(
      "div.row",
      { role: "status" },
      h("span.badge.good", `${counts.added} added`),
      h("span.badge.accent", `${counts.modified} modified`),
      h("span.badge.bad", `${counts.deleted} deleted`),
      environment.length ? h("span.badge", counted(environment.length, "environment field")) : null,
    ),
    h("div.grow"),
    searchField("Find a resource or field", "", (search) => filter({ search })),
    kind,
    status,
  );
}

function drawOutline(place, resources, go) {
  let last = null;
  const items = [];
  for (const resource of resources.slice(0, 2000)) {
    if (resource.kind !== last) {
      items.push(
        h(
          "p.kind",
          kindName(resource.kind),
          h("span.faint", ` ${resources.filter((one) => one.kind === resource.kind).length}`),
        ),
      );
      last = resource.kind;
    }
    items.push(
      h(
        "button",
        { type: "button", onclick: () => go(resource.name) },
        h(`i.sign.${resource.status}`, { "aria-hidden": "true" }),
        h("span.cut.grow", resource.name.slice(resource.name.indexOf("/") + 1)),
        h("span.unseen", resource.status),
        resource.changes.length > 1 ? h("span.faint.number", resource.changes.length) : null,
      ),
    );
  }
  replace(place, items);
}
