// Tables with sortable heads and pages; on a phone every row becomes a card.

import { h, replace } from "../core/dom.js";
import { count } from "../core/format.js";
import { icon } from "./icons.js";
import { select } from "./field.js";

/** A table. Columns: `{ key, title, cell(row), sort(row), class }`; rows
 *  for which `first` holds stay on top of every order. */
export function table({ caption, columns, rows, sort, onsort, pageSizes, empty, rowClass, first }) {
  const state = { sort: sort ?? null, page: 0, size: pageSizes?.[0] ?? Infinity };
  const body = h("tbody");
  const head = h("tr");
  const pager = h("div.pager");
  const element = h(
    "div",
    h(
      "div.table-scroll",
      { tabindex: "0", role: "region", "aria-label": `${caption}, table` },
      h("table.table.folding", h("caption.unseen", caption), h("thead", head), body),
    ),
    pager,
  );

  const ordered = () => {
    const column = columns.find((one) => one.key === state.sort?.key);
    if (!column?.sort) return rows;
    const ahead = (row) => (first?.(row) ? 0 : 1);
    const sign = state.sort.descending ? -1 : 1;
    return [...rows].sort(
      (a, b) => ahead(a) - ahead(b) || inOrder(column.sort(a), column.sort(b), sign),
    );
  };

  const draw = () => {
    replace(
      head,
      columns.map((column) =>
        headCell(column, state.sort, (next) => {
          state.sort = next;
          onsort?.(next);
          draw();
        }),
      ),
    );
    const all = ordered();
    const pages = Math.max(1, Math.ceil(all.length / state.size));
    state.page = Math.min(state.page, pages - 1);
    const start = state.size === Infinity ? 0 : state.page * state.size;
    replace(
      body,
      all.slice(start, start + state.size).map((row) => bodyRow(row, columns, rowClass)),
    );
    if (all.length === 0)
      replace(body, h("tr", h("td", { colspan: columns.length }, empty ?? "Nothing here.")));
    drawPager(all.length, pages, start);
  };

  const drawPager = (total, pages, start) => {
    pager.hidden = !pageSizes || total <= pageSizes[0];
    if (pager.hidden) return;
    const turn = (by) => {
      state.page += by;
      draw();
    };
    const size = select(
      pageSizes.map((one) => [String(one), `${one} rows`]),
      String(state.size),
      { "aria-label": "Rows on a page" },
    );
    size.addEventListener("change", () => {
      state.size = Number(size.value);
      state.page = 0;
      draw();
    });
    replace(
      pager,
      size,
      h(
        "span.muted",
        `${count(start + 1)}–${count(Math.min(total, start + state.size))} of ${count(total)}`,
      ),
      h(
        "button.button.small.icon-only",
        { "aria-label": "Previous page", disabled: state.page === 0, onclick: () => turn(-1) },
        icon("left"),
      ),
      h(
        "button.button.small.icon-only",
        { "aria-label": "Next page", disabled: state.page >= pages - 1, onclick: () => turn(1) },
        icon("right"),
      ),
    );
  };

  element.update = (next) => {
    rows = next;
    draw();
  };
  draw();
  return element;
}

function headCell(column, sort, onsort) {
  const name = column.class?.includes("number") ? "th.number" : "th";
  if (!column.sort)
    return h(
      name,
      { scope: "col" },
      column.hiddenTitle ? h("span.unseen", column.title) : column.title,
    );
  const active = sort?.key === column.key;
  const direction = active ? (sort.descending ? "descending" : "ascending") : "none";
  const next = {
    key: column.key,
    descending: active ? !sort.descending : Boolean(column.descendingFirst),
  };
  return h(
    name,
    { scope: "col", "aria-sort": direction },
    h(
      "button",
      { type: "button", onclick: () => onsort(next) },
      column.title,
      active ? icon(sort.descending ? "down" : "up") : null,
    ),
  );
}

function bodyRow(row, columns, rowClass) {
  if (row.groupTitle !== undefined)
    return h("tr.group", h("td", { colspan: columns.length }, row.groupTitle));
  return h(
    "tr",
    { class: rowClass?.(row) ?? "" },
    columns.map((column) =>
      h(
        "td",
        { class: column.class ?? "", "data-label": column.hiddenTitle ? null : column.title },
        cellContent(column.cell(row)),
      ),
    ),
  );
}

/** Several things in a cell stay below each other when the row becomes a card. */
function cellContent(content) {
  return Array.isArray(content) ? h("div", content) : content;
}

/** Orders by a sign; what is missing comes last either way. */
export function inOrder(one, other, sign) {
  const missing = (value) => value === null || value === undefined || value === "";
  if (missing(one) || missing(other)) return Number(missing(one)) - Number(missing(other));
  return sign * compare(one, other);
}

/** Orders texts as people do, and numbers as numbers. */
function compare(one, other) {
  if (typeof one === "number" && typeof other === "number") return one - other;
  return String(one).localeCompare(String(other), "en", { numeric: true, sensitivity: "base" });
}
