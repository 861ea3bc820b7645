import assert from "node:assert/strict";
import test from "node:test";
import { chance, load, rounds } from "./support.mjs";

const { describeFlow, layOutFlow, size } = await load("drawing/flow-layout.js");
const { niceMost, sumByDay } = await load("drawing/chart.js");
const { blocks, safeAddress } = await load("drawing/markdown.js");
const conflicts = await load("conflicts/model.js");

const step = (id) => ({ type: "import", _importId: id });

test("a linear flow is one row behind its sources", () => {
  const drawing = layOutFlow({
    pageGenerators: [{ _exportId: "e1" }, { _exportId: "e2" }],
    pageProcessors: [{ type: "export", _exportId: "l" }, step("i")],
  });
  assert.equal(describeFlow(drawing), "2 sources, 1 lookup, 1 import");
  assert.equal(drawing.edges.length, 3);
  const [lookup, last] = drawing.nodes.slice(2);
  assert.equal(lookup.y, last.y);
  assert.ok(lookup.x < last.x);
});

test("branches stand below each other and carry their names", () => {
  const drawing = layOutFlow({
    pageGenerators: [{ _exportId: "e" }],
    routers: [
      {
        id: "r1",
        name: "Where to",
        branches: [
          { name: "EU", pageProcessors: [step("a")], nextRouterId: "r2" },
          { name: "US", pageProcessors: [step("b"), step("c")] },
        ],
      },
      {
        id: "r2",
        name: "Then",
        branches: [
          { name: "x", pageProcessors: [step("d")] },
          { name: "y", pageProcessors: [] },
        ],
      },
    ],
  });
  assert.equal(describeFlow(drawing), "1 source, 4 imports, 2 routers");
  assert.deepEqual(
    drawing.edges
      .map((edge) => edge.label)
      .filter(Boolean)
      .sort(),
    ["EU", "US", "x"],
  );
  assertApart(drawing.nodes);
});

test("routers in a circle end", () => {
  const drawing = layOutFlow({
    routers: [
      {
        id: "r",
        name: "R",
        branches: [
          { name: "again", pageProcessors: [step("a")], nextRouterId: "r" },
          { name: "gone", nextRouterId: "nowhere" },
        ],
      },
    ],
  });
  assert.equal(drawing.nodes.filter((node) => node.type === "router").length, 1);
  assert.ok(drawing.edges.some((edge) => edge.to === "router-r" && edge.from !== "router-r"));
});

test("no two parts of a random flow stand on each other", () => {
  for (let seed = 1; seed <= 150 * rounds; seed += 1) {
    const next = chance(seed);
    const steps = () =>
      Array.from({ length: Math.floor(next() * 3) }, (_, index) => step(`i${index}`));
    const routers = Array.from({ length: 1 + Math.floor(next() * 4) }, (_, index) => ({
      id: `r${index}`,
      name: `R${index}`,
      branches: Array.from({ length: 1 + Math.floor(next() * 3) }, () => ({
        pageProcessors: steps(),
        nextRouterId: next() < 0.5 ? `r${index + 1}` : undefined,
      })),
    }));
    const drawing = layOutFlow({ pageGenerators: [{ _exportId: "e" }], routers });
    assertApart(drawing.nodes, `seed ${seed}`);
    const ids = new Set(drawing.nodes.map((node) => node.id));
    assert.equal(ids.size, drawing.nodes.length, `seed ${seed}`);
    for (const edge of drawing.edges)
      assert.ok(ids.has(edge.from) && ids.has(edge.to), `seed ${seed}`);
  }
});

function assertApart(nodes, message) {
  for (const [index, one] of nodes.entries()) {
    for (const other of nodes.slice(index + 1)) {
      const apart =
        Math.abs(one.x - other.x) >= size.width || Math.abs(one.y - other.y) >= size.height;
      assert.ok(apart, `${one.id} and ${other.id} ${message ?? ""}`);
    }
  }
}

