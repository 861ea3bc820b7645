// Signing in with an API token.

import { h } from "../core/dom.js";
import * as sessions from "../core/session.js";
import * as preferences from "../core/preferences.js";
import { field, textInput } from "../ui/field.js";
import { problem, tip } from "../ui/notice.js";

export function signInPage({ router, query }) {
  const token = textInput("", {
    type: "password",
    autocomplete: "current-password",
    spellcheck: "false",
    autofocus: true,
    name: "token",
  });
  const holder = field("API token", token, {
    required: true,
    hint: "The first start of ilm serve prints the owner's; administrators make more.",
  });
  const failure = h("div", { role: "alert" });
  const button = h("button.button.primary", { type: "submit" }, "Sign in");
  const form = h(
    "form.card.padded.stack",
    {
      onsubmit: (event) => {
        event.preventDefault();
        enter();
      },
    },
    holder,
    failure,
    button,
  );

  async function enter() {
    holder.wrong(token.value.trim() ? "" : "Paste a token.");
    if (!token.value.trim()) return token.focus();
    button.disabled = true;
    try {
      await sessions.signIn(token.value.trim());
      await preferences.load();
      router.go(safeNext(query.get("next")), { replace: true });
    } catch (error) {
      failure.replaceChildren(
        problem(
          error.status === 401
            ? {
                message: "this token is not known",
                hint: "check that it was pasted whole, and that it was not revoked",
                code: error.code,
              }
            : error,
        ),
      );
      button.disabled = false;
      token.focus();
    }
  }

  const element = h(
    "main.entry",
    h(
      "div.entry-box.stack.far",
      h(
        "div.stack.close.center",
        h("img", { src: "/assets/icon.svg", alt: "", width: "48", height: "48" }),
        h("h1", "Sign in to ilm"),
        h("p.muted", "See what changed, pull what is ready, take back what went wrong."),
      ),
      query.get("ended")
        ? tip("your session has ended", "sign in again to go on where you were")
        : null,
      form,
      h("p.center", h("a", { href: "/invitation" }, "I was invited and have a code")),
    ),
  );
  return { title: "Sign in", element, bare: true };
}

/** Only a page of this interface may be gone to. */
export function safeNext(text) {
  return text && /^\/(?![/\\])/.test(text) && !text.startsWith("/sign-in") ? text : "/";
}
