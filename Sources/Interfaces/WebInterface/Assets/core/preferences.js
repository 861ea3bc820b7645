// What a user arranged for himself, kept by the service and used at once.

import * as api from "./api.js";

let known = null;
let pending = null;

/** Asks for the user's preferences, in the environment that the session is in. */
export async function read() {
  try {
    return (await api.get("/v1/preferences", { quiet: true })) ?? {};
  } catch {
    /* whoever is not signed in is told so by the session */
    return {};
  }
}

/** Takes the user's preferences, once; `asked` is the question where it was put already. */
export async function load(asked) {
  if (known) return known;
  known = await (asked ?? read());
  known.ilm ??= {};
  return known;
}

/** Forgets them: somebody else signed in, or another environment. */
export function forget() {
  known = null;
}

/** The arrangement of the Home page and other pages. */
export function mine() {
  return known?.ilm ?? {};
}

/** How Home is arranged: ids of pinned integrations, ids in their order, `tiles` or `list`. */
export function home() {
  const { pinnedIntegrations = [], tilesOrder = [], view } = known?.dashboard ?? {};
  return { pins: pinnedIntegrations, order: tilesOrder, view: view === "list" ? "list" : "tiles" };
}

/** Arranges Home otherwise. */
export function changeHome(changes) {
  const { pins, order, view } = { ...home(), ...changes };
  known ??= {};
  known.dashboard = {
    ...known.dashboard,
    pinnedIntegrations: pins,
    tilesOrder: order,
    view: view === "list" ? "list" : "tile",
  };
  saveSoon();
}

/** Changes some, and saves soon: many changes are one request. */
export function change(changes) {
  known ??= {};
  known.ilm = { ...known.ilm, ...changes };
  saveSoon();
}

function saveSoon() {
  clearTimeout(pending);
  pending = setTimeout(save, 300);
}

async function save() {
  pending = null;
  try {
    await api.put("/v1/preferences", known);
  } catch {
    /* the arrangement stays for this visit */
  }
}

addEventListener("pagehide", () => {
  if (pending) {
    clearTimeout(pending);
    save();
  }
});
