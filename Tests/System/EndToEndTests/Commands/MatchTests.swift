import LosslessJSON
import Testing

@Suite struct MatchTests {
  private let left = "prod/shopify-to-netsuite"
  private let right = "sandbox/shopify-to-netsuite"

  /// The pair that a resource on the left is in, as `right, matched by`.
  private func partner(_ name: String, in json: JSONValue) -> [String]? {
    let pair = (json["pairs"]?.array ?? []).first { $0["left"]?.text == name }
    return pair.map { [$0["right"]?.text ?? "", $0["matchedBy"]?.text ?? ""] }
  }

  @Test func `the pairs of two integrations are shown and nothing is written`() throws {
    let workspace = try Workspace.examples()
    let json = try workspace.json("match", left, right, shape: .match)
    #expect(json["declared"] == false)
    #expect(
      partner("flows/order-to-cash", in: json) == ["flows/order-to-cash", "lineage"])
    #expect(json["onlyLeft"] == [])
    #expect(json["onlyRight"]?[0]?["name"]?.text == "imports/tag-refunded-order-in-shopify")
    let similarity = (json["pairs"]?.array ?? []).compactMap { $0["similarity"]?.number?.double }
    #expect(similarity.allSatisfy { $0 > 0.5 && $0 <= 1 } && similarity.contains { $0 < 1 })
    #expect(throws: (any Error).self) { try workspace.read(".ilm/ilm/matches.json") }
  }

  @Test func `what is declared stays, is compared so, and can be taken back`() throws {
    let workspace = try Workspace.examples()
    try workspace.failure("match", left, right, "--save", exit: 3, code: "not_recorded")
    try workspace.run("snapshot", left, right)
    let odd = "imports/create-netsuite-cash-refund=imports/tag-refunded-order-in-shopify"
    let json = try workspace.json(
      "match", left, right, "--pair", odd, "--unpair", "flows/customer-sync", shape: .match)
    let shown = try workspace.json("match", left, right, shape: .match)
    #expect(shown == json)
    #expect(
      partner("imports/create-netsuite-cash-refund", in: shown)
        == ["imports/tag-refunded-order-in-shopify", "declared"])
    #expect(partner("flows/customer-sync", in: shown) == nil)
    #expect(partner("flows/order-to-cash", in: shown)?.last == "lineage")
    let onlyRight = (shown["onlyRight"]?.array ?? []).compactMap { $0["name"]?.text }
    #expect(onlyRight == ["flows/customer-sync", "imports/create-netsuite-cash-refund"])
    let mirrored = try workspace.json("match", right, left, shape: .match)
    #expect(
      partner("imports/tag-refunded-order-in-shopify", in: mirrored)
        == ["imports/create-netsuite-cash-refund", "declared"])
    let comparison = try workspace.json("compare", left, right, exit: 1, shape: .comparison)
    let change = (comparison["resources"]?.array ?? []).first {
      $0["name"]?.text == "imports/create-netsuite-cash-refund" && $0["matchedBy"]?.text != nil
    }
    #expect(change?["matchedBy"]?.text == "lineage")
    let forgotten = try workspace.json("match", left, right, "--forget", shape: .match)
    #expect(forgotten["declared"] == false)
    #expect(partner("flows/customer-sync", in: forgotten)?.last == "lineage")
  }

  @Test func `what cannot be matched is refused with the way out`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", left, right)
    for (arguments, code) in [
      (["--pair", "flows/customer-sync"], "bad_pair"),
      (["--pair", "flows/customer-sync=imports/create-netsuite-cash-refund"], "bad_pair"),
      (["--pair", "flows/nothing=flows/customer-sync"], "no_such_resource"),
      (["--unpair", "flows/nothing"], "no_such_resource"),
      (["--unpair", "integrations/integration"], "bad_pair"),
      (["--save", "--forget"], "bad_option"),
    ] {
      let run = try workspace.run(["match", left, right] + arguments + ["--json"], exit: 2)
      #expect(run.errors.contains("\"\(code)\""), "\(run.story)")
    }
    try workspace.failure("match", left, left, exit: 2, code: "bad_target")
  }
}

extension Shape {
  fileprivate static let match = Shape.object([
    "schemaVersion": .exactly(1), "left": .text, "right": .text, "declared": .bool,
    "pairs": .array(
      .object([
        "kind": .text, "left": .text, "right": .text, "leftName": .text, "rightName": .text,
        "matchedBy": .oneOf(["declared", "id", "lineage", "name", "content"]),
        "similarity": .any,
      ])),
    "onlyLeft": .array(.object(["kind": .text, "name": .text, "label": .text])),
    "onlyRight": .array(.object(["kind": .text, "name": .text, "label": .text])),
  ])
}
