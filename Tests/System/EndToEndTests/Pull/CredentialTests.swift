import Foundation
import IntegrationModel
import LosslessJSON
import TestKit
import Testing

/// Pulls that meet a credential on one side, or on both.
@Suite struct CredentialTests {
  private let parent = Family.parent
  private let export: String = "exports/Get-refunds"
  private let name = "exports/get-refunds-from-shopify"
  private let uri: String = "/http/relativeURI"
  private let key = "/settings/apiKey"
  private let list: String = "/settings/tokens"
  private static let canary: String = "canary4711QxZ"
  private static func text(_ words: String) -> JSONValue { JSONValue.string(JSONString(words)) }
  private func text(_ words: String) -> JSONValue { Self.text(words) }
  private var canary: String { Self.canary }

  /// A clone of an integration whose export holds a value at a place.
  private func family(_ place: String, _ value: JSONValue?) throws -> Family {
    let family = try Family("dev")
    try set("prod", place, value, family)
    try family.pull("dev/orders", parent)
    return family
  }

  private func set(
    _ environment: String, _ place: String, _ value: JSONValue?, _ family: Family
  ) throws {
    try family.change(environment, export) { document in
      if let value {
        document.place(value, at: place)
      } else {
        document.removeValue(at: place)
      }
    }
  }

  private func value(_ environment: String, _ place: String, _ family: Family) throws -> JSONValue?
  {
    try family.document(environment, export).value(at: place)
  }

  private func codes(_ pull: JSONValue) -> [String] {
    (pull["revision"]?["followUps"]?.array ?? []).compactMap { $0["code"]?.text }
  }

  /// The plan of a pull that is not carried out.
  private func plan(_ current: String, _ remote: String, _ family: Family) throws -> JSONValue {
    try family.workspace.json("pull", current, "--from", remote, "--dry-run")["plan"] ?? .null
  }

  private func updates(_ plan: JSONValue) -> [String] {
    (plan["steps"]?.array ?? []).filter { $0["op"] == "update" }.compactMap { $0["name"]?.text }
  }

  /// No credential is in what was recorded or said.
  private func expectSecrecy(_ family: Family) throws {
    #expect(Data(family.workspace.transcript).range(of: Data(canary.utf8)) == nil)
    #expect(try FolderTree(family.workspace.store).filesHolding(canary) == [])
    guard GitProgram.isAvailable else { return }
    let objects = try GitProgram(in: family.workspace.store).output(
      "cat-file", "--batch-all-objects", "--batch")
    #expect(!objects.contains(canary))
    try family.verify()
  }

  private struct Replaced: Sendable, CustomTestStringConvertible {
    let place: String
    let held: JSONValue
    /// The same without the credential; nothing where there is nothing else.
    let emptied: JSONValue?
    let new: JSONValue
    var testDescription: String { "\(place) becomes \(new)" }
  }

  private static let replaced: [Replaced] = [
    Replaced(
      place: "/http/relativeURI", held: text("/refunds?api_key=\(canary)&limit=9"),
      emptied: "/refunds?api_key=&limit=9", new: "/refunds?limit=10"),
    Replaced(
      place: "/http/relativeURI", held: text("https://ada:\(canary)@example.com/refunds"),
      emptied: "https://ada:@example.com/refunds", new: "/refunds"),
    Replaced(
      place: "/http/headers",
      held: [["name": "Authorization", "value": text("Bearer \(canary)")]],
      emptied: [["name": "Authorization"]],
      new: [["name": "Authorization", "value": "Bearer {{connection.http.token}}"]]),
    Replaced(
      place: "/settings/apiKey", held: text(canary), emptied: nil,
      new: "{{{connection.http.key}}}"),
  ]

