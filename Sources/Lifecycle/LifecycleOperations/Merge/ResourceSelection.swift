import IntegrationModel
import LosslessJSON
import StructuralMerge

/// The resources that a person selects, with everything that they need.
struct ResourceSelection {
  /// Everything that is taken.
  private(set) var names: Set<JSONString>
  /// Of what is taken along, the nearest to what was selected that refers to it.
  private(set) var users: [JSONString: JSONString] = [:]
  private let sides: MergeSides

  /// Finds what words stand for: `flows/x`, `x`, or a kind; and whatever those refer to.
  init(_ words: [String], in sides: MergeSides) throws {
    self.sides = sides
    names = []
    names = Set(try selected(words))
    try followReferences()
  }

  private func selected(_ words: [String]) throws -> [JSONString] {
    let all = Set(sides.theirTree.sources.keys).union(sides.ourTree.sources.keys)
      .union(try sides.alike.all().keys)
    let theirs = try sides.theirs.state().facts
    return try words.flatMap { word in
      let found = all.filter { matches($0, word, theirs) }
      guard !found.isEmpty else {
        throw LifecycleError(
          .usage, "no_such_resource", "there is no resource '\(word)' on either side",
          hint: "the nearest are " + NearestNames.list(resources: all.map(\.text), to: word)
            + "; 'ilm compare \(sides.ours.label) "
            + "\(sides.theirs.label) --stat' lists what differs")
      }
      return found
    }
  }

  /// Goes outwards, so that what is taken along is explained by the shortest way to it.
  private mutating func followReferences() throws {
    var ring = names.sorted()
    while !ring.isEmpty {
      var next: [JSONString] = []
      for name in ring {
        let source = try sides.theirTree.sources[name] ?? sides.alike.source(name)
        guard let document = try sides.document(source) else { continue }
        DocumentReferences.forEach(in: document) { target, _ in
          guard names.insert(target).inserted else { return }
          users[target] = name
          next.append(target)
        }
      }
      ring = next
    }
  }

  private func matches(_ key: JSONString, _ word: String, _ theirs: IntegrationFacts) -> Bool {
    guard let name = LogicalName(key.text) else { return false }
    return [name, sides.theirName(name)].compactMap { $0 }.contains {
      $0.description == word || $0.slug == word || $0.kind.rawValue == word
        || theirs.resources[$0]?.id == word || theirs.resources[$0]?.name == word
    }
  }
}
