// The lifecycle API of one target.

import * as api from "../core/api.js";
import { follow } from "../core/live.js";
import { complain, note } from "../ui/notice.js";
import { cancellation } from "./parts.js";

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
  const id = operationID();
  const started = await api
    .post(below(row, verb), body, {
      headers: { Prefer: "respond-async", "Ilm-Operation": id },
      signal,
    })
    .catch((error) => {
      // The answer was lost. The id was ours to choose, so what became of it can be asked.
      if (error.status !== 0) throw error;
      return { id, status: "running" };
    });
  progress?.(started);
  const ended =
    started.status === "running"
      ? await follow(started.id, (state) => progress?.(state), signal).catch(forgotten)
      : started;
  if (ended.status === "completed") return ended.result;
  if (ended.status === "interrupted") throw new api.RequestError(503, interrupted);
  const failure = new api.RequestError(ended.httpStatus ?? 409, ended.error ?? unknown);
  await api.refused(failure);
  throw failure;
}

/** Cancels what is in progress, and says what came of it. */
export async function cancelOpen(row, revision) {
  const told = cancellation(revision, await api.post(below(row, "cancel"), {}));
  if (told.isWhole) note(`Canceled ${revision.id}`);
  else complain(told);
}

const unknown = {
  code: "failed",
  message: "the operation failed",
  hint: "see the revision for what it did",
};

/** The service ended before the work did; what was begun is in the revisions. */
const interrupted = {
  code: "operation_interrupted",
  message: "the service ended before the work did",
  hint: "the revisions say what was done",
};

function operationID() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
}

/** A request that never arrived is known to nobody. */
function forgotten(error) {
  if (error.status !== 404) throw error;
  throw new api.RequestError(404, {
    code: "operation_forgotten",
    message: "the service does not know what it was asked to do",
    hint: "the revisions say what was done",
  });
}

/** All revisions, newest first. */
export async function readRevisions(row, query, signal) {
  return (await api.get(below(row, "revisions"), { query, signal })).revisions;
}
