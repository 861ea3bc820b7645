// The bar at the top and the place below it.

import { h, replace } from "../core/dom.js";
import * as sessions from "../core/session.js";
import * as preferences from "../core/preferences.js";
import { currentKeys } from "../core/keys.js";
import { icon } from "../ui/icons.js";
import { menu } from "../ui/menu.js";
import { openDialog } from "../ui/dialog.js";
import { complain, note } from "../ui/notice.js";

const documentation = "https://docs.celigo.com/";
const discussion = "https://connective.celigo.com/";

/** The frame; `show(page)` puts a page into it, `refresh()` tells who works where anew. */
export function frame(router) {
  const main = h("main", { id: "content", tabindex: "-1" });
  const links = [h("a", { href: "/" }, "Home"), h("a", { href: "/compare" }, "Compare")];
  const menus = h("div.bar-menus");
  const refresh = () =>
    replace(menus, environmentMenu(router), helpMenu(), accountMenu(router));
  refresh();
  const element = h(
    "div",
    h(
      "a.skip",
      {
        href: "#content",
        onclick: (event) => {
          event.preventDefault();
          main.focus();
        },
      },
      "Skip to the content",
    ),
    h(
      "header.bar",
      h(
        "a.mark",
        { href: "/", "aria-label": "ilm, Home" },
        h("img", { src: "/assets/icon.svg", alt: "" }),
        h("span", "ilm"),
      ),
      h("nav", { "aria-label": "Pages" }, links),
      h("div.grow"),
      menus,
    ),
    main,
    h("div.unseen", { id: "announcements", role: "status" }),
  );

  let first = true;
  const show = (page) => {
    main.className = page.wide ? "wide" : "";
    replace(main, page.element);
    for (const link of links) {
      const compares = /^\/(compare|difference)/.test(location.pathname);
      const here = link.pathname === "/compare" ? compares : !compares;
      if (here) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    if (!first) main.focus({ preventScroll: true });
    first = false;
  };
  return { element, show, refresh };
}

function environmentMenu(router) {
  const session = sessions.session;
  const present = sessions.environmentNamed(session.environment);
  const button = h(
    "button.button.environment",
    { type: "button", "aria-label": `Environment: ${session.environment}` },
    h("i.lamp", { class: present?.production ? "production" : "" }),
    h("span.cut", session.environment),
    icon("down"),
  );
  return menu(
    button,
    () => [
      { heading: "Environment" },
      ...session.environments.map((one) => ({
        label: one.name,
        note: one.production ? "Production" : null,
        checked: one.name === session.environment,
        run: () => switchTo(router, one.name),
      })),
    ],
    { toRight: true },
  );
}

async function switchTo(router, name) {
  if (name === sessions.session.environment) return;
  try {
    await sessions.switchEnvironment(name);
    await preferences.load();
    router.go("/");
    note(`Now in ${name}`);
  } catch (error) {
    complain(error);
  }
}

function helpMenu() {
  const button = h(
    "button.button.quiet.icon-only",
    { type: "button", "aria-label": "Help" },
    icon("help"),
  );
  return menu(
    button,
    () => [
      { label: "Keyboard shortcuts", icon: "list", run: showKeys },
      "-",
      { label: "Documentation", icon: "info", href: documentation, external: true },
      { label: "Community and discussion", icon: "user", href: discussion, external: true },
    ],
    { toRight: true },
  );
}

function showKeys() {
  const keys = [["Tab", "next control"], ["Esc", "close a menu or dialog"], ...currentKeys()];
  openDialog({
    title: "Keyboard shortcuts",
    closeLabel: "Close",
    body: () =>
      h(
        "dl.facts",
        keys.map(([key, does]) => [h("dt", h("kbd", key)), h("dd", does)]),
      ),
  });
}

function accountMenu(router) {
  const { user } = sessions.session;
  const button = h(
    "button.button.quiet.icon-only",
    { type: "button", "aria-label": `Account: ${user.email ?? user.name}` },
    icon("user"),
  );
  return menu(
    button,
    () => [
      {
        heading:
          user.name && user.name !== user.email ? `${user.name} · ${user.email}` : user.email,
      },
      {
        heading: `${sessions.environmentNamed(sessions.session.environment)?.accessLevel ?? "no role"} in ${sessions.session.environment}`,
      },
      "-",
      {
        label: dark() ? "Light theme" : "Dark theme",
        icon: dark() ? "sun" : "moon",
        run: switchTheme,
      },
      { label: "Theme of the system", icon: "refresh", run: systemTheme },
      "-",
      {
        label: "Sign out",
        icon: "right",
        run: async () => {
          try {
            await sessions.signOut();
            router.go("/sign-in");
          } catch (error) {
            complain(error);
          }
        },
      },
    ],
    { toRight: true },
  );
}

function dark() {
  return document.documentElement.dataset.theme === "dark";
}

function switchTheme() {
  const theme = dark() ? "light" : "dark";
  localStorage.setItem("ilm-theme", theme);
  document.documentElement.dataset.theme = theme;
}

function systemTheme() {
  localStorage.removeItem("ilm-theme");
  document.documentElement.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches
    ? "dark"
    : "light";
}
