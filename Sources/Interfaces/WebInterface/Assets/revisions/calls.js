// The lifecycle API of one target.

import * as api from "../core/api.js";
import { follow } from "../core/live.js";

/** The address below a target. */
export function below(row, ...rest) {
  return `/ilm/v1/targets/${[row.environment, row.slug, ...rest].map(encodeURIComponent).join("/")}`;
}

/** Asks what would happen; nothing is written. */
export function dryRun(row, verb, body) {
  return api.post(below(row, verb), { ...body, dryRun: true });
}

/** Starts the work and follows it to its end; answers its result. */
export async function run(row, verb, body, progress, signal) {
  const started = await api.post(below(row, verb), body, {
    headers: { Prefer: "respond-async" },
    signal,
  });
  if (
    !started ||
    started.id === undefined ||
    started.status === undefined ||
    started.revision !== undefined
  )
    return started;
  progress?.(started);
  const ended =
    started.status === "running"
      ? await follow(started.id, (state) => progress?.(state), signal)
      : started;
  if (ended.status === "failed")
    throw new api.RequestError(
      409,
      ended.error ?? {
        code: "failed",
        message: "the operation failed",
        hint: "see the revision for what it did",
      },
    );
  return ended.result;
}

/** All revisions, newest first. */
export async function readRevisions(row, query, signal) {
  return (await api.get(below(row, "revisions"), { query, signal })).revisions;
}
