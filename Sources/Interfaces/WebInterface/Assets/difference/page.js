// Any two states beside each other, chosen here or named by a link.

import { h, replace } from "../core/dom.js";
import * as api from "../core/api.js";
import * as sessions from "../core/session.js";
import { withQuery } from "../core/router.js";
import { icon } from "../ui/icons.js";
import { field, select, check } from "../ui/field.js";
import { fill, bones } from "../ui/loading.js";
import { complain, tip } from "../ui/notice.js";
import { differenceView } from "./view.js";
import { documentsOf } from "./documents.js";
import { exportButton } from "../compare/export.js";

export function differencePage({ router, query }) {
  const left = query.get("left") ?? "";
  const right = query.get("right") ?? "";
  const place = h("div");
  let view = null;
  const stopper = new AbortController();
  const options = { contentOnly: query.get("content") === "1" };

  const show = (comparison) => {
    view = differenceView({
      comparison,
      router,
      query,
      titles: { left: comparison.left.target, right: comparison.right.target },
      documents: documentsOf(
        comparison.left.target.replace(/ .*/, ""),
        comparison.right.target.replace(/ .*/, ""),
      ),
    });
    requestAnimationFrame(() => view.start());
    return view;
  };
  const asked = { left, right, contentOnly: options.contentOnly ? "true" : null };
  const load = () => api.get("/ilm/v1/comparison", { query: asked, signal: stopper.signal });
  if (left && right) fill(place, load, show, { bones: bones(8, 60) });
  else
    replace(
      place,
      tip(
        "choose what to compare",
        "Two integrations, in one environment or in two; names before an @ are integrations, after it a revision.",
      ),
    );

  return {
    title: left && right ? `${left} and ${right}` : "Compare",
    wide: true,
    dispose: () => {
      stopper.abort();
      view?.dispose();
    },
    element: h(
      "div",
      h(
        "div.page-head",
        h(
          "div.grow",
          h(
            "nav",
            { "aria-label": "Breadcrumb" },
            h("ol.crumbs", h("li", h("a", { href: "/compare" }, "Compare")), h("li", "Difference")),
          ),
          h("h1", "Difference"),
        ),
        left && right ? exportButton(asked) : null,
      ),
      chooser(left, right, options, router),
      place,
    ),
  };
}

function chooser(left, right, options, router) {
  const one = select(statesWith([], left), left);
  const other = select(statesWith([], right), right);
  const go = () => {
    const query = {
      left: one.value,
      right: other.value,
      content: options.contentOnly ? "1" : null,
    };
    if (one.value && other.value) router.go(withQuery("/difference", query));
  };
  one.addEventListener("change", go);
  other.addEventListener("change", go);
  loadStates().then((states) => {
    for (const [control, chosen] of [
      [one, left],
      [other, right],
    ]) {
      const entries = statesWith(states, chosen);
      replace(
        control,
        entries.map(([value, label]) => h("option", { value }, label)),
      );
      control.value = chosen;
    }
  }, complain);
  const swap = h(
    "button.button",
    {
      type: "button",
      onclick: () => {
        [one.value, other.value] = [other.value, one.value];
        go();
      },
    },
    icon("compare"),
    "Swap sides",
  );
  const content = check("Content only", options.contentOnly, (on) => {
    options.contentOnly = on;
    go();
  });
  return h(
    "form.card.padded.chooser",
    { onsubmit: (event) => event.preventDefault() },
    field("Left", one),
    field("Right", other),
    swap,
    content,
  );
}

function statesWith(states, chosen) {
  const list = [
    ["", "Choose…"],
    ...states.map((one) => [one.target, `${one.target} · ${one.name}`]),
  ];
  return chosen && !states.some((one) => one.target === chosen)
    ? [...list, [chosen, chosen]]
    : list;
}

async function loadStates() {
  const lists = await Promise.all(
    sessions.session.environments.map((one) =>
      api.get("/ilm/v1/integrations", { query: { environment: one.name } }),
    ),
  );
  return lists.flatMap((one) => one.integrations);
}
