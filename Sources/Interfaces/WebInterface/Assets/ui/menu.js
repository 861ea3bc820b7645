// Menus that open below their button and are used by arrow keys.

import { h, freshID } from "../core/dom.js";
import { icon } from "./icons.js";

let openMenu = null;

/** A button with a menu. `items()` gives `{ label, icon, run, href, note, danger, disabled, checked }`, "-" or `{ heading }`. */
export function menu(button, items, options = {}) {
  const id = freshID("menu");
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  const holder = h("div.menu", button);
  let shown = null;

  const close = (returnsFocus) => {
    if (!shown) return;
    shown.remove();
    shown = null;
    openMenu = null;
    button.setAttribute("aria-expanded", "false");
    holder.closest(".tile")?.classList.remove("menu-open");
    if (returnsFocus) button.focus();
  };

  const open = (last = false) => {
    openMenu?.(false);
    openMenu = close;
    shown = h(`div.menu-list${options.toRight ? ".to-right" : ""}`, {
      role: "menu",
      id,
      "aria-label": button.getAttribute("aria-label") ?? button.textContent,
    });
    for (const item of items()) shown.append(entry(item, close));
    holder.append(shown);
    holder.closest(".tile")?.classList.add("menu-open");
    button.setAttribute("aria-expanded", "true");
    const choices = entries(shown);
    choices[last ? choices.length - 1 : 0]?.focus();
    keepInside(shown);
  };

  button.addEventListener("click", () => (shown ? close(true) : open()));
  button.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!shown) open(event.key === "ArrowUp");
    }
  });
  holder.addEventListener("keydown", (event) => shown && moveIn(event, shown, close));
  holder.addEventListener("focusout", (event) => {
    if (shown && event.relatedTarget && !holder.contains(event.relatedTarget)) close(false);
  });
  return holder;
}

function keepInside(list) {
  const box = list.getBoundingClientRect();
  if (box.left < 8) list.style.setProperty("translate", `${8 - box.left}px 0`);
  else if (box.right > innerWidth - 8)
    list.style.setProperty("translate", `${innerWidth - 8 - box.right}px 0`);
}

function entries(list) {
  return [...list.querySelectorAll('[role^="menuitem"]')];
}

function moveIn(event, list, close) {
  const choices = entries(list);
  const at = choices.indexOf(document.activeElement);
  const last = choices.length - 1;
  const targets = {
    ArrowDown: at >= last ? 0 : at + 1,
    ArrowUp: at <= 0 ? last : at - 1,
    Home: 0,
    End: last,
  };
  if (event.key in targets) {
    event.preventDefault();
    choices[targets[event.key]]?.focus();
  } else if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    close(true);
  } else if (event.key === "Tab") close(false);
  else if (event.key.length === 1) {
    const found = choices.find((one) =>
      one.textContent.toLowerCase().startsWith(event.key.toLowerCase()),
    );
    found?.focus();
  }
}

function entry(item, close) {
  if (item === "-") return h("hr");
  if (item.heading) return h("div.heading", { role: "presentation" }, item.heading);
  const content = [
    item.icon ? icon(item.icon) : null,
    h("span.grow", item.label, item.note ? h("small", item.note) : null),
    item.checked ? icon("check") : null,
  ];
  const role = item.checked === undefined ? "menuitem" : "menuitemradio";
  const attributes = { role, tabindex: "-1", class: item.danger ? "danger" : "" };
  if (item.checked !== undefined) attributes["aria-checked"] = String(Boolean(item.checked));
  if (item.disabled) attributes["aria-disabled"] = "true";
  if (item.href)
    return h(
      "a",
      {
        ...attributes,
        href: item.href,
        target: item.external ? "_blank" : null,
        rel: item.external ? "noopener" : null,
        onclick: () => close(false),
      },
      content,
    );
  return h(
    "button",
    {
      ...attributes,
      type: "button",
      onclick: () => {
        if (item.disabled) return;
        close(true);
        item.run();
      },
    },
    content,
  );
}

addEventListener("pointerdown", (event) => {
  if (openMenu && !(event.target instanceof Element && event.target.closest(".menu")))
    openMenu(false);
});
