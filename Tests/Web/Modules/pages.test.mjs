import assert from "node:assert/strict";
import test from "node:test";
import { chance, load, rounds } from "./support.mjs";

const home = await load("home/model.js");
const { shell } = await load("home/create.js");
const { inOrder } = await load("ui/table.js");
const { describeSchedule, scheduleMistake } = await load("integration/build/schedule.js");
const { groupFlows } = await load("integration/build/flows.js");
const { formFields, valueAt, withValue } = await load("integration/own/custom-form.js");
const { checkSettings } = await load("integration/own/settings.js");
const { changedSince, standings } = await load("plans/lost.js");
const { candidatesFor, usersOf } = await load("integration/build/replace.js");
const { levelOf, roleOf, grants } = await load("integration/own/roles.js");
const { auditCSV, filterAudit } = await load("integration/run/audit.js");
const { durationText } = await load("integration/run/dashboard.js");
const { filterRevisions } = await load("revisions/list.js");
const { cancellation } = await load("revisions/parts.js");
const { orderSources } = await load("revisions/pull.js");
const { standing } = await load("compare/page.js");

const row = (values) => ({
  key: "k",
  target: "p/x",
  name: "X",
  applications: [],
  apis: 0,
  standalone: false,
  managed: false,
  errors: 0,
  offline: 0,
  ...values,
});

test("both lists are joined by id; standalone flows are joined by none", () => {
  const rows = home.joinRows(
    [
      { target: "p/a", id: "1", name: "A", revision: "r2", changed: true },
      { target: "p/standalone", id: null, name: "S", revision: null, changed: null },
    ],
    [
      { _integrationId: "1", numOpenErrors: 3, offlineConnections: ["c"], accessLevel: "monitor" },
      { _integrationId: "none", numError: 1 },
    ],
  );
  assert.deepEqual(
    rows.map((one) => [one.key, one.slug, one.errors, one.offline, one.standalone, one.level]),
    [
      ["1", "a", 3, 1, false, "monitor"],
      ["none", "standalone", 1, 0, true, null],
    ],
  );
});

test("a cancellation says what stays, and that nothing is undone", () => {
  const told = (answer) => cancellation({ id: "r2" }, answer);
  assert.deepEqual(told({ undone: true, left: [] }), {
    isWhole: true,
    message: "canceled r2",
    hint: null,
  });
  assert.equal(told({ undone: true, left: ["flows/a was changed"] }).isWhole, false);
  const lost = told({ undone: false, left: ["flows/a is off", "flows/b is off"] });
  assert.match(lost.message, /^r2 is canceled and nothing is undone/);
  assert.equal(lost.hint, "left as it is: flows/a is off; flows/b is off");
  assert.equal(told({ undone: false }).isWhole, false);
});

test("filters take words of names and applications, and states", () => {
  const rows = [
    row({ name: "Orders", applications: ["shopify"], errors: 2 }),
    row({ name: "Stock", applications: ["netsuite"], changed: true }),
  ];
  const names = (filter) => home.filterRows(rows, filter).map((one) => one.name);
  assert.deepEqual(names({ search: "shop ord" }), ["Orders"]);
  assert.deepEqual(names({ application: "netsuite" }), ["Stock"]);
  assert.deepEqual(names({ status: "errors" }), ["Orders"]);
  assert.deepEqual(names({ status: "changed" }), ["Stock"]);
});

test("pinned tiles come first, then as arranged, then by name", () => {
  const rows = ["d", "c", "b", "a"].map((key) => row({ key, name: key.toUpperCase() }));
  assert.deepEqual(
    home.arrange(rows, { pins: ["d"], order: ["c", "d"] }).map((one) => one.key),
    ["d", "c", "a", "b"],
  );
});

test("a tile moves within its part and loses nobody", () => {
  for (let seed = 1; seed <= 200 * rounds; seed += 1) {
    const next = chance(seed);
    const keys = ["a", "b", "c", "d", "e", "f"];
    const pins = keys.slice(0, Math.floor(next() * 4));
    const moved = keys[Math.floor(next() * keys.length)];
    const order = home.moveTile(keys, pins, moved, Math.floor(next() * 9) - 1);
    assert.deepEqual([...order].sort(), keys, `seed ${seed}`);
    assert.ok(
      order.slice(0, pins.length).every((key) => pins.includes(key)),
      `seed ${seed}`,
    );
  }
  assert.deepEqual(home.moveTile(["a", "b", "c"], [], "a", 2), ["b", "c", "a"]);
});

test("what the platform refuses is explained", () => {
  assert.match(home.refusal(row({ apis: 1 }), "clone"), /APIs cannot be cloned/);
  assert.match(home.refusal(row({ apis: 1 }), "download"), /APIs cannot be downloaded/);
  assert.match(home.refusal(row({ standalone: true }), "delete"), /cannot be deleted/);
  assert.equal(home.refusal(row({}), "clone"), null);
});

