// The Notifications tab: what the signed-in user is told of by mail.

import { h } from "../../core/dom.js";
import * as api from "../../core/api.js";
import * as sessions from "../../core/session.js";
import { check } from "../../ui/field.js";
import { bones, fill } from "../../ui/loading.js";
import { complain, note } from "../../ui/notice.js";
import { contents } from "../edit.js";

export function notificationsTab({ row, signal }) {
  const place = h("div");
  const load = async () => {
    const connections = contents(row, "connections", signal);
    const [own, flows, registered] = await Promise.all([
      api.list("/v1/notifications", { environment: row.environment, signal }),
      contents(row, "flows", signal),
      connections,
    ]);
    return {
      own: new Map(own.map((one) => [keyOf(one.type, one._resourceId), one._id])),
      flows,
      connections: registered,
    };
  };
  fill(place, load, (state) => form(state, row), { bones: bones(5, 40) });
  return place;
}

function keyOf(type, id) {
  return `${type} ${id}`;
}

function form(state, row) {
  const box = (type, id, label) => {
    const element = check(label, state.own.has(keyOf(type, id)), async (on) => {
      element.box.disabled = true;
      try {
        await change(state, row, type, id, on);
        note(on ? "You will be told by email" : "You will no longer be told", label);
      } catch (error) {
        element.box.checked = !on;
        complain(error);
      }
      element.box.disabled = false;
      element.box.focus();
    });
    return h("li", element);
  };
  const own = row.key;
  return h(
    "div.stack.far",
    h(
      "p.lead",
      "Emails go to ",
      h("strong", sessions.session.user.email),
      "; several at once are one email.",
    ),
    h(
      "div.grid-2",
      h(
        "section.card.padded.stack.close",
        h("h3", "Flows with errors"),
        h(
          "ul.plain",
          box("jobErrors", own, "All flows of this integration"),
          state.flows.map((flow) => box("jobErrors", flow._id, flow.name)),
        ),
      ),
      h(
        "div.stack",
        h(
          "section.card.padded.stack.close",
          h("h3", "Connections that go offline or come back"),
          state.connections.length
            ? h(
                "ul.plain",
                state.connections.map((one) => box("connectionStatus", one._id, one.name)),
              )
            : h("p.muted", "No connections are registered."),
        ),
        row.standalone
          ? null
          : h(
              "section.card.padded.stack.close",
              h("h3", "Revisions"),
              h("ul.plain", box("pull", own, "A pull into this integration has ended")),
            ),
      ),
    ),
  );
}

async function change(state, row, type, id, on) {
  const key = keyOf(type, id);
  if (on) {
    const made = await api.post(
      "/v1/notifications",
      { type, _resourceId: id },
      { environment: row.environment },
    );
    state.own.set(key, made._id);
  } else {
    await api.del(`/v1/notifications/${state.own.get(key)}`, { environment: row.environment });
    state.own.delete(key);
  }
}
