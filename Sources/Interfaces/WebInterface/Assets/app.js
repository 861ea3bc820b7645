// Starts the interface: session, frame, pages.

import { h, replace, announce } from "./core/dom.js";
import { makeRouter, withQuery } from "./core/router.js";
import { useSession } from "./core/api.js";
import * as sessions from "./core/session.js";
import * as preferences from "./core/preferences.js";
import { clearKeys } from "./core/keys.js";
import { complain, problem } from "./ui/notice.js";
import { frame } from "./shell/frame.js";
import { invitationPage } from "./shell/invitation.js";
import { signInPage } from "./shell/sign-in.js";
import { missingPage } from "./shell/missing.js";
import { routes } from "./shell/routes.js";

let shown = null;
let shell = null;
const router = makeRouter(routes, show);

function show(found, query) {
  shown?.dispose?.();
  clearKeys();
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  const page = pick(found, query);
  shown = page;
  document.title = page.title ? `${page.title} · ilm` : "ilm";
  if (page.bare) {
    shell = null;
    replace(document.body, page.element, h("div.unseen", { id: "announcements", role: "status" }));
  } else {
    shell ??= frame(router);
    if (!shell.element.isConnected) replace(document.body, shell.element);
    shell.show(page);
  }
  announce(page.title);
}

function pick(found, query) {
  if (found?.page === invitationPage) return invitationPage({ router });
  if (!sessions.session) return signInPage({ router, query });
  if (!found || found.page === signInPage) return found ? home() : missingPage();
  return found.page({ values: found.values, query, router });
}

function home() {
  history.replaceState(null, "", "/");
  return router.find("/").page({ values: {}, query: new URLSearchParams(), router });
}

useSession({
  expired: () => {
    if (!sessions.session) return;
    sessions.expire();
    preferences.forget();
    router.go(withQuery("/sign-in", { next: location.pathname + location.search, ended: "1" }), {
      replace: true,
    });
  },
  forbidden: async (failure) => {
    if (!(await rightsChanged())) return;
    failure.isTold = true;
    router.go(location.pathname + location.search, { replace: true, keepScroll: true });
    complain({
      message: `${failure.message}: your role has changed`,
      hint: "what you may no longer do is not offered any more; nothing was written",
    });
  },
});

/** Whether what the user may do is no longer what the page offers. */
async function rightsChanged() {
  try {
    const [session, page] = await Promise.all([sessions.refresh(), shown?.rightsChanged?.()]);
    return session || Boolean(page);
  } catch {
    return false;
  }
}

sessions.onSession((session) => {
  preferences.forget();
  if (session) shell?.refresh();
  else shell = null;
});

try {
  const arrangement = preferences.read();
  await sessions.resume();
  if (sessions.session) await preferences.load(arrangement);
  router.start();
} catch (error) {
  replace(
    document.body,
    h(
      "main",
      problem(error, {
        actions: [h("button.button.small", { onclick: () => location.reload() }, "Try again")],
      }),
    ),
  );
}
