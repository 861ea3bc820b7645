// Work whose answer was lost: the service is asked until it answers, and its revisions tell the
// truth.

import { readRevisions } from "../revisions/calls.js";

/** How revisions stand, to be compared with later. */
export function standings(revisions) {
  return new Map(revisions.map((one) => [one.id, `${one.status} ${Boolean(one.waiting)}`]));
}

/** The newest revision that is new or stands otherwise than before; null where none does. */
export function changedSince(known, revisions) {
  const present = standings(revisions);
  return revisions.find((one) => known.get(one.id) !== present.get(one.id)) ?? null;
}

/** Whether an error leaves open what became of the work. */
export function leavesOpen(error) {
  return error.code === "operation_forgotten" || error.code === "operation_interrupted";
}

/** Waits until the service answers, and tells which revision the work made or changed, or null. */
export async function whatBecame(row, known, signal) {
  for (let delay = 500; ; delay = Math.min(delay * 2, 4000)) {
    try {
      return changedSince(known, await readRevisions(row, {}, signal));
    } catch (error) {
      if (error.status !== 0 && error.status !== 503) throw error;
    }
    await pause(delay, signal);
  }
}

function pause(delay, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(new DOMException("the page was left", "AbortError"));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, delay);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}
