// What stands where something will be: of the same size, so that nothing jumps.

import { h, replace } from "../core/dom.js";
import { problem } from "./notice.js";
import { icon } from "./icons.js";

/** Bars in the shape of rows. */
export function bones(rows = 6, height = 44) {
  return h(
    "div.stack.close",
    { "aria-busy": "true", "aria-label": "Loading" },
    Array.from({ length: rows }, () => h("span.bones", { style: { height: `${height}px` } })),
  );
}

/** Fills a place with what a promise gives; bones before, the problem where it fails. */
export async function fill(place, load, render, options = {}) {
  if (!options.keeps) replace(place, options.bones ?? bones());
  place.setAttribute("aria-busy", "true");
  try {
    const value = await load();
    replace(place, render(value));
  } catch (error) {
    if (error.name === "AbortError") return;
    if (!(error.status >= 0)) console.error(error);
    replace(
      place,
      problem(error, {
        actions: [
          h(
            "button.button.small",
            { onclick: () => fill(place, load, render, options) },
            icon("refresh"),
            "Try again",
          ),
        ],
      }),
    );
  } finally {
    place.removeAttribute("aria-busy");
  }
}

/** What is said where there is nothing. */
export function empty(picture, title, text, ...actions) {
  return h(
    "div.empty",
    icon(picture),
    h("h2", title),
    text ? h("p", text) : null,
    actions.length ? h("div.row", actions) : null,
  );
}
