// Changing a document as the platform wants it: read it, change it, write all of it back.

import * as api from "../core/api.js";

/** Reads one document, changes a copy, and writes it; refused if it changed meanwhile. */
export async function edit(kind, id, environment, mutate) {
  const address = `/v1/${kind}/${encodeURIComponent(id)}`;
  const { body, headers } = await api.request("GET", address, { environment, withHeaders: true });
  const changed = mutate(structuredClone(body)) ?? body;
  const tag = headers.get("ETag");
  return api.put(address, changed, { environment, headers: tag ? { "If-Match": tag } : {} });
}

/** Flows, APIs or tools of an integration; for Standalone Flows those in none. */
export async function contents(row, kind, signal) {
  if (kind === "flows" && !row.standalone) return api.list(`/v1/integrations/${row.id}/flows`, { environment: row.environment, signal });
  const all = await api.list(`/v1/${kind}`, { environment: row.environment, signal });
  return all.filter((one) => (one._integrationId ?? null) === row.id);
}

/** The integration's own document; null for Standalone Flows. */
export async function ownDocument(row, signal) {
  return row.standalone ? null : api.get(`/v1/integrations/${row.id}`, { environment: row.environment, signal });
}
