// Changing a document as the platform wants it: read it, change it, write all of it back.

import * as api from "../core/api.js";

/** Reads one document, changes it, and writes it; refused if somebody else did meanwhile. */
export async function edit(kind, id, environment, mutate) {
  const address = `/v1/${kind}/${encodeURIComponent(id)}`;
  const { body, headers } = await api.request("GET", address, { environment, withHeaders: true });
  mutate(body);
  const tag = headers.get("ETag");
  return api.put(address, body, { environment, headers: tag ? { "If-Match": tag } : {} });
}

/** What of a kind is in an integration; Standalone Flows has what is in none. */
export function contents(row, kind, signal) {
  return api.list(`/v1/integrations/${row.key}/${kind}`, { environment: row.environment, signal });
}

/** The integration's own document; null for Standalone Flows. */
export async function ownDocument(row, signal) {
  return row.standalone
    ? null
    : api.get(`/v1/integrations/${row.id}`, { environment: row.environment, signal });
}
