// The picture of a flow.

import { h, svg } from "../core/dom.js";
import { short } from "../core/format.js";
import { describeFlow, layOutFlow, size } from "./flow-layout.js";

const titles = { source: "Source", lookup: "Lookup", import: "Import", router: "Router" };

/** A figure with the picture and, for those who listen, its steps as a list. */
export function flowPicture(flow, names) {
  const drawing = layOutFlow(flow, names);
  if (drawing.nodes.length === 0) return h("p.muted", "The flow has no steps yet.");
  const places = new Map(drawing.nodes.map((node) => [node.id, node]));
  const picture = svg(
    "svg.flow-picture",
    {
      viewBox: `0 0 ${drawing.width} ${drawing.height}`,
      width: drawing.width,
      height: drawing.height,
      role: "img",
      "aria-label": `Picture of the flow: ${describeFlow(drawing)}`,
    },
    svg(
      "g",
      { transform: `translate(${size.margin} ${size.margin})` },
      drawing.edges.map((edge) => edgeLine(places.get(edge.from), places.get(edge.to), edge)),
      drawing.nodes.map(nodeBox),
    ),
  );
  return h(
    "figure.flow-figure",
    h(
      "div.flow-scroll",
      { tabindex: "0", role: "region", "aria-label": "Picture, scrollable" },
      picture,
    ),
    h("figcaption.muted", describeFlow(drawing)),
  );
}

function edgeLine(from, to, edge) {
  const start = { x: from.x + size.width, y: from.y + size.height / 2 };
  const end = { x: to.x, y: to.y + size.height / 2 };
  const bend = Math.max(24, Math.abs(end.x - start.x) / 2);
  const label = edge.label
    ? svg(
        "text.flow-branch",
        { x: end.x - 6, y: end.y - 8, "text-anchor": "end" },
        short(edge.label, 14),
      )
    : null;
  return svg(
    "g",
    svg("path.flow-edge", {
      d: `M${start.x} ${start.y}C${start.x + bend} ${start.y} ${end.x - bend} ${end.y} ${end.x - 5} ${end.y}`,
    }),
    svg("path.flow-arrow", {
      d: `M${end.x - 7} ${end.y - 4}L${end.x} ${end.y}L${end.x - 7} ${end.y + 4}Z`,
    }),
    label ? svg("title", edge.label) : null,
    label,
  );
}

function nodeBox(node) {
  const marks = [
    node.schedule ? "own schedule" : null,
    node.hook ? "hook" : null,
    node.proceeds ? "proceeds on failure" : null,
  ]
    .filter(Boolean)
    .join(", ");
  return svg(
    `g.flow-node.${node.type}`,
    { transform: `translate(${node.x} ${node.y})` },
    svg("title", `${titles[node.type]}: ${node.title}${marks ? ` (${marks})` : ""}`),
    svg("rect", { width: size.width, height: size.height, rx: node.type === "router" ? 30 : 10 }),
    svg("rect.flow-stripe", { x: 0, y: 12, width: 4, height: size.height - 24, rx: 2 }),
    svg(
      "text.flow-kind",
      { x: 16, y: 21 },
      node.type === "router"
        ? `Router: ${node.note}`
        : `${titles[node.type]}${node.note ? ` · ${node.note.replace(/(Export|Import)$/, "")}` : ""}`,
    ),
    svg("text.flow-title", { x: 16, y: 42 }, short(node.title, 23)),
  );
}
