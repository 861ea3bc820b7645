import Foundation
import IntegrationModel
import LosslessJSON
import TestKit
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
    #expect(
      error["hint"]?.text?.hasSuffix("--resolve c1=current or --resolve c1=remote") == true)
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

  /// Writes a credential into what is remembered of an answer, as earlier versions did.
  private func remember(_ canary: String, for text: String, _ family: Family) throws -> String {
    let folder = ".ilm/ilm/resolutions"
    let files = try FolderTree(family.workspace.path(folder)).filesHolding(text)
    let file = folder + "/" + (try #require(files.first))
    try family.workspace.edit(file, text, canary)
    return file
  }

  @Test(arguments: [
    ["--yes"], ["--yes", "--dry-run"], ["--yes", "--on-conflict", "cancel"],
  ])
  func `a remembered answer with a credential is forgotten`(_ options: [String]) throws {
    let family = try Family("dev")
    let canary = "canary4711QxZ"
    try competing("/http/relativeURI", "/a?limit=1", "/b?limit=1", in: family)
    try family.pull(parent, "dev/orders", "--resolve", #"c1="/c?limit=1""#)
    try family.workspace.run("undo", parent, "--yes")
    let file = try remember("/c?api_key=" + canary, for: "/c?limit=1", family)
    try family.workspace.run(["pull", parent, "--from", "dev/orders"] + options, exit: 1)
    #expect(throws: (any Error).self) { try family.workspace.read(file) }
    #expect(try family.document("prod", export)["http"]?["relativeURI"] == "/a?limit=1")
    #expect(Data(family.workspace.transcript).range(of: Data(canary.utf8)) == nil)
    #expect(try FolderTree(family.workspace.store).filesHolding(canary) == [])
  }

  /// Replaces a text in a journal of one line, whose checksum is of its text as a blob.
  private func rewrite(_ name: String, _ old: String, _ new: String, _ workspace: Workspace) throws
  {
    let json = try workspace.read(name).split(separator: "\t")[0]
      .replacingOccurrences(of: old, with: new)
    try workspace.write("line", json)
    let id = try GitProgram(in: workspace.store).output("hash-object", workspace.path("line"))
    try workspace.remove("line")
    try workspace.write(name, "\(json)\t\(id.prefix(16))\n")
  }

  @Test(.enabled(if: GitProgram.isAvailable))
  func `an answer of a waiting pull with a credential is asked about again`() throws {
    let family = try Family("dev")
    let canary = "canary4711QxZ"
    try competing("/http/relativeURI", "/a?limit=1", "/b?limit=1", in: family)
    try competing("/pageSize", 20, 25, in: family)
    try competing("/settings/note", "one", "two", in: family)
    try family.pull(parent, "dev/orders", "--resolve", #"c1="/c?limit=1""#, exit: 1)
    let journal = ".ilm/ilm/operations/prod,shopify-to-netsuite.jsonl"
    try rewrite(journal, "/c?limit=1", "/c?api_key=" + canary, family.workspace)
    let conflicts = try family.workspace.json("conflicts", parent)["conflicts"]?.array ?? []
    #expect(conflicts.map { $0["id"]?.text } == ["c1", "c2", "c3"])
    let told = try family.workspace.run("continue", parent, "--resolve", "c2=remote", exit: 1)
    #expect(told.output.contains("c1") || told.errors.contains("c1"), "\(told.story)")
    try family.workspace.run("continue", parent, "--resolve", "all=remote", "--yes")
    #expect(try family.document("prod", export)["http"]?["relativeURI"] == "/b?limit=1")
    #expect(try FolderTree(family.workspace.store).filesHolding(canary) == [])
  }

  @Test func `a mask in a list is no answer`() throws {
    let family = try Family("dev")
    try competing("/settings", ["x": ["a"]], ["x": ["b"], "y": "c"], in: family)
    let before = try family.everything()
    let refused = [#"["******"]"#, #"["d", ["******"]]"#, #"[{"e": ["******"]}]"#]
    for list in refused {
      let error = try refusal(#"c1={"apiKey": "******", "x": \#(list)}"#, family)
      #expect(error["message"]?.text?.hasPrefix("the answer to c1 has a mask in a list") == true)
      #expect(error["hint"]?.text?.hasSuffix("c1=current or c1=remote") == true)
    }
    #expect(try family.everything().differences(from: before) == [])
  }
}
