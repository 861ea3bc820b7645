// A path that is no page.

import { h } from "../core/dom.js";
import { icon } from "../ui/icons.js";

export function missingPage() {
  return {
    title: "Not found",
    element: h(
      "div.empty",
      icon("search"),
      h("h1", "There is no such page"),
      h("p", "It may have been moved, or the address is mistyped."),
      h("a.button", { href: "/" }, "Go to Home"),
    ),
  };
}
