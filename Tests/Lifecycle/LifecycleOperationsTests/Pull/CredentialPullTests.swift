import Foundation
import IntegrationModel
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Testing

/// Every combination of what both sides and their base may hold where a credential can be.
@Suite struct CredentialPullTests {
  /// What may be at a place, with the credentials of a side.
  private enum Held: CaseIterable {
    case nothing, empty, null, text, credential, list, longList
    case address, addressOfOne, addressOfTwo

    static let ofMember: [Held] = [.nothing, .empty, .null, .text, .credential, .list, .longList]
    static let ofAddress: [Held] = [.nothing, .empty, .address, .addressOfOne, .addressOfTwo]

    func value(_ side: String) -> JSONValue? {
      func text(_ text: String) -> JSONValue { .string(JSONString(text)) }
      return switch self {
      case .nothing: nil
      case .empty: ""
      case .null: .null
      case .text: "{{{connection.http.key}}}"
      case .credential: text("\(side)-canary-1")
      case .list: [text("\(side)-canary-1")]
      case .longList: [text("\(side)-canary-1"), text("\(side)-canary-2")]
      case .address: "/b?page=1"
      case .addressOfOne: text("/a?api_key=\(side)-canary-1")
      case .addressOfTwo: text("/c?token=\(side)-canary-2&api_key=\(side)-canary-1")
      }
    }
  }

  private struct Case {
    let place: String
    let base: Held
    let ours: Held
    let theirs: Held
  }

  private static let cases: [Case] =
    combinations(of: Held.ofMember, at: "apiKey") + combinations(of: Held.ofAddress, at: "uri")

  private static func combinations(of all: [Held], at member: String) -> [Case] {
    all.flatMap { base in
      all.flatMap { ours in
        all.map {
          Case(
            place: "/settings/\(base)-\(ours)-\($0)/\(member)", base: base, ours: ours, theirs: $0)
        }
      }
    }
  }

  /// Both sides after a clone, each with what it then holds.
  private struct Scene {
    let pair: PullWorld

    init(_ cases: [Case]) throws {
      var documents = OrdersAccount.documents
      var export = try json(documents[4].replacingOccurrences(of: "e1 {", with: "{"))
      Scene.place(cases, \.base, "base", in: &export)
      documents[4] = "e1 " + String(decoding: export.compactBytes(), as: UTF8.self)
      pair = try PullWorld(documents)
      try pair.prod.edit(key("e1")) { Scene.place(cases, \.ours, "prod", in: &$0) }
      try pair.dev.edit(try pair.clone("e1")) { Scene.place(cases, \.theirs, "dev", in: &$0) }
    }

    static func place(
      _ cases: [Case], _ held: KeyPath<Case, Held>, _ side: String, in document: inout JSONValue
    ) {
      for one in cases {
        let parent = String(one.place[..<(one.place.lastIndex(of: "/") ?? one.place.endIndex)])
        if document.value(at: parent) == nil { document.place([:], at: parent) }
        if let value = one[keyPath: held].value(side) {
          document.place(value, at: one.place)
        } else {
          document.removeValue(at: one.place)
        }
      }
    }

    func prod() throws -> JSONValue { try pair.prod.documents()[key("e1")] ?? .null }
    func dev() throws -> JSONValue { try pair.dev.documents()[try pair.clone("e1")] ?? .null }
  }

  private func words(_ value: JSONValue?) -> String {
    String(decoding: (value ?? .null).compactBytes(), as: UTF8.self)
  }

  /// The credentials of a side in what a place holds.
  private func credentials(_ value: JSONValue?, of side: String) -> Set<String> {
    let words = words(value)
    return Set(["\(side)-canary-1", "\(side)-canary-2"].filter { words.contains($0) })
  }

  /// What there is to do besides entering credentials.
  private func otherFollowUps(_ report: PlanApplication.Report) -> [String] {
    report.revision.followUps.filter { $0.code != "secret_required" }.map {
      "\($0.code) \($0.name)"
    }
  }

  /// No credential is written over there, and none goes without a word.
  private func expectCare(
    _ plan: Plan, _ before: JSONValue, _ after: JSONValue, of side: String, not other: String
  ) {
    let lost = plan.warnings.filter { $0.code == "credential_lost" }.map(\.message)
    for one in Self.cases {
      let (old, new) = (before.value(at: one.place), after.value(at: one.place))
      #expect(!words(new).contains(other) && !words(new).contains("***"), "\(one)")
      let gone = credentials(old, of: side).subtracting(credentials(new, of: side))
      #expect(
        gone.isEmpty || lost.contains { $0.contains("'\(one.place)") }, "\(one) \(words(new))")
      #expect(new != .null || old == .null || gone.isEmpty, "\(one)")
      #expect(new != "" || gone.isEmpty || one.place.hasSuffix("uri"), "\(one)")
    }
  }

  @Test(arguments: ["current", "remote"])
  func `no pull loses, moves or makes up a credential`(side: String) throws {
    let scene = try Scene(Self.cases)
    let answers = try ResolutionRequests("all=" + side)
    let (prod, dev) = (try scene.prod(), try scene.dev())
    let report = try scene.pair.pull(resolving: answers)
    #expect(otherFollowUps(report) == [])
    let merged = try scene.prod()
    #expect(merged != prod)
    expectCare(report.plan, prod, merged, of: "prod", not: "dev")
    // What was written is taken; what could not be is offered, and changes nothing again.
    let again = try scene.pair.pull(resolving: answers)
    #expect(!again.plan.steps.contains { $0.operation == .update })
    #expect(try scene.prod() == merged)
    let back = try scene.pair.pull("dev/orders", from: "prod/orders", resolving: answers)
    #expect(otherFollowUps(back) == [])
    expectCare(back.plan, dev, try scene.dev(), of: "dev", not: "prod")
    let canary = Array("-canary-".utf8)
    for bytes in try scene.pair.world.image().values { #expect(!bytes.contains(canary)) }
  }

  @Test func `an undo brings back every text, and says which credentials it cannot`() throws {
    let isOfTexts = { (held: Held) in held != .list && held != .longList }
    let cases = Self.cases.filter { [$0.base, $0.ours, $0.theirs].allSatisfy(isOfTexts) }
    let scene = try Scene(cases)
    let before = try scene.prod()
    try scene.pair.pull(resolving: try ResolutionRequests("all=remote"))
    let resolver = try scene.pair.world.resolver()
    let undone = try PlanApplication(resolver).apply(
      try UndoPlanning(resolver).plan(target("prod/orders")).plan)
    #expect(otherFollowUps(undone) == [])
    let hints = undone.revision.followUps.map(\.hint)
    let after = try scene.prod()
    for one in cases {
      let (old, new) = (before.value(at: one.place), after.value(at: one.place))
      if credentials(old, of: "prod").isEmpty {
        // What has no place for a credential is what it was.
        #expect(new == old, "\(one)")
      } else if new != old {
        #expect(credentials(new, of: "prod").isSubset(of: credentials(old, of: "prod")), "\(one)")
        #expect(hints.contains { $0.contains("at \(one.place);") }, "\(one) \(words(new))")
      }
    }
  }
}
