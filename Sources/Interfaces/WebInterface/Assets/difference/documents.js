// Whole documents of both sides, read when somebody asks.

import { h } from "../core/dom.js";
import * as api from "../core/api.js";
import { prettyLines } from "../core/json.js";
import { openDialog } from "../ui/dialog.js";
import { note, problem } from "../ui/notice.js";
import { compareLines } from "./lines.js";

/** Shows the whole document in the place of its changes, or goes back to them. */
export async function loadWhole(state, resource, documents, redraw) {
  if (state.whole.delete(resource.name)) return redraw();
  state.whole.set(resource.name, {});
  redraw();
  try {
    const { left, right } = await documents(resource);
    const lines = compareLines(linesOf(left), linesOf(right));
    if (state.whole.has(resource.name)) state.whole.set(resource.name, { lines });
  } catch (error) {
    state.whole.set(resource.name, { failure: error.message });
  }
  redraw();
}

function linesOf(document) {
  return document === undefined ? [] : prettyLines(document);
}

/** Both documents as they are. */
export function showRaw(resource, documents, titles) {
  const place = h("div.grid-2", h("p.muted", h("span.spinner"), " Reading"));
  const opened = openDialog({
    title: resource.name,
    large: true,
    closeLabel: "Close",
    body: () => place,
  });
  documents(resource).then(
    ({ left, right }) => {
      place.replaceChildren(
        rawText(titles?.left ?? "Left", left),
        rawText(titles?.right ?? "Right", right),
      );
    },
    (error) => place.replaceChildren(problem(error)),
  );
  return opened;
}

function rawText(title, document) {
  const text = document === undefined ? "" : JSON.stringify(document, null, 2);
  return h(
    "section.stack.close",
    h(
      "div.row.between",
      h("h3.cut", title),
      document === undefined
        ? null
        : h(
            "button.button.small",
            {
              type: "button",
              onclick: async () => {
                await navigator.clipboard.writeText(text);
                note("Copied");
              },
            },
            "Copy",
          ),
    ),
    document === undefined
      ? h("p.muted", "It is not on this side.")
      : h("pre.raw", { tabindex: "0" }, text),
  );
}

/** Reads one document of a state; `undefined` where it has none. */
export async function readDocument(state, name) {
  const { target, revision } = splitState(state);
  const cut = target.indexOf("/");
  const answer = await api.get(
    `/ilm/v1/targets/${encodeURIComponent(target.slice(0, cut))}/${encodeURIComponent(target.slice(cut + 1))}/documents`,
    {
      query: { state: revision, name },
    },
  );
  return answer.documents.find((one) => one.name === name)?.document;
}

/** `production/orders@r3:before` as its target and revision. */
export function splitState(state) {
  const at = state.indexOf("@");
  return at < 0
    ? { target: state, revision: null }
    : { target: state.slice(0, at), revision: state.slice(at + 1) };
}

/** Both sides of a comparison of two states. */
export function documentsOf(left, right) {
  return async (resource) => {
    const side = async (state, absent) =>
      absent || !state ? undefined : readDocument(state, resource.name);
    const [one, other] = await Promise.all([
      side(left, resource.status === "added"),
      side(right, resource.status === "deleted"),
    ]);
    return { left: one, right: other };
  };
}
