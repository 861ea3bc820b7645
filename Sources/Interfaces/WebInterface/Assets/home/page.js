// Home: all integrations of the environment, as tiles or as a list.

import { h, replace } from "../core/dom.js";
import * as api from "../core/api.js";
import * as sessions from "../core/session.js";
import * as preferences from "../core/preferences.js";
import { counted } from "../core/format.js";
import { searchField, segments, select } from "../ui/field.js";
import { fill, empty } from "../ui/loading.js";
import { icon } from "../ui/icons.js";
import { complain } from "../ui/notice.js";
import { joinRows, filterRows, arrange, provisional } from "./model.js";
import { tileView } from "./tiles.js";
import { listView } from "./list.js";
import { createMenu, resourcesMenu, installButton } from "./create.js";

export function homePage({ router, query }) {
  const environment = sessions.session.environment;
  const state = {
    rows: [],
    search: query.get("search") ?? "",
    application: query.get("application") ?? "",
    status: query.get("status") ?? "",
    view: preferences.home().view,
  };
  const results = h("div");
  const summary = h("span.muted", { role: "status" });
  const applications = select([["", "All applications"]], "", { "aria-label": "Application" });
  const stopper = new AbortController();

  const draw = () => {
    const filtered = filterRows(state.rows, state);
    const arranged = arrange(filtered, preferences.home());
    const narrowed = Boolean(state.search || state.application || state.status);
    summary.textContent = narrowed
      ? `${filtered.length} of ${counted(state.rows.length, "integration")}`
      : counted(state.rows.length, "integration");
    const actions = { router, redraw: draw, reload, narrowed };
    if (arranged.length === 0) replace(results, narrowed ? nothingFound() : nothingYet(actions));
    else
      replace(
        results,
        state.view === "list" ? listView(arranged, actions) : tileView(arranged, actions),
      );
  };

  const note = (changes) => {
    Object.assign(state, changes);
    router.note({ search: state.search, application: state.application, status: state.status });
    draw();
  };
  // Tiles come at once; what the lifecycle knows of them takes a look at the whole account.
  const load = async () => {
    const { signal } = stopper;
    const lifecycle = api.get("/ilm/v1/integrations", { query: { environment }, signal });
    lifecycle.catch(() => {});
    const [tiles] = await Promise.all([
      api.list("/v1/tiles", { environment, signal }),
      preferences.load(),
    ]);
    // Never before what this answers is drawn.
    lifecycle.then(
      ({ integrations }) => setTimeout(() => take(joinRows(integrations, tiles))),
      failed,
    );
    return joinRows(provisional(tiles, environment, state.rows), tiles);
  };
  /** Shows what came later, once nobody is in the middle of something. */
  const take = (rows) => {
    if (stopper.signal.aborted) return;
    if (results.querySelector(".menu-open, .ghost, [aria-expanded=true]")) {
      setTimeout(() => take(rows), 300);
      return;
    }
    const focused = results.contains(document.activeElement) ? document.activeElement : null;
    const name = focused?.getAttribute("aria-label") ?? focused?.textContent;
    render(rows);
    if (!focused) return;
    const again = [...results.querySelectorAll("a, button")].find(
      (one) => (one.getAttribute("aria-label") ?? one.textContent) === name,
    );
    again?.focus({ preventScroll: true });
  };
  const failed = (error) => {
    if (error.name !== "AbortError") complain(error);
  };
  const render = (rows) => {
    state.rows = rows;
    const names = [...new Set(rows.flatMap((row) => row.applications))].sort();
    replace(
      applications,
      h("option", { value: "" }, "All applications"),
      names.map((name) => h("option", { value: name }, name)),
    );
    applications.value = state.application;
    const holder = results;
    draw();
    return holder;
  };
  const place = h("div");
  const reload = () => fill(place, load, render, { keeps: true });
  applications.addEventListener("change", () => note({ application: applications.value }));
  const status = select(
    [
      ["", "Any status"],
      ["success", "Success"],
      ["errors", "Errors"],
      ["offline", "Offline connection"],
      ["setup", "Setup unfinished"],
      ["changed", "Changed since its revision"],
    ],
    state.status,
    { "aria-label": "Status" },
  );
  status.addEventListener("change", () => note({ status: status.value }));

  fill(place, load, render, { bones: tileBones() });
  const manages = sessions.mayManageAll();
  return {
    title: "Home",
    dispose: () => stopper.abort(),
    element: h(
      "div",
      h(
        "div.page-head",
        h(
          "div.grow",
          h("h1", "Integrations"),
          h("p.lead", "Everything in ", h("strong", environment), "."),
        ),
        manages
          ? h(
              "div.row",
              resourcesMenu({ router, reload }),
              installButton({ router, reload }),
              createMenu({ router, reload }),
            )
          : null,
      ),
      h(
        "div.filters",
        searchField("Search integrations", state.search, (search) => note({ search })),
        applications,
        status,
        summary,
        h("div.grow"),
        segments(
          "View",
          [
            ["tiles", "Tiles", "tiles"],
            ["list", "List", "list"],
          ],
          state.view,
          (view) => {
            state.view = view;
            preferences.changeHome({ view });
            draw();
          },
        ),
      ),
      place,
    ),
  };
}

function tileBones() {
  return h(
    "div.tiles",
    { "aria-busy": "true", "aria-label": "Loading" },
    Array.from({ length: 9 }, () => h("span.bones", { style: { height: "176px" } })),
  );
}

function nothingFound() {
  return empty("search", "Nothing fits", "Change the search or the filters.");
}

function nothingYet(actions) {
  return empty(
    "folder",
    "No integrations yet",
    "An integration groups flows, APIs and tools.",
    sessions.mayManageAll() ? createMenu(actions) : icon("eye"),
  );
}
