import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./support.mjs";

const { pattern, path, withQuery, makeRouter } = await load("core/router.js");
const { describe, nextPage } = await load("core/api.js");
const { parseJSON, pointerParts, prettyLines } = await load("core/json.js");
const { ago, bytes, counted, word } = await load("core/format.js");
const { safeNext } = await load("shell/sign-in.js");

test("a pattern finds and decodes its parts, and nothing else", () => {
  const matches = pattern("/integrations/:environment/:integration");
  assert.deepEqual(matches("/integrations/prod/a%20b%2Fc"), {
    environment: "prod",
    integration: "a b/c",
  });
  assert.deepEqual(matches("/integrations/prod/x/"), { environment: "prod", integration: "x" });
  assert.equal(matches("/integrations/prod"), null);
  assert.equal(matches("/integrations/prod/x/flows"), null);
  assert.equal(matches("/integrations/prod/%E0%A4%A"), null);
});

test("a path that is made is a path that is found", () => {
  for (const name of ["orders", "a b", "50%", "ümläut/x", "?&#", "<script>"]) {
    assert.deepEqual(pattern("/integrations/:integration")(path("integrations", name)), {
      integration: name,
    });
  }
});

test("the first route that fits is taken", () => {
  const router = makeRouter(
    [
      ["/a", "one"],
      ["/:x", "two"],
    ],
    () => {},
  );
  assert.equal(router.find("/a").page, "one");
  assert.equal(router.find("/b").page, "two");
  assert.equal(router.find("/a/b"), null);
});

test("queries leave out what is empty and repeat lists", () => {
  assert.equal(
    withQuery("/x", { a: "1 2", b: null, c: "", d: ["p", "q"], e: undefined }),
    "/x?a=1+2&d=p&d=q",
  );
  assert.equal(withQuery("/x", {}), "/x");
});

test("after signing in one goes only to a page of the interface", () => {
  assert.equal(safeNext("/compare?left=a"), "/compare?left=a");
  for (const text of [
    null,
    "",
    "//evil.example",
    "https://evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "/sign-in",
  ]) {
    assert.equal(safeNext(text), "/");
  }
});

test("errors of both APIs read the same", () => {
  const ours = describe(409, {
    error: {
      code: "stale_plan",
      message: "the target moved",
      hint: "look again",
      details: { a: 1 },
    },
  });
  assert.deepEqual(
    [ours.code, ours.message, ours.hint, ours.details],
    ["stale_plan", "the target moved", "look again", { a: 1 }],
  );
  const theirs = describe(422, {
    errors: [{ code: "invalid_ref", message: "no such export", field: "_exportId" }],
  });
  assert.deepEqual(
    [theirs.code, theirs.message, theirs.field],
    ["invalid_ref", "no such export", "_exportId"],
  );
  assert.equal(describe(502, null).message, "the service answered with status 502");
  assert.equal(describe(403, { message: "no" }).message, "no");
});

test("the next page is taken from the Link header, without its host", () => {
  assert.equal(
    nextPage(
      '<https://api.example/v1/flows?page=2>; rel="next", <https://api.example/v1/flows>; rel="prev"',
    ),
    "/v1/flows?page=2",
  );
  assert.equal(nextPage('</v1/flows>; rel="prev"'), null);
  assert.equal(nextPage(null), null);
});

test("pretty lines are what JSON.stringify writes", () => {
  for (const value of [
    1,
    "a\nb",
    null,
    [],
    {},
    [1, [2, {}], { a: [] }],
    { b: { c: "d" }, a: [true] },
  ]) {
    assert.equal(prettyLines(value).join("\n"), JSON.stringify(value, null, 2));
  }
});

test("a reference stays on one line", () => {
  assert.deepEqual(prettyLines({ a: { $resource: "imports/x" } }), [
    "{",
    '  "a": { "$resource": "imports/x" }',
    "}",
  ]);
  assert.equal(prettyLines({ $a: 1 }).length, 3);
  assert.equal(prettyLines({ $a: "x", $b: "y" }).length, 4);
  assert.deepEqual(prettyLines([{ $a: "x" }, { $b: "{" }]), [
    "[",
    '  { "$a": "x" },',
    '  { "$b": "{" }',
    "]",
  ]);
});

test(
  "numbers that a script cannot hold keep their digits",
  { skip: JSON.rawJSON ? false : "needs JSON.rawJSON" },
  () => {
    for (const text of ["[12345678901234567890]", '{"a":1.0}', '{"a":[1e400,0.1]}', '{"a":-0}']) {
      assert.equal(JSON.stringify(parseJSON(text)), text);
      assert.equal(prettyLines(parseJSON(text)).join("").replace(/\s/g, ""), text);
    }
  },
);

test("pointers are unescaped in the right order", () => {
  assert.deepEqual(pointerParts("/a~1b/c~0d/~01"), ["a/b", "c~d", "~1"]);
  assert.deepEqual(pointerParts(""), []);
});

test("words for people", () => {
  const now = Date.parse("2026-03-01T12:00:00Z");
  assert.equal(ago("2026-03-01T09:00:00Z", now), "3 hours ago");
  assert.equal(ago("2026-02-27T12:00:00Z", now), "2 days ago");
  assert.equal(ago(null, now), "–");
  assert.equal(bytes(999), "999 B");
  assert.equal(bytes(1_234_567), "1.2 MB");
  assert.equal(counted(1, "flow"), "1 flow");
  assert.equal(counted(1200, "flow"), "1,200 flows");
  assert.equal(word("in_progress"), "In progress");
});
