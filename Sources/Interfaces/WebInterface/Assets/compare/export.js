// The comparison as one HTML file: the report that `ilm compare --html` writes, made by the service.

import { h } from "../core/dom.js";
import * as api from "../core/api.js";
import { icon } from "../ui/icons.js";
import { complain } from "../ui/notice.js";
import { saveFile } from "../home/actions.js";

/** Saves the report of a comparison; `query` is what `/ilm/v1/comparison` takes. */
export function exportButton(query) {
  const button = h(
    "button.button",
    {
      type: "button",
      onclick: async () => {
        button.disabled = true;
        try {
          const headers = { Accept: "text/html" };
          const report = await api.get("/ilm/v1/comparison", { query, headers, blob: true });
          saveFile(report, `${fileName(query.left)}-${fileName(query.right)}.html`);
        } catch (error) {
          complain(error);
        }
        button.disabled = false;
      },
    },
    icon("download"),
    "Export HTML",
  );
  return button;
}

function fileName(state) {
  return state.replace(/[^\w.-]+/g, "-");
}
