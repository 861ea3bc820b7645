import Foundation
import IntegrationModel
import LosslessJSON
import Testing

/// Values that end conflicts fit their places.
@Suite struct ResolutionValueTests {
  private let parent = Family.parent
  private let export = "exports/Get-refunds"
  private let name = "exports/get-refunds-from-shopify"

  /// Both sides give a place of one export another value.
  private func competing(
    _ place: String, _ prod: JSONValue?, _ dev: JSONValue?, in family: Family
  ) throws {
    for (environment, value) in [("prod", prod), ("dev", dev)] {
      try family.change(environment, export) { document in
        if let value {
          document.place(value, at: place)
        } else {
          document.removeValue(at: place)
        }
      }
    }
  }

  private func refusal(_ answer: String, _ family: Family) throws -> JSONValue {
    try family.workspace.failure(
      "pull", parent, "--from", "dev/orders", "--yes", "--resolve", answer, exit: 2,
      code: "bad_resolution")
  }

  private struct Sample: Sendable, CustomTestStringConvertible {
    let place: String
    let prod: JSONValue?
    let dev: JSONValue?
    let wanted: String
    let refused: [String]
    let answer: String
    var testDescription: String { place }
  }

  private static let samples: [Sample] = [
    Sample(
      place: "/pageSize", prod: 20, dev: 25, wanted: "a number",
      refused: [#""22""#, "true", "null", "[22]", #"{"a": 22}"#], answer: "22"),
    Sample(
      place: "/http/relativeURI", prod: "/a", dev: "/b", wanted: "a text",
      refused: ["5", "null", #"{"$resource": "scripts/order-hooks"}"#], answer: #""/c""#),
    Sample(
      place: "/http/strictHandlebarEvaluation", prod: false, dev: nil, wanted: "true or false",
      refused: ["1", #""true""#, "null"], answer: "true"),
    Sample(
      place: "/pageSize", prod: 20, dev: "25", wanted: "a text or a number",
      refused: ["false", "[]"], answer: #""22""#),
  ]

  @Test(arguments: samples)
  private func `a value of another type than the field has is refused`(_ sample: Sample) throws {
    let family = try Family("dev")
    try competing(sample.place, sample.prod, sample.dev, in: family)
    let before = try family.everything()
    for value in sample.refused {
      let error = try refusal("c1=\(value)", family)
      #expect(
        error["message"]?.text?.hasSuffix(
          "at '\(sample.place)' of '\(name)' stands \(sample.wanted)")
          == true, "\(error)")
      #expect(
        error["hint"]?.text
          == "give \(sample.wanted) as JSON, or take a side with c1=current or c1=remote")
      #expect(
        error["details"] == [
          "conflict": "c1", "name": .string(JSONString(name)),
          "path": .string(JSONString(sample.place)),
        ])
      _ = try refusal("all=\(value)", family)
    }
    #expect(try family.everything().differences(from: before) == [])
    try family.pull(parent, "dev/orders", exit: 1)
    let first = "c1=" + (sample.refused.first ?? "")
    try family.workspace.failure(
      "continue", parent, "--resolve", first, exit: 2, code: "bad_resolution")
    try family.workspace.run("continue", parent, "--resolve", "c1=" + sample.answer)
    let value = try family.document("prod", export).value(at: sample.place)
    #expect(try value == JSONValue(parsing: Array(sample.answer.utf8)))
  }

  @Test func `a reference is resolved with a reference`() throws {
    let family = try Family("dev")
    let order = try family.document("prod", "scripts/Order-hooks")["_id"]
    // One side takes another script, the other none.
    try competing("/hooks/preSavePage/_scriptId", order, nil, in: family)
    for value in [#""scripts/order-hooks""#, #"{"a": 1}"#] {
      let error = try refusal("c1=" + value, family)
      #expect(error["message"]?.text?.hasSuffix("stands a reference") == true, "\(error)")
    }
    try family.pull(
      parent, "dev/orders", "--resolve", #"c1={"$resource": "scripts/order-hooks"}"#)
    let hook = try family.document("prod", export)["hooks"]?["preSavePage"]
    #expect(hook?["_scriptId"] == order)
  }

  @Test func `no credential is recorded with an answer`() throws {
    let family = try Family("dev")
    let canary = "canary4711QxZ"
    try competing(
      "/http/relativeURI", .string(JSONString("/a?api_key=\(canary)")), "/b?api_key=", in: family)
    let error = try refusal(#"c1="/c?api_key=\#(canary)""#, family)
    #expect(
      error["message"]?.text
        == "the answer to c1 holds a credential at '/http/relativeURI' of '\(name)', and would be "
        + "recorded with it")
    _ = try refusal(#"c1="******""#, family)
    try family.pull(parent, "dev/orders", "--resolve", #"c1="/c?api_key=******""#)
    let uri = try family.document("prod", export)["http"]?["relativeURI"]?.text
    #expect(uri == "/c?api_key=" + canary)
    #expect(Data(family.workspace.transcript).range(of: Data(canary.utf8)) == nil)
    #expect(try FolderTree(family.workspace.store).filesHolding(canary) == [])
  }

  @Test func `a remembered answer of another type is asked about again`() throws {
    let family = try Family("dev")
    try competing("/pageSize", 20, 25, in: family)
    try family.pull(parent, "dev/orders", "--resolve", "c1=22")
    try family.workspace.run("undo", parent, "--yes")
    let folder = ".ilm/ilm/resolutions"
    let file = try #require(
      try FolderTree(family.workspace.path(folder)).names.first { $0.hasSuffix(".json") })
    try family.workspace.edit("\(folder)/\(file)", "22", "[22]")
    let pull = try family.pull(parent, "dev/orders", exit: 1)
    #expect(pull["conflicts"]?.array?.count == 1)
    try family.workspace.run("continue", parent, "--resolve", "c1=23")
    #expect(try family.document("prod", export)["pageSize"] == 23)
  }
}
