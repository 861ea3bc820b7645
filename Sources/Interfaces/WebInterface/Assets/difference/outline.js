// The changes of one resource in the shape of its document: fields in their place, and only those.

import { pointerParts } from "../core/json.js";

/** The changes as nodes `{ labels, depth, path, change }`; a chain of single members is one node. */
export function outline(changes) {
  const root = { children: new Map(), changes: [] };
  for (const change of changes) {
    let node = root;
    for (const part of pointerParts(change.path)) {
      if (!node.children.has(part)) node.children.set(part, { children: new Map(), changes: [] });
      node = node.children.get(part);
    }
    node.changes.push(change);
  }
  const nodes = [];
  walk(root, [], "", 0, nodes);
  return nodes;
}

function walk(node, labels, path, depth, nodes) {
  for (const change of node.changes) nodes.push({ labels, path, depth, change });
  const emitted = node.changes.length > 0;
  const branches = node.children.size > 1;
  if (!emitted && branches && labels.length) nodes.push({ labels, path, depth, change: null });
  const fresh = emitted || (branches && labels.length > 0);
  for (const [part, child] of node.children) {
    walk(
      child,
      fresh ? [part] : [...labels, part],
      `${path}/${part.replace(/~/g, "~0").replace(/\//g, "~1")}`,
      fresh ? depth + 1 : depth,
      nodes,
    );
  }
}

/** Labels as people read them: members by name, elements by number. */
export function labelText(labels) {
  return labels.map((label) => (/^\d+$/.test(label) ? `[${label}]` : label));
}

/** The language of a text, by the field that holds it. */
export function languageOf(name, path) {
  const last = pointerParts(path).at(-1) ?? "";
  if (name.startsWith("scripts/") && last === "content") return "javascript";
  if (/^(query|sql|statement)\d*$/i.test(last) || /\/query(\/\d+)?$/i.test(path)) return "sql";
  if (/(body|relativeURI|template|soapBody|expression)/i.test(path)) return "template";
  return "text";
}

/** How many changes of each sort a resource has. */
export function countChanges(resources) {
  const counts = { added: 0, modified: 0, deleted: 0 };
  for (const resource of resources) counts[resource.status] = (counts[resource.status] ?? 0) + 1;
  return counts;
}
