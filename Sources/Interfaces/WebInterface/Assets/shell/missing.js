// A path that is no page.

import { h } from "../core/dom.js";
import { empty } from "../ui/loading.js";

export function missingPage() {
  return {
    title: "Not found",
    element: empty(
      "search",
      "There is no such page",
      "It may have been moved, or the address is mistyped.",
      h("a.button", { href: "/" }, "Go to Home"),
    ),
  };
}
