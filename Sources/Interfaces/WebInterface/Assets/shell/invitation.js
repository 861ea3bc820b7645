// Accepting an invitation: the code gives the first token.

import { h, replace } from "../core/dom.js";
import * as api from "../core/api.js";
import * as sessions from "../core/session.js";
import * as preferences from "../core/preferences.js";
import { field, textInput } from "../ui/field.js";
import { problem } from "../ui/notice.js";

export function invitationPage({ router }) {
  const code = textInput("", { spellcheck: "false", autofocus: true });
  const holder = field("Invitation code", code, { required: true, hint: "It works once." });
  const failure = h("div", { role: "alert" });
  const box = h("div.entry-box.stack.far");
  const answer = async (verb, then) => {
    holder.wrong(code.value.trim() ? "" : "Paste the code.");
    if (!code.value.trim()) return code.focus();
    failure.replaceChildren();
    try {
      const address = `/ilm/v1/invitations/${verb}`;
      then(await api.post(address, { code: code.value.trim() }, { quiet: true }));
    } catch (error) {
      failure.replaceChildren(problem(error.status === 404 ? unknown : error));
    }
  };
  const form = h(
    "form.card.padded.stack",
    {
      onsubmit: (event) => {
        event.preventDefault();
        answer("accept", ({ token }) => replace(box, ...accepted(token, router)));
      },
    },
    holder,
    failure,
    h(
      "div.row.between",
      h(
        "button.button",
        {
          type: "button",
          onclick: () => answer("dismiss", () => replace(box, h("h1", "The invitation is refused"))),
        },
        "Refuse",
      ),
      h("button.button.primary", { type: "submit" }, "Accept"),
    ),
  );
  replace(
    box,
    h(
      "div.stack.close.center",
      h("img", { src: "/assets/icon.svg", alt: "", width: "48", height: "48" }),
      h("h1", "You are invited"),
      h("p.muted", "The code is in the letter, or was handed to you."),
    ),
    form,
    h("p.center", h("a", { href: "/sign-in" }, "Sign in with a token")),
  );
  return { title: "Invitation", element: h("main.entry", box), bare: true };
}

const unknown = {
  message: "this code is not known",
  hint: "it works once, within thirty days; ask for another where it was used or has run out",
};

function accepted(token, router) {
  const failure = h("div", { role: "alert" });
  const enter = async () => {
    try {
      await sessions.signIn(token);
      await preferences.load();
      router.go("/", { replace: true });
    } catch (error) {
      failure.replaceChildren(problem(error));
    }
  };
  return [
    h("h1", "Welcome"),
    h(
      "section.card.padded.stack",
      h("p", "This is your API token. It is shown this once: keep it where you keep passwords."),
      h("p", h("code.wrap.secret", token)),
      failure,
      h(
        "div.row.end",
        h("button.button.primary", { type: "button", onclick: enter }, "Sign in with it"),
      ),
    ),
  ];
}
