// The tile view: arranged by dragging the dots, with the mouse, a finger or the arrow keys.

import { h, announce } from "../core/dom.js";
import * as preferences from "../core/preferences.js";
import { counted } from "../core/format.js";
import { icon } from "../ui/icons.js";
import {
  address,
  applicationMarks,
  changeBadge,
  isPinned,
  permission,
  rowMenu,
  statusBadge,
} from "./parts.js";
import { moveTile } from "./model.js";

export function tileView(rows, actions) {
  const element = h("ul.tiles", { "aria-label": "Integrations" });
  const board = { rows, element, actions, keys: rows.map((row) => row.key) };
  element.append(...rows.map((row) => tile(row, board)));
  return element;
}

function tile(row, board) {
  const movable = !board.actions.narrowed;
  const dots = movable
    ? h(
        "button.dots",
        {
          type: "button",
          "aria-label": `Move ${row.name}`,
          title: "Drag to arrange; or arrow keys",
        },
        icon("dots"),
      )
    : h("span", { style: { width: "8px" } });
  const element = h(
    "li.tile",
    { data: { key: row.key } },
    h(
      "div.tile-head",
      dots,
      h("h2", h("a", { href: address(row) }, row.name)),
      isPinned(row)
        ? h("span.pin-mark", { title: "Pinned" }, icon("pin"), h("span.unseen", "Pinned"))
        : null,
      rowMenu(row, board.actions),
    ),
    h("div.tile-body", applicationMarks(row), h("div.row", statusBadge(row), changeBadge(row))),
    h(
      "div.tile-foot",
      h("span", icon("flow"), row.flows === null ? "…" : counted(row.flows, "flow")),
      row.apis ? h("span", icon("api"), counted(row.apis, "API")) : null,
      row.tools ? h("span", icon("tool"), counted(row.tools, "tool")) : null,
      h("span.grow"),
      permission(row),
    ),
  );
  if (movable) {
    dots.addEventListener("keydown", (event) => moveByKey(event, row, board));
    dots.addEventListener("pointerdown", (event) => drag(event, element, row, board));
  }
  return element;
}

function columns(board) {
  const first = board.element.firstElementChild;
  return Math.max(1, Math.round(board.element.clientWidth / (first.offsetWidth + 16)));
}

function moveByKey(event, row, board) {
  const at = board.keys.indexOf(row.key);
  const steps = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns(board),
    ArrowDown: columns(board),
    Home: -at,
    End: board.keys.length,
  };
  if (!(event.key in steps)) return;
  event.preventDefault();
  put(row, at + steps[event.key], board);
}

/** Puts a tile in a place, shows it there, and remembers it. */
function put(row, index, board) {
  const order = moveTile(board.keys, preferences.home().pins, row.key, index);
  board.keys = order;
  const tiles = new Map([...board.element.children].map((one) => [one.dataset.key, one]));
  const focused = document.activeElement;
  board.element.append(...order.map((key) => tiles.get(key)));
  focused?.focus?.();
  preferences.changeHome({ order });
  announce(`${row.name} is now at ${order.indexOf(row.key) + 1} of ${order.length}`);
}

function drag(event, element, row, board) {
  if (event.button !== 0) return;
  event.preventDefault();
  event.currentTarget.focus();
  const start = element.getBoundingClientRect();
  const offset = { x: event.clientX - start.left, y: event.clientY - start.top };
  const lifted = element.cloneNode(true);
  Object.assign(lifted.style, {
    position: "fixed",
    width: `${start.width}px`,
    pointerEvents: "none",
    left: `${start.left}px`,
    top: `${start.top}px`,
  });
  lifted.classList.add("lifted");
  lifted.setAttribute("aria-hidden", "true");
  lifted.inert = true;
  element.classList.add("ghost");
  board.element.after(lifted);
  const handle = event.currentTarget;
  handle.setPointerCapture(event.pointerId);

  const follow = (move) => {
    lifted.style.left = `${move.clientX - offset.x}px`;
    lifted.style.top = `${move.clientY - offset.y}px`;
    if (move.clientY < 90) scrollBy(0, -12);
    else if (move.clientY > innerHeight - 40) scrollBy(0, 12);
    const under = document.elementFromPoint(move.clientX, move.clientY)?.closest(".tile");
    if (!under || under === element || under.parentElement !== board.element) return;
    put(row, board.keys.indexOf(under.dataset.key), board);
    handle.setPointerCapture(event.pointerId);
  };
  const drop = () => {
    handle.removeEventListener("pointermove", follow);
    lifted.remove();
    element.classList.remove("ghost");
  };
  handle.addEventListener("pointermove", follow);
  for (const end of ["pointerup", "pointercancel"])
    handle.addEventListener(end, drop, { once: true });
}