test("shells are what the platform takes", () => {
  assert.deepEqual(shell("flows", { name: "F", integration: "none" }), {
    name: "F",
    disabled: true,
    pageGenerators: [],
    pageProcessors: [],
  });
  const api = shell("apis", { name: "My API", method: "GET", route: "", integration: "1" });
  assert.deepEqual(
    [
      api._integrationId,
      api.builder.request.relativeURI,
      api.builder.responses.map((one) => one.type),
    ],
    ["1", "/my-api", ["success", "fail"]],
  );
  assert.equal(shell("tools", { name: "T", integration: "1" })._integrationId, "1");
});

test("what is missing comes last in either direction", () => {
  for (const sign of [1, -1])
    assert.deepEqual([null, "b", "a"].sort((a, b) => inOrder(a, b, sign)).at(-1), null);
  assert.deepEqual(
    ["item 10", "item 9"].sort((a, b) => inOrder(a, b, 1)),
    ["item 9", "item 10"],
  );
});

test("schedules in words, and what is wrong with one", () => {
  assert.equal(describeSchedule("? */15 * ? * *"), "Every 15 minutes");
  assert.equal(describeSchedule("? 5 7 ? * 1,3"), "At 07:05 on Mon, Wed");
  assert.equal(describeSchedule("? 0 0 1 * ?"), "? 0 0 1 * ?");
  assert.equal(describeSchedule(undefined), "–");
  for (const good of ["? */5 * ? * *", "? 5,20 8-17/2 ? * 1-5", "? 0 0 1 1 ?"])
    assert.equal(scheduleMistake(good), "");
  for (const bad of ["", "* * * * *", "0 0 7 ? * *", "? 60 * ? * *", "? 0 24 ? * *", "? a * ? * *"])
    assert.notEqual(scheduleMistake(bad), "");
});

test("flows stand under their groups; unknown groups count as none", () => {
  const rows = groupFlows(
    [{ name: "a", _flowGroupingId: "g" }, { name: "b" }, { name: "c", _flowGroupingId: "gone" }],
    [
      { _id: "g", name: "G" },
      { _id: "h", name: "Empty" },
    ],
  );
  assert.deepEqual(
    rows.map((one) => one.groupTitle ?? one.name),
    ["G", "a", "Unassigned", "b", "c"],
  );
});

const form = {
  fieldMap: {
    a: {
      id: "a",
      name: "limit",
      type: "text",
      inputType: "number",
      required: true,
      label: "Limit",
    },
    b: { id: "b", name: "deep.on", type: "checkbox", label: "On" },
    c: {
      id: "c",
      name: "kind",
      type: "select",
      label: "Kind",
      options: [{ items: [{ label: "One", value: "1" }, "two"] }],
    },
  },
  layout: { containers: [{ fields: ["c"] }, { fields: ["a"] }] },
};

test("a form's fields come in the order of its layout, with their values", () => {
  const fields = formFields(form, { limit: 3, deep: { on: true } });
  assert.deepEqual(
    fields.map((one) => [one.name, one.value]),
    [
      ["kind", undefined],
      ["limit", 3],
      ["deep.on", true],
    ],
  );
  assert.deepEqual(
    fields[0].options.map((one) => one[0]),
    ["1", "two"],
  );
});

test("a form writes its own fields and leaves the rest", () => {
  assert.deepEqual(withValue({ x: 1, deep: { y: 2 } }, "deep.on", true), {
    x: 1,
    deep: { y: 2, on: true },
  });
  assert.deepEqual(withValue({ x: 1 }, "x", undefined), {});
  assert.equal(valueAt({}, "constructor.name"), undefined);
  withValue({}, "__proto__.polluted", true);
  assert.equal({}.polluted, undefined);
});

test("settings are an object whose types the form decides", () => {
  assert.match(checkSettings([], form), /object/);
  assert.match(checkSettings({}, form), /Limit is needed/);
  assert.match(checkSettings({ limit: "3" }, form), /number/);
  assert.match(checkSettings({ limit: 3, kind: "x" }, form), /one of/);
  assert.equal(checkSettings({ limit: 3, kind: "two", more: 1 }, form), "");
});

test("where two grants meet the higher wins", () => {
  const share = {
    accessLevel: "monitor",
    integrationAccessLevel: [{ _integrationId: "1", accessLevel: "manage" }],
  };
  assert.equal(levelOf(share, "1"), "manage");
  assert.equal(levelOf(share, "2"), "monitor");
  assert.equal(roleOf(share, "1"), "monitor, integration manage");
  assert.equal(roleOf({ integrationAccessLevel: share.integrationAccessLevel }, "2"), "none");
});

test("a role here leaves the rights elsewhere as they are", () => {
  const manage = (id) => ({ _integrationId: id, accessLevel: "manage" });
  assert.deepEqual(grants("integration manage", "1"), { integrationAccessLevel: [manage("1")] });
  assert.deepEqual(grants("monitor", "1"), { accessLevel: "monitor" });
  assert.deepEqual(grants("monitor, integration manage", "1"), {
    accessLevel: "monitor",
    integrationAccessLevel: [manage("1")],
  });
  const share = { accessLevel: "manage", integrationAccessLevel: [manage("1"), manage("2")] };
  assert.deepEqual(grants("integration monitor", "1", share), {
    integrationAccessLevel: [manage("2"), { _integrationId: "1", accessLevel: "monitor" }],
  });
  assert.deepEqual(grants("administrator", "1", share), {
    accessLevel: "administrator",
    integrationAccessLevel: [manage("2")],
  });
});