  @Test(arguments: Self.replaced)
  private func `a text without a credential takes the place of one with it`(_ sample: Replaced)
    throws
  {
    let family = try family(sample.place, sample.held)
    try set("dev", sample.place, sample.new, family)
    // A folder keeps what is taken out, an account behind an API does not.
    let isKept = !FolderServers.isOn
    let planned = try plan(parent, "dev/orders", family)
    #expect(
      planned["warnings"]?.array?.map { $0["code"]?.text } == (isKept ? [] : ["credential_lost"]))
    let pull = try family.pull(parent, "dev/orders")
    #expect(codes(pull) == [])
    #expect(try value("prod", sample.place, family) == sample.new)
    #expect(try updates(plan(parent, "dev/orders", family)) == [])
    #expect(try family.isIdentical(parent, "dev/orders"))
    #expect(try updates(plan("dev/orders", parent, family)) == [], "nothing goes the other way")
    let undone = try family.workspace.json("undo", parent, "--yes")
    #expect(codes(undone) == (isKept ? [] : ["secret_required"]))
    #expect(
      try value("prod", sample.place, family) == (isKept ? sample.held : sample.emptied))
    #expect(updates(try plan(parent, "dev/orders", family)) == [name], "it is offered again")
    try expectSecrecy(family)
  }

  @Test func `a text with a credential of the other side is written without it`() throws {
    let family = try family(uri, "/refunds")
    try set("dev", uri, text("/refunds?api_key=\(canary)&limit=9"), family)
    let pull = try family.pull(parent, "dev/orders")
    #expect(codes(pull) == ["secret_required"])
    #expect(try value("prod", uri, family) == "/refunds?api_key=&limit=9")
    #expect(try updates(plan(parent, "dev/orders", family)) == [])
    #expect(try !updates(plan("dev/orders", parent, family)).contains(name))
    try expectSecrecy(family)
  }

  @Test func `a text stays where only the other side has a credential, and is offered again`()
    throws
  {
    let family = try family(key, "{{{connection.http.key}}}")
    try set("dev", key, text(canary), family)
    try set("dev", "/pageSize", 25, family)
    let pull = try family.pull(parent, "dev/orders")
    #expect(codes(pull) == ["secret_required"])
    #expect(try value("prod", key, family) == "{{{connection.http.key}}}")
    #expect(try value("prod", "/pageSize", family) == 25)
    let again = try plan(parent, "dev/orders", family)
    #expect(updates(again) == [] && again["followUps"]?[0]?["code"] == "secret_required")
    // The other way it is no change, so that the credential stays where it is.
    try set("prod", "/pageSize", 20, family)
    try family.pull("dev/orders", parent)
    #expect(try value("dev", key, family) == text(canary))
    #expect(try value("dev", "/pageSize", family) == 20)
    try set("prod", key, text(canary + "prod"), family)
    #expect(codes(try family.pull(parent, "dev/orders")) == [])
    #expect(try value("prod", key, family) == text(canary + "prod"))
    #expect(try family.isIdentical(parent, "dev/orders"))
    try expectSecrecy(family)
  }

  @Test func `an empty text does not take the place of a credential`() throws {
    let family = try family(key, text(canary))
    try set("dev", key, "", family)
    let planned = try plan(parent, "dev/orders", family)
    #expect(planned["warnings"]?.array?.map { $0["code"]?.text } == ["credential_kept"])
    #expect(codes(try family.pull(parent, "dev/orders")) == [])
    #expect(try value("prod", key, family) == text(canary))
    try family.pull("dev/orders", parent)
    #expect(try value("dev", key, family) == "")
    try expectSecrecy(family)
  }

  @Test func `a pull that has nothing but a credential to keep makes no revision`() throws {
    let family = try family(key, text(canary))
    try set("dev", key, "", family)
    func count() throws -> Int? {
      try family.workspace.json("revisions", parent)["revisions"]?.array?.count
    }
    let before = try count()
    for _ in 1...2 {
      let pull = try family.pull(parent, "dev/orders")
      #expect(pull["revision"] == .null)
      #expect(pull["plan"]?["warnings"]?.array?.map { $0["code"]?.text } == ["credential_kept"])
    }
    let told = try family.workspace.run("pull", parent, "--from", "dev/orders").output
    #expect(told.contains("has everything already") && told.contains("stays as it is"), "\(told)")
    #expect(try count() == before)
    // What is new besides is taken, once.
    try set("dev", "/pageSize", 25, family)
    #expect(try family.pull(parent, "dev/orders")["revision"] != .null)
    #expect(try family.pull(parent, "dev/orders")["revision"] == .null)
    #expect(try value("prod", key, family) == text(canary))
    #expect(try value("prod", "/pageSize", family) == 25)
    try expectSecrecy(family)
  }

  @Test func `a list with a credential and other texts is left alone, and that is said`() throws {
    let family = try family(list, nil)
    try set("prod", list, [text(canary), "{{{a}}}"], family)
    try set("dev", list, [text(canary), "{{{a}}}", "{{{b}}}"], family)
    try set("dev", "/pageSize", 25, family)
    let pull = try family.pull(parent, "dev/orders", "--resolve", "all=remote")
    #expect(codes(pull) == ["list_kept"])
    let hint = pull["revision"]?["followUps"]?[0]?["hint"]?.text
    #expect(hint?.hasPrefix("the list at \(list) is not changed") == true)
    #expect(try value("prod", list, family) == [text(canary), "{{{a}}}"])
    #expect(try value("prod", "/pageSize", family) == 25)
    try expectSecrecy(family)
  }

  @Test func `a list of credentials is left to each side`() throws {
    let prod: JSONValue = [text(canary + "1"), text(canary + "2")]
    let dev: JSONValue = [text(canary + "3")]
    let family = try family(list, prod)
    #expect(try value("dev", list, family) == nil, "there is nothing to write")
    try set("dev", list, dev, family)
    try set("dev", "/pageSize", 25, family)
    // Both have a list of their own.
    let pull = try family.pull(parent, "dev/orders", "--resolve", "all=remote")
    #expect(codes(pull) == [])
    #expect(try value("prod", "/pageSize", family) == 25)
    #expect(try value("prod", list, family) == prod)
    try set("prod", "/pageSize", 20, family)
    let back = try family.pull("dev/orders", parent, "--resolve", "all=remote")
    #expect(codes(back) == ["secret_required"])
    #expect(try value("dev", "/pageSize", family) == 20)
    #expect(try value("dev", list, family) == dev)
    try set("dev", list, prod, family)
    #expect(codes(try family.pull("dev/orders", parent)) == [])
    #expect(try family.isIdentical(parent, "dev/orders"))
    try expectSecrecy(family)
  }

  @Test func `a revert to a credential does not take a text for it`() throws {
    let family = try Family("dev")
    try set("prod", key, text(canary), family)
    try family.workspace.run("snapshot", parent)
    try set("prod", key, "{{{connection.http.key}}}", family)
    try family.workspace.run("snapshot", parent)
    let recorded = try family.workspace.json("revisions", parent)["revisions"]?.array ?? []
    let state = "\(recorded[1]["id"]?.text ?? "")"
    let run = try family.workspace.json("revert", parent, "--to", state, "--yes")
    #expect(codes(run) == ["secret_required"])
    #expect(try value("prod", key, family) == nil)
    #expect(try family.isIdentical(parent, "\(parent)@\(state)"))
    try family.workspace.run("undo", parent, "--yes")
    #expect(try value("prod", key, family) == "{{{connection.http.key}}}")
    try expectSecrecy(family)
  }
}
