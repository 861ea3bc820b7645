// A plan as a difference: what is there now, and what would be there after.

import { differenceView } from "../difference/view.js";
import { readDocument } from "../difference/documents.js";

const statuses = { create: "added", update: "modified", delete: "deleted", register: "modified" };

/** A plan's steps as a comparison. */
export function planComparison(plan) {
  const resources = new Map();
  for (const step of plan.steps) {
    const known = resources.get(step.name);
    if (!(step.op in statuses) || (known && !step.changes?.length)) continue;
    if (known) {
      known.changes.push(...(step.changes ?? []));
      continue;
    }
    resources.set(step.name, {
      kind: step.kind,
      name: step.name,
      status: statuses[step.op],
      changes: [...(step.changes ?? [])],
      neededBy: step.neededBy,
      result: step.result?.content,
    });
  }
  return { resources: [...resources.values()], environment: [] };
}

export function planView(plan, { row, router, query }) {
  return differenceView({
    comparison: planComparison(plan),
    router,
    query,
    titles: { left: `${row.target} now`, right: "after" },
    documents: async (resource) => ({
      left: resource.status === "added" ? undefined : await readDocument(row.target, resource.name),
      right: resource.result,
    }),
  });
}
