import LosslessJSON
import StructuralDiff
import Testing

@testable import IntegrationModel

/// The catalog against the tables of what is known of the platform, row by row.
@Suite(.enabled(if: SharedFiles.isThere)) struct CatalogTableTests {
  /// The kinds that a cell names; empty for what the catalog does not keep.
  private func kinds(_ cell: String) -> [ResourceKind] {
    if cell == "*" { return [.exports, .imports, .flows, .connections] }
    return cell.split(separator: " ").compactMap { ResourceKind(rawValue: String($0)) }
  }

  @Test func `references name the kinds that the table names`() throws {
    var checked = 0
    for row in try SharedFiles.table("references.tsv") {
      let (path, target) = (row[1], row[2])
      guard !path.contains(" "), !path.hasPrefix("("), path != "content", !target.hasPrefix("text")
      else { continue }
      for kind in kinds(row[0]) {
        for sample in CatalogSample.paths(path) {
          checked += 1
          check(sample, kind, target)
        }
      }
    }
    #expect(checked > 400)
  }

  private func check(_ path: [CatalogSample.Step], _ kind: ResourceKind, _ target: String) {
    let role = CatalogSample.role(path, kind)
    let place = "\(kind) \(path)"
    switch target.split(separator: ":").first.map(String.init) ?? "" {
    case "catalogue", "provenance":
      #expect(role.reference == .plain || role.server != nil, "\(place)")
    case "skip":
      let isQuiet = role.reference == .opaque || role.reference == .plain
      #expect(isQuiet || role.isPayload || role.server != nil, "\(place)")
    case "local":
      if place.hasSuffix("GroupingId") || place.hasSuffix("Groupings.[]._id") {
        guard case .group? = role.reference else {
          Issue.record("\(place) names no group")
          return
        }
      } else if case .kinds? = role.reference {
        Issue.record("\(place) is a name within the document")
      }
    case let name:
      guard let named = ResourceKind(rawValue: name) else { return }
      let isListed = role.reference == .kinds([named])
      // Who contains a resource, and what the server copies, is no reference of the content.
      let isElsewhere = role.isContainment || role.server == .provenance
      #expect(isListed || isElsewhere, "\(place) names \(name)")
    }
  }

  @Test func `fields that the server keeps are no content`() throws {
    /// Rows that are treated otherwise, and why.
    let otherwise = [
      "rawData": "a payload: kept apart in the same way",
      "_integrationId": "containment: kept as a fact of its own",
      "flowGroupings[]._id": "a group: named in the content, bound by the facts",
      "apiGroupings[]._id": "a group: named in the content, bound by the facts",
      "content (list answers)": "a note on list answers",
    ]
    for row in try SharedFiles.table("server-fields.tsv") where otherwise[row[1]] == nil {
      for kind in kinds(row[0]) {
        for sample in CatalogSample.paths(row[1]) {
          let role = CatalogSample.role(sample, kind)
          #expect(role.server != nil, "\(kind) \(sample)")
        }
      }
    }
  }

  @Test func `payloads are put apart`() throws {
    for row in try SharedFiles.table("payload-fields.tsv") {
      let (path, isNot) = (row[1], row[2].contains("NOT payload"))
      guard !path.hasPrefix("(") else { continue }
      for kind in kinds(row[0]) {
        for sample in CatalogSample.paths(path) {
          #expect(CatalogSample.role(sample, kind).isPayload != isNot, "\(kind) \(sample)")
        }
      }
    }
  }

  @Test func `credentials are masked, and what only looks like one is not`() throws {
    for row in try SharedFiles.table("secrets.tsv") {
      let path = row[1]
      if path.hasPrefix("**=") { continue }
      if path.hasPrefix("name~") {
        expectLook(String(path.dropFirst(5)), row[1])
      } else if path.hasPrefix("not~") {
        let name = String(path.dropFirst(4))
        for kind in kinds("*") {
          #expect(!CatalogSample.isMasked("x.\(name)", kind), "\(kind) \(name)")
        }
      } else if row[0] != "exports imports flows integrations" {
        for kind in kinds(row[0]) where !Self.byNameBeside.contains(path) {
          for sample in CatalogSample.paths(path) {
            let text = sample.map(\.description).joined(separator: ".")
            #expect(CatalogSample.isMasked(text, kind), "\(kind) \(text)")
          }
        }
      }
    }
  }

  /// Values that the name beside them judges; tests of credentials cover them.
  private static let byNameBeside: Set<String> = [
    "jdbc.properties[].value", "rdbms.options[].value", "http.headers[].value",
  ]

  private func expectLook(_ name: String, _ row: String) {
    let whole = name.hasPrefix("_") ? "field" + name : "my" + name.uppercased()
    for kind in kinds("*") { #expect(CatalogSample.isMasked("settings.\(whole)", kind), "\(row)") }
  }

  @Test func `pairs of the same content are known, with the right original`() throws {
    /// Pairs that cannot be rebuilt from each other, or are server fields.
    let isOtherwise: Set<String> = [
      "lookups", "rest", "mapping", "_scriptId", "function", "_exportId", "_importId",
      "groupByFields", "debugDate", "content", "aliases",
    ]
    for row in try SharedFiles.table("mirrored.tsv") where !isOtherwise.contains(row[1]) {
      let (a, b) = (row[1].split(separator: "."), row[2].split(separator: "."))
      let common = zip(a, b).prefix { $0 == $1 }.count
      let below = [a, b].map { $0[common...].joined(separator: ".") }
      let (copy, original) = row[3] == "a" ? (below[1], below[0]) : (below[0], below[1])
      for kind in kinds(row[0]) {
        for sample in CatalogSample.paths(a[..<common].joined(separator: ".")) {
          let role = CatalogSample.role(sample, kind)
          let mirror = Mirror(words: [copy, original])
          #expect(role.mirrors.contains(mirror), "\(kind) \(sample): \(row)")
        }
      }
    }
  }

  @Test func `arrays have the strategy of the table`() throws {
    for row in try SharedFiles.table("arrays.tsv") {
      // A cell may hold several paths; words in it that are none are notes.
      let paths = row[1].replacing(" (and nested mappings at any depth)", with: "")
        .replacing(" (outer)", with: "").replacing(" (inner rows)", with: "")
        .split(separator: " | ").map(String.init)
      for path in paths where !path.hasPrefix("(") && !Self.noArrays.contains(path) {
        for kind in kinds(row[0]) {
          for sample in CatalogSample.paths(path) {
            let strategy = CatalogSample.role(sample, kind).array
            #expect(CatalogSample.name(of: strategy) == row[2], "\(kind) \(sample)")
          }
        }
      }
    }
  }

  /// Objects keyed by their members, and arrays that no row can name.
  private static let noArrays: Set<String> = ["**.form.fieldMap"]

  @Test func `what is referred to is created first`() throws {
    for row in try SharedFiles.table("creation-order.tsv") {
      guard let tier = Int(row[0]), let kind = ResourceKind(rawValue: row[1]) else { continue }
      #expect(kind.creationTier == tier, "\(kind)")
      #expect(kind.isBound == (row[2] == "map"), "\(kind)")
    }
  }
}

/// Paths made from the tables' patterns, and what the catalog says of them.
enum CatalogSample {
  enum Step: CustomStringConvertible {
    case key(String)
    case element

    var description: String {
      switch self {
      case .key(let key): key
      case .element: "[]"
      }
    }
  }

  /// Makes paths that a pattern describes.
  static func paths(_ pattern: String) -> [[Step]] {
    var paths: [[Step]] = [[]]
    for part in pattern.split(separator: ".") {
      let name = part.replacing("[]", with: "")
      let count = (part.count - name.count) / 2
      var choices: [[Step]]
      switch name {
      case "**": choices = [[], [.key("some")], [.key("some"), .element, .key("other")]]
      case "*": choices = [[.key("any")]]
      default:
        let names =
          name.hasPrefix("{")
          ? name.dropFirst().dropLast().split(separator: ",").map(String.init) : [String(name)]
        choices = names.map { [.key($0.replacing("*", with: "any"))] }
      }
      choices = choices.map { $0 + Array(repeating: .element, count: count) }
      paths = paths.flatMap { path in choices.map { path + $0 } }
    }
    return paths.filter { !$0.isEmpty }
  }

  static func role(_ path: [Step], _ kind: ResourceKind) -> FieldRole {
    let automaton = FieldAutomaton(kind: kind, catalog: .platform)
    var state: FieldAutomaton.State = 0
    for step in path {
      switch step {
      case .key(let key):
        state = Array(key.utf8).withUnsafeBufferPointer { automaton.step(state, key: $0).state }
      case .element: state = automaton.stepIntoElement(state)
      }
    }
    return automaton.role(state)
  }

  /// Tells whether a text at a path is masked in whatever is written of a document.
  static func isMasked(_ path: String, _ kind: ResourceKind) -> Bool {
    var value: JSONValue = "canary-value"
    for step in path.split(separator: ".").reversed() {
      value =
        step == "[]"
        ? [value] : .object(JSONObject([.init(key: JSONString(String(step)), value: value)]))
    }
    value.place("5f0000000000000000000001", at: "/_id")
    let key = ResourceKey(kind, "5f0000000000000000000001")
    guard let document = try? JSONDocument(parsing: value.compactBytes()) else { return false }
    let resource = NeutralEncoder(catalog: .platform, index: AccountIndex([])).encode(
      document, text: nil, key: key, name: LogicalName(kind, "x"),
      naming: IntegrationNaming(integrationID: nil))
    return !SecretTests.everything(resource).contains("canary-value")
  }

  static func name(of strategy: ArrayStrategy?) -> String {
    switch strategy {
    case .orderedKeyed: "ordered-keyed"
    case .keyed: "keyed"
    case .set: "set"
    case .orderedSet: "ordered-set"
    case .atomic: "atomic"
    case .parallelGroup: "parallel-group"
    case .positional: "positional"
    case .unknown, nil: "unknown"
    }
  }

}
