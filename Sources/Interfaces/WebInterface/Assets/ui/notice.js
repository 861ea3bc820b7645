// What happened, and what went wrong: the sentence, the way out, and the word for programs.

import { h, announce } from "../core/dom.js";
import { icon } from "./icons.js";

/** A problem in its place. */
export function problem(error, options = {}) {
  const kind = options.kind ?? "";
  return h(
    `div.problem${kind ? `.${kind}` : ""}`,
    icon(kind === "tip" ? "info" : kind === "warn" ? "warning" : "error"),
    h(
      "div.grow.stack.close",
      h("p", h("strong", capital(error.message ?? String(error)))),
      error.hint ? h("p.hint", capital(error.hint)) : null,
      error.code && !kind ? h("p.code", error.code) : null,
      options.actions ? h("div.row", options.actions) : null,
    ),
  );
}

/** Something to know, in its place. */
export function tip(message, hint, actions) {
  return problem({ message, hint }, { kind: "tip", actions });
}

/** Something to mind, in its place. */
export function caution(message, hint, actions) {
  return problem({ message, hint }, { kind: "warn", actions });
}

/** A sentence begins with a capital letter; an address of mail keeps its own. */
function capital(text) {
  if (/^\S+@/.test(text)) return text;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Says in passing what was done; it leaves by itself. `action` is `{ label, run }`. */
export function note(message, detail, action) {
  show("good", message, detail, action ? 20000 : 5000, action);
}

/** Says in passing what failed; it stays until it is closed. */
export function complain(error) {
  if (error.isTold) return;
  show("bad", capital(error.message), error.hint ? capital(error.hint) : null, 15000);
}

function show(kind, message, detail, time, action) {
  let place = document.querySelector(".notices");
  if (!place) {
    place = h("div.notices", { role: "region", "aria-label": "Notices" });
    document.body.append(place);
  }
  const element = h(
    `div.notice.${kind}`,
    h("div.grow", h("strong", message), detail ? h("p.hint", detail) : null),
    action ? actionButton(action, () => element.remove()) : null,
    h(
      "button.button.quiet.icon-only.small",
      { "aria-label": "Dismiss", onclick: () => element.remove() },
      icon("close"),
    ),
  );
  place.append(element);
  announce(detail ? `${message}. ${detail}` : message);
  setTimeout(() => element.remove(), time);
}

function actionButton({ label, run }, done) {
  const button = h("button.button.small", { type: "button" }, label);
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await run();
    } catch (error) {
      complain(error);
    }
    done();
  });
  return button;
}
