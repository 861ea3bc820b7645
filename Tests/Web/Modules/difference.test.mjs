import assert from "node:assert/strict";
import test from "node:test";
import { chance, load, rounds } from "./support.mjs";

const { outline, languageOf, labelText, pathLabels } = await load("difference/outline.js");
const { buildRows, filterResources, offsets, pieces, sortResources } =
  await load("difference/rows.js");
const { markPieces, pieces: colours, slicePieces } = await load("difference/syntax.js");
const { planComparison } = await load("plans/plan-view.js");
const { splitState } = await load("difference/documents.js");

const replace = (path, from = 1, to = 2) => ({ op: "replace", path, from, to });
const fresh = () => ({ mode: "split", closed: new Set(), unfolded: new Set(), whole: new Map() });

test("every change is in the outline once, in its place", () => {
  for (let seed = 1; seed <= 200 * rounds; seed += 1) {
    const next = chance(seed);
    const name = () => ["a", "b", "c~d", "e/f", "0", "1"][Math.floor(next() * 6)];
    const escape = (text) => text.replace(/~/g, "~0").replace(/\//g, "~1");
    const paths = new Set(
      Array.from({ length: 12 }, () =>
        Array.from({ length: 1 + Math.floor(next() * 4) }, () => `/${escape(name())}`).join(""),
      ),
    );
    const changes = [...paths].map((path) => replace(path));
    const nodes = outline(changes).filter((node) => node.change);
    assert.deepEqual(
      nodes.map((node) => node.change.path).sort(),
      [...paths].sort(),
      `seed ${seed}`,
    );
    for (const node of nodes) assert.equal(node.path, node.change.path);
  }
});

test("chains of single members are one node; branches indent", () => {
  const nodes = outline([replace("/http/body/0"), replace("/http/body/1"), replace("/name")]);
  assert.deepEqual(
    nodes.map((node) => [labelText(node.labels).join("."), node.depth, Boolean(node.change)]),
    [
      ["http.body", 0, false],
      ["[0]", 1, true],
      ["[1]", 1, true],
      ["name", 0, true],
    ],
  );
});

test("elements are labelled by their number and what they are called", () => {
  const elements = [
    { path: "/steps/2", name: "imports/a/b" },
    { path: "/steps/2/fields/0", name: "sku" },
  ];
  const change = { ...replace("/steps/2/fields/0/extract"), elements };
  assert.deepEqual(labelText(outline([change])[0].labels), [
    "steps",
    "[2] imports/a/b",
    "fields",
    "[0] sku",
    "extract",
  ]);
  assert.deepEqual(labelText(pathLabels({ path: "/a/0" })), ["a", "[0]"]);
  // What was removed from a place is not what stands there now.
  const removed = { op: "remove", path: "/a/0", elements: [{ path: "/a/0", name: "old" }] };
  const added = { op: "add", path: "/a/0", elements: [{ path: "/a/0", name: "new" }] };
  assert.deepEqual(
    outline([removed, added])
      .filter((node) => node.change)
      .map((node) => labelText(node.labels)),
    [["[0] old"], ["[0] new"]],
  );
});

test("a language is known by the field", () => {
  assert.equal(languageOf("scripts/hooks", "/content"), "javascript");
  assert.equal(languageOf("imports/x", "/rdbms/query/0"), "sql");
  assert.equal(languageOf("imports/x", "/http/body"), "template");
  assert.equal(languageOf("imports/x", "/name"), "text");
});

test("rows stand at their offsets, and a closed resource is one row", () => {
  const resources = sortResources([
    {
      kind: "imports",
      name: "imports/b",
      status: "modified",
      changes: [replace("/name", "x", "y")],
    },
    {
      kind: "flows",
      name: "flows/a",
      status: "added",
      changes: [{ op: "add", path: "", to: { name: "a" } }],
    },
  ]);
  const state = fresh();
  const rows = buildRows(resources, [], state, 80);
  assert.deepEqual(
    rows.map((row) => row.type),
    ["kind", "resource", "line", "line", "line", "end", "kind", "resource", "path", "line", "end"],
  );
  const tops = offsets(rows);
  assert.equal(tops.length, rows.length + 1);
  tops.slice(1).forEach((top, index) => assert.ok(top > tops[index]));
  state.closed.add("flows/a");
  assert.deepEqual(
    buildRows(resources, [], state, 80)
      .slice(0, 3)
      .map((row) => row.type),
    ["kind", "resource", "kind"],
  );
});

test("unified and side by side show the same lines", () => {
  const resource = {
    kind: "imports",
    name: "imports/b",
    status: "modified",
    changes: [replace("/list", [1, 2], [1, 3])],
  };
  const split = buildRows([resource], [], fresh(), 80).filter((row) => row.type === "line");
  const unified = buildRows([resource], [], { ...fresh(), mode: "unified" }, 80).filter(
    (row) => row.type === "line",
  );
  assert.deepEqual(
    split.map((row) => row.kind),
    ["same", "same", "changed", "same"],
  );
  assert.deepEqual(
    unified.map((row) => row.kind),
    ["same", "same", "removed", "added", "same"],
  );
});

test("a wide line goes on in further rows and loses nothing", () => {
  const text = "0123456789".repeat(13);
  assert.equal(pieces(text, 40).join(""), text);
  assert.deepEqual(
    pieces(text, 40).map((one) => one.length),
    [40, 40, 40, 10],
  );
  const wide = "漢字かな".repeat(20);
  assert.equal(pieces(wide, 40).join(""), wide);
  assert.ok(pieces(wide, 40).every((one) => one.length <= 20));
  const faces = "😀".repeat(50);
  assert.equal(pieces(faces, 21).join(""), faces);
  assert.ok(pieces(faces, 21).every((one) => [...one].every((sign) => sign === "😀")));
});

test("filters look at kind, state, name and path", () => {
  const resources = [
    {
      kind: "imports",
      name: "imports/post-order",
      status: "modified",
      changes: [replace("/http/body")],
    },
    {
      kind: "flows",
      name: "flows/sync",
      status: "modified",
      changes: [{ op: "move", path: "/a/0", fromPath: "/a/1" }],
    },
  ];
  const names = (filter) => filterResources(resources, filter).map((one) => one.name);
  assert.deepEqual(names({ kind: "flows" }), ["flows/sync"]);
  assert.deepEqual(names({ status: "moved" }), ["flows/sync"]);
  assert.deepEqual(names({ search: "http post" }), ["imports/post-order"]);
  assert.deepEqual(names({ status: "deleted" }), []);
});

test("500 changed resources are rows within moments", () => {
  const resources = Array.from({ length: 500 }, (_, index) => ({
    kind: "imports",
    name: `imports/${index}`,
    status: "modified",
    changes: Array.from({ length: 20 }, (_, field) =>
      replace(`/mapping/fields/${field}/extract`, `a${field}`, `b${field}`),
    ),
  }));
  const rows = buildRows(resources, [], fresh(), 80);
  assert.equal(rows.filter((row) => row.type === "path" && row.node.change).length, 10_000);
});

test("colours keep every letter of a line", () => {
  const lines = [
    "const a = 'b' + \"c\" // d",
    "/* x */ return `y`;",
    "SELECT * FROM t WHERE a = 'b''c' -- d",
    '{"key": "text", "n": -1.5e3, "t": true}',
    "{{#if a}}b{{/if}}",
  ];
  for (const line of lines) {
    for (const language of ["javascript", "sql", "json", "template", "text"]) {
      const parts = colours(line, language);
      assert.equal(parts.map(([text]) => text).join(""), line);
      const marked = markPieces(parts, [3, 9]);
      assert.equal(marked.map(([text]) => text).join(""), line);
      assert.equal(
        marked
          .filter(([, , mark]) => mark)
          .map(([text]) => text)
          .join(""),
        line.slice(3, 9),
      );
    }
  }
});

test("a plan is shown as what it makes, changes and deletes", () => {
  const plan = {
    steps: [
      { op: "disable", kind: "flows", name: "flows/a", changes: [] },
      {
        op: "create",
        kind: "imports",
        name: "imports/n",
        changes: [{ op: "add", path: "", to: {} }],
        result: { content: {} },
      },
      {
        op: "update",
        kind: "flows",
        name: "flows/a",
        changes: [replace("/x")],
        result: { content: { x: 2 } },
      },
      { op: "enable", kind: "flows", name: "flows/a", changes: [] },
    ],
  };
  const { resources } = planComparison(plan);
  assert.deepEqual(
    resources.map((one) => [one.name, one.status, one.changes.length]),
    [
      ["imports/n", "added", 1],
      ["flows/a", "modified", 1],
    ],
  );
});

test("a state is a target and a revision", () => {
  assert.deepEqual(splitState("production/orders@r3:before"), {
    target: "production/orders",
    revision: "r3:before",
  });
  assert.deepEqual(splitState("production/orders"), {
    target: "production/orders",
    revision: null,
  });
});

test("a line that is cut keeps the colours of the whole", () => {
  const parts = colours("const a = 1; // for all of them", "javascript");
  const text = parts.map(([piece]) => piece).join("");
  const cut = [slicePieces(parts, 0, 16), slicePieces(parts, 16, text.length)];
  assert.equal(cut.flat().map(([piece]) => piece).join(""), text);
  assert.deepEqual(cut[1], [[text.slice(16), "note"]]);
  assert.deepEqual(slicePieces(parts, 5, 5), []);
});