test("days without a run are zero, and flows are summed on their day", () => {
  const row = (date, values) => ({ date, numSuccess: 0, numError: 0, numIgnore: 0, ...values });
  const rows = [
    row("2026-03-02", { numSuccess: 5, numError: 1, duration: 90 }),
    row("2026-03-02", { numSuccess: 2, numIgnore: 3, duration: 20 }),
    row("2026-04-01", { numSuccess: 9 }),
  ];
  const { days, sums } = sumByDay(rows, "2026-03-01", "2026-03-03");
  assert.deepEqual(days, ["2026-03-01", "2026-03-02", "2026-03-03"]);
  assert.deepEqual(sums[1], { success: 7, error: 1, ignored: 3, duration: 110, average: 10 });
  assert.equal(sums[0].average, 0);
  for (const [value, most] of [
    [1, 1],
    [7, 10],
    [37, 40],
    [450, 500],
    [1001, 2000],
  ])
    assert.equal(niceMost(value), most);
});

test("Markdown falls into blocks", () => {
  const types = (text) => blocks(text.split("\n")).map((block) => block.type);
  assert.deepEqual(
    types(
      "# A\n\ntext\nmore\n\n- a\n- b\n\n1. x\n\n> q\n\n```js\n# no\n```\n\n---\n\n|a|b|\n|-|-|\n|1|2|",
    ),
    ["heading", "paragraph", "list", "list", "quote", "code", "rule", "table"],
  );
  assert.deepEqual(blocks(["```", "never closed"])[0], { type: "code", text: "never closed" });
  assert.equal(blocks(["<script>alert(1)</script>"])[0].text, "<script>alert(1)</script>");
});

test("a random text ends and loses no block", () => {
  for (let seed = 1; seed <= 300 * rounds; seed += 1) {
    const next = chance(seed);
    const starts = [
      "# ",
      "- ",
      "  - ",
      "1. ",
      "> ",
      "```",
      "|",
      "---",
      "",
      "text ",
      "   ",
      "~~~ js",
      "* * *",
      "- - ",
    ];
    const lines = Array.from(
      { length: 12 },
      () => starts[Math.floor(next() * starts.length)] + (next() < 0.7 ? "word" : ""),
    );
    assert.ok(Array.isArray(blocks(lines)), `seed ${seed}`);
  }
});

test("links lead to the web or to mail only", () => {
  for (const good of ["https://a.b/c?d=e#f", "http://a", "mailto:a@b.c"])
    assert.ok(safeAddress(good));
  for (const bad of [
    "javascript:alert(1)",
    " https://a",
    "data:text/html,x",
    "//a.b",
    "vbscript:x",
    "JAVASCRIPT:x",
    "https://a b",
  ])
    assert.ok(!safeAddress(bad));
});

test("decisions survive a reload and are known by their place", () => {
  const kept = new Map();
  const storage = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
  };
  const conflict = { id: "c1", name: "imports/x", path: "/a", current: 1, remote: 2 };
  const decisions = new conflicts.Decisions(storage, "k");
  decisions.take(conflict, "remote");
  decisions.value({ ...conflict, path: "/b" }, { deep: true });
  const again = new conflicts.Decisions(storage, "k");
  assert.deepEqual(again.list(), [
    { name: "imports/x", path: "/a", take: "remote" },
    { name: "imports/x", path: "/b", value: { deep: true } },
  ]);
  again.clear(conflict);
  assert.equal(again.get(conflict), null);
  again.forget();
  assert.equal(kept.size, 0);
  kept.set("k", "not json");
  assert.deepEqual(new conflicts.Decisions(storage, "k").list(), []);
});

test("a typed value is read as text or JSON, and the place of a mistake is named", () => {
  const texts = { current: "a", remote: "b" };
  assert.deepEqual(conflicts.readTyped('"quoted"', conflicts.isText(texts), texts), {
    value: '"quoted"',
  });
  const numbers = { current: 1, remote: 2 };
  assert.equal(conflicts.isText(numbers), false);
  assert.deepEqual(conflicts.readTyped("3", false, numbers), { value: 3 });
  assert.match(conflicts.readTyped('{\n "a": ,\n}', false, numbers).wrong, /line 2|not JSON/);
  assert.match(
    conflicts.readTyped('"x"', false, numbers).unusual,
    /a text; both sides hold a number/,
  );
});
