// The changes of one resource in the shape of its document: fields in their place, and only those.

import { pointerParts } from "../core/json.js";

/** The changes as nodes `{ labels, depth, path, change }`; a chain of single members is one node. */
export function outline(changes) {
  const root = { children: new Map(), changes: [] };
  for (const change of changes) {
    let node = root;
    for (const { key, label } of steps(change)) {
      if (!node.children.has(key))
        node.children.set(key, { label, children: new Map(), changes: [] });
      node = node.children.get(key);
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
  for (const child of node.children.values()) {
    const { part } = child.label;
    walk(
      child,
      fresh ? [child.label] : [...labels, child.label],
      `${path}/${escaped(part)}`,
      fresh ? depth + 1 : depth,
      nodes,
    );
  }
}

const escaped = (part) => part.replace(/~/g, "~0").replace(/\//g, "~1");

/** The way to a change; what was at a number and what is there now are two when their names differ. */
function steps(change) {
  return pathLabels(change).map((label) => ({
    key: label.name === undefined ? label.part : `${label.part}\u0000${label.name}`,
    label,
  }));
}

/** The way to a place as labels `{ part, name }`; elements that have a name bring it. */
export function pathLabels({ path, elements = [] }) {
  const names = new Map(elements.map((one) => [one.path, one.name]));
  let at = "";
  return pointerParts(path).map((part) => {
    at += `/${escaped(part)}`;
    const name = names.get(at);
    return name === undefined ? { part } : { part, name };
  });
}

/** Labels as people read them: members by name, elements by number and what they are called. */
export function labelText(labels) {
  return labels.map(({ part, name }) =>
    /^\d+$/.test(part) ? `[${part}]${name === undefined ? "" : ` ${name}`}` : part,
  );
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
