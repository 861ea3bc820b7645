// What Home shows: integrations of the lifecycle API with what the account knows of them.

/** Tiles as the lifecycle API would list them, before it has: as they were known, or by id and
 *  without revisions. */
export function provisional(tiles, environment, known = []) {
  const before = new Map(known.map((row) => [row.key, row]));
  return tiles.map((tile) => {
    const id = tile._integrationId ?? "none";
    if (before.has(id)) return { ...before.get(id), name: tile.name };
    return {
      target: `${environment}/${id === "none" ? "standalone" : id}`,
      id: id === "none" ? null : id,
      name: tile.name,
      applications: tile.applications,
      flows: null,
      apis: tile.numApis,
      revision: undefined,
      changed: null,
    };
  });
}

/** Joins both lists; what only one of them knows is shown as well. */
export function joinRows(integrations, tiles) {
  const known = new Map(tiles.map((tile) => [tile._integrationId ?? "none", tile]));
  return integrations.map((one) => {
    const tile = known.get(one.id ?? "none") ?? {};
    return {
      key: one.id ?? "none",
      target: one.target,
      environment: one.target.split("/")[0],
      slug: one.target.slice(one.target.indexOf("/") + 1),
      id: one.id,
      name: one.name,
      standalone: one.id === null,
      applications: one.applications ?? [],
      flows: one.flows,
      apis: one.apis ?? 0,
      tools: one.tools ?? 0,
      revision: one.revision,
      changed: one.changed,
      level: tile.accessLevel ?? null,
      errors: tile.numOpenErrors ?? tile.numError ?? 0,
      offline: (tile.offlineConnections ?? []).length,
      offlineConnections: tile.offlineConnections ?? [],
      lastError: tile.lastErrorAt ?? null,
      setup: tile.mode === "install",
      managed: Boolean(tile._connectorId),
      tag: tile.tag ?? null,
    };
  });
}

/** Which kind of tile it is. */
export function typeOf(row) {
  if (row.standalone) return "Standalone";
  return row.managed ? "Integration app" : "Custom";
}

/** One word for how it goes: `setup`, `offline`, `errors` or `success`. */
export function statusOf(row) {
  if (row.setup) return "setup";
  if (row.errors > 0) return "errors";
  if (row.offline > 0) return "offline";
  return "success";
}

/** Those that fit the filters. */
export function filterRows(rows, { search = "", application = "", status = "" }) {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (application && !row.applications.includes(application)) return false;
    if (status === "changed" ? !row.changed : status && statusOf(row) !== status) return false;
    const text = `${row.name} ${row.slug} ${row.applications.join(" ")}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** The user's order: pinned ones first, then as arranged, then what is new by name. */
export function arrange(rows, { pins = [], order = [] }) {
  const pinned = new Set(pins);
  const places = new Map(order.map((key, index) => [key, index]));
  const place = (row) => places.get(row.key) ?? Infinity;
  return [...rows].sort(
    (a, b) =>
      Number(pinned.has(b.key)) - Number(pinned.has(a.key)) ||
      comparePlaces(place(a), place(b)) ||
      a.name.localeCompare(b.name, "en", { sensitivity: "base", numeric: true }),
  );
}

function comparePlaces(a, b) {
  return a === b ? 0 : a - b;
}

/** The order after one tile was put in the place of another; pinned and unpinned keep apart. */
export function moveTile(keys, pins, key, index) {
  const pinned = new Set(pins);
  const order = [...keys];
  const from = order.indexOf(key);
  if (from < 0) return order;
  const isPinned = pinned.has(key);
  const part = order.filter((one) => pinned.has(one)).length;
  const [low, high] = isPinned ? [0, part - 1] : [part, order.length - 1];
  const to = Math.max(low, Math.min(high, index));
  order.splice(from, 1);
  order.splice(to, 0, key);
  return order;
}

/** Why the platform refuses something for an integration; null where it does not. */
export function refusal(row, verb) {
  if (row.standalone && verb === "delete") return "Standalone Flows cannot be deleted.";
  if (row.standalone && verb === "clone")
    return "Standalone Flows cannot be cloned; move what you need to an integration.";
  if (row.standalone && verb === "rename") return "Standalone Flows keeps its name.";
  if (row.managed && verb !== "delete") return "An integration app is managed by its vendor.";
  if (row.apis > 0 && (verb === "clone" || verb === "download")) {
    return `Integrations with APIs cannot be ${verb === "clone" ? "cloned" : "downloaded"} yet.`;
  }
  return null;
}