test("what a lost service did is told by the revisions that are new or stand otherwise", () => {
  const before = [
    { id: "r2", status: "in_progress", waiting: true },
    { id: "r1", status: "completed" },
  ];
  const known = standings(before);
  assert.equal(changedSince(known, before), null);
  const begun = [{ id: "r2", status: "in_progress" }, before[1]];
  assert.equal(changedSince(known, begun), begun[0]);
  const after = [{ id: "r3", status: "in_progress" }, ...before];
  assert.equal(changedSince(known, after), after[0]);
});

test("a connection is replaced in its own steps, by one of its type", () => {
  const own = { _id: "c", type: "http", assistant: "shopify", name: "C" };
  const all = [
    own,
    { _id: "d", type: "http", assistant: "shopify", name: "D" },
    { _id: "e", type: "http", name: "E" },
    { _id: "f", type: "ftp", name: "F" },
  ];
  assert.deepEqual(candidatesFor(own, all), [all[1]]);
  const steps = usersOf("c", {
    exports: [{ _id: "1", name: "one", _connectionId: "c" }],
    imports: [{ _id: "2", name: "two", _connectionId: "d" }],
  });
  assert.deepEqual(steps, [{ kind: "exports", _id: "1", name: "one" }]);
});

test("a spreadsheet calculates nothing in the audit log", () => {
  const csv = auditCSV([
    {
      time: "t",
      byUser: { name: "=1+1", email: 'a"b' },
      event: "update",
      fieldChanges: [{ fieldPath: "x", oldValue: "a,b", newValue: 1 }, { fieldPath: "y" }],
    },
  ]);
  const lines = csv.trim().split("\r\n");
  assert.equal(lines.length, 3);
  assert.ok(lines[1].includes("'=1+1"));
  assert.ok(lines[1].includes('"a""b"'));
  assert.ok(lines[1].includes('"""a,b"""'));
});

test("lists are filtered by all that is chosen", () => {
  const audit = [
    { event: "create", source: "ui", resourceType: "flow", byUser: { email: "a" } },
    { event: "update", source: "api", resourceType: "flow", byUser: { email: "b" } },
  ];
  assert.equal(filterAudit(audit, { type: "flow", user: "b", event: "", source: "" }).length, 1);
  const revisions = [
    { kind: "pull", status: "completed", user: "a", createdAt: "2026-03-01T10:00:00Z" },
    { kind: "snapshot", status: "completed", user: "a", createdAt: "2026-01-01T10:00:00Z" },
  ];
  assert.deepEqual(
    filterRevisions(revisions, {
      kind: "",
      status: "completed",
      user: "a",
      since: "2026-02-01",
    }).map((one) => one.kind),
    ["pull"],
  );
  const days = revisions.map((one) => one.createdAt.slice(0, 10)).sort();
  assert.equal(filterRevisions(revisions, { until: days[0] }).length, 1);
  assert.equal(filterRevisions(revisions, { until: days.at(-1) }).length, revisions.length);
});

test("durations and standings in words", () => {
  assert.deepEqual([400, 31_000, 151_000, 3_700_000, null].map(durationText), [
    "0 s",
    "31 s",
    "2 m 31 s",
    "1 h 1 m",
    "–",
  ]);
  assert.deepEqual(
    [
      { left: "a", right: null },
      { left: null, right: "b" },
      { left: "a", right: "b", identical: true },
      { left: "a", right: "b", identical: false },
    ].map(standing),
    ["left", "right", "equal", "changed"],
  );
});

test("a pull is offered from namesakes first, never from itself or standalone flows", () => {
  const sources = [
    { target: "a/x", id: "1" },
    { target: "b/orders", id: "2" },
    { target: "a/orders", id: "3" },
    { target: "b/standalone", id: null },
  ];
  assert.deepEqual(
    orderSources(sources, "a/orders").map((one) => one.target),
    ["b/orders", "a/x"],
  );
});

test("before the lifecycle API has answered, tiles stand by id or as they were known", () => {
  const tiles = [
    { _integrationId: "1", name: "One", numApis: 2, applications: ["a"] },
    { _integrationId: "none", name: "Standalone", numApis: 0, applications: [] },
  ];
  const rows = home.joinRows(home.provisional(tiles, "production"), tiles);
  assert.deepEqual(
    rows.map((row) => [row.key, row.slug, row.revision, row.flows, row.standalone]),
    [
      ["1", "1", undefined, null, false],
      ["none", "standalone", undefined, null, true],
    ],
  );
  const known = [{ ...rows[0], target: "production/one", revision: "r3", flows: 7 }];
  const again = home.joinRows(home.provisional(tiles, "production", known), tiles);
  assert.deepEqual([again[0].slug, again[0].revision, again[0].flows], ["one", "r3", 7]);
});
