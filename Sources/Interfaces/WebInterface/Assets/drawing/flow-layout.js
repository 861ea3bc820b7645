// Where the parts of a flow stand: sources, then steps; a router fans out into its branches.

export const size = { width: 226, height: 60, gapX: 56, gapY: 22, margin: 16 };

/** Nodes `{ id, type, x, y, … }` and edges `{ from, to, label }` of a flow, and the size of it all. */
export function layOutFlow(flow, names = () => null) {
  const drawing = { nodes: [], edges: [], width: 0, height: 0 };
  const sources = (flow.pageGenerators ?? []).map((step, index) => sourceNode(step, index, names));
  const rows = Math.max(1, sources.length);
  placeColumn(sources, 0, 0);
  drawing.nodes.push(...sources);
  const routers = new Map((flow.routers ?? []).map((router) => [router.id, router]));
  const first = (flow.routers ?? [])[0];
  const start = { exits: sources.map((node) => node.id), depth: 1, top: 0 };
  const height = first
    ? placeRouter(first, start, { drawing, routers, names, seen: new Set() })
    : placeSteps(flow.pageProcessors ?? [], start, { drawing, names }).height;
  const total = Math.max(rows, height);
  // Sources stand in the middle of what they feed.
  const shift = ((total - rows) * (size.height + size.gapY)) / 2;
  for (const node of sources) node.y += shift;
  if (!first && rows > 1)
    for (const node of drawing.nodes)
      if (!sources.includes(node)) node.y += ((rows - 1) * (size.height + size.gapY)) / 2;
  drawing.width =
    Math.max(...drawing.nodes.map((node) => node.x + size.width), size.width) + size.margin * 2;
  drawing.height =
    Math.max(...drawing.nodes.map((node) => node.y + size.height), size.height) + size.margin * 2;
  return drawing;
}

function sourceNode(step, index, names) {
  const resource = step._exportId ? names("exports", step._exportId) : null;
  return {
    id: `source-${index}`,
    type: "source",
    kind: "exports",
    resource: step._exportId ?? null,
    title: resource?.name ?? step._exportId ?? "Empty step",
    note: resource?.adaptorType ?? "",
    schedule: step.schedule ?? null,
    column: 0,
    x: 0,
    y: 0,
  };
}

function placeColumn(nodes, column, top) {
  nodes.forEach((node, index) => {
    node.x = column * (size.width + size.gapX);
    node.y = (top + index) * (size.height + size.gapY);
  });
}

/** Steps in a row; answers their exit, depth and height in rows. */
function placeSteps(steps, { exits, depth, top, label }, { drawing, names }) {
  let [last, at, said] = [exits, depth, label];
  for (const [index, step] of steps.entries()) {
    const lookup = step.type === "export" || (step._exportId && !step._importId);
    const [kind, id] = lookup ? ["exports", step._exportId] : ["imports", step._importId];
    const resource = id ? names(kind, id) : null;
    const node = {
      id: `step-${top}-${at}-${index}`,
      type: lookup ? "lookup" : "import",
      kind,
      resource: id ?? null,
      title: resource?.name ?? id ?? "Empty step",
      note: resource?.adaptorType ?? "",
      proceeds: Boolean(step.proceedOnFailure),
      hook: Boolean(step.hooks?.postResponseMap?._scriptId),
      x: at * (size.width + size.gapX),
      y: top * (size.height + size.gapY),
    };
    drawing.nodes.push(node);
    for (const from of last) drawing.edges.push({ from, to: node.id, label: said ?? "" });
    [last, at, said] = [[node.id], at + 1, undefined];
  }
  return { exits: last, depth: at, height: 1, label: said };
}

/** A router with its branches below each other; answers the height in rows. */
function placeRouter(router, { exits, depth, top, label }, context) {
  const { drawing, seen } = context;
  if (seen.has(router.id)) return 1;
  seen.add(router.id);
  const node = {
    id: `router-${router.id}`,
    type: "router",
    title: router.name || "Router",
    note:
      router.routeRecordsTo === "all_matching_branches" ? "all that match" : "first that matches",
    x: depth * (size.width + size.gapX),
    y: 0,
  };
  const plain = (router.branches ?? []).length <= 1 && !router.name;
  if (!plain) {
    drawing.nodes.push(node);
    for (const from of exits) drawing.edges.push({ from, to: node.id, label: label ?? "" });
  }
  let row = top;
  for (const [index, branch] of (router.branches ?? []).entries()) {
    const start = plain
      ? { exits, depth, top: row, label }
      : {
          exits: [node.id],
          depth: depth + 1,
          top: row,
          label: branch.name || `Branch ${index + 1}`,
        };
    row += placeBranch(branch, start, context);
  }
  const height = Math.max(1, row - top);
  node.y = (top + (height - 1) / 2) * (size.height + size.gapY);
  return height;
}

function placeBranch(branch, start, context) {
  const placed = placeSteps(branch.pageProcessors ?? [], start, context);
  const next = branch.nextRouterId ? context.routers.get(branch.nextRouterId) : null;
  if (!next) return 1;
  const known = context.drawing.nodes.find((node) => node.id === `router-${next.id}`);
  if (known) {
    for (const from of placed.exits)
      context.drawing.edges.push({ from, to: known.id, label: placed.label ?? "" });
    return 1;
  }
  return placeRouter(
    next,
    { exits: placed.exits, depth: placed.depth, top: start.top, label: placed.label },
    context,
  );
}

/** What the picture shows, in words. */
export function describeFlow(drawing) {
  const counts = {};
  for (const node of drawing.nodes) counts[node.type] = (counts[node.type] ?? 0) + 1;
  const words = { source: "source", lookup: "lookup", import: "import", router: "router" };
  return Object.entries(words)
    .filter(([type]) => counts[type])
    .map(([type, word]) => `${counts[type]} ${word}${counts[type] === 1 ? "" : "s"}`)
    .join(", ");
}
