import IntegrationModel
import LosslessJSON
import StructuralMerge

/// Finds the resources that a person selects, with everything that they need.
struct ResourceSelection {
  private let sides: MergeSides

  init(_ sides: MergeSides) {
    self.sides = sides
  }

  /// The names that words stand for: `flows/x`, `x`, or a kind; and whatever those refer to.
  func names(_ words: [String]) throws -> Set<JSONString> {
    let all = Set(sides.theirTree.sources.keys).union(sides.ourTree.sources.keys)
      .union(try sides.alike.all().keys)
    let theirs = try sides.theirs.state().facts
    var queue: [JSONString] = []
    for word in words {
      let found = all.filter { matches($0, word, theirs) }
      guard !found.isEmpty else {
        throw LifecycleError(
          .usage, "no_such_resource", "there is no resource '\(word)' on either side",
          hint: "write a name such as flows/order-to-cash; 'ilm compare \(sides.ours.label) "
            + "\(sides.theirs.label) --stat' lists what differs")
      }
      queue += found
    }
    var selected = Set(queue)
    while let name = queue.popLast() {
      let source = try sides.theirTree.sources[name] ?? sides.alike.source(name)
      guard let document = try sides.document(source) else { continue }
      DocumentReferences.forEach(in: document) { target, _ in
        if selected.insert(target).inserted { queue.append(target) }
      }
    }
    return selected
  }

  private func matches(_ key: JSONString, _ word: String, _ theirs: IntegrationFacts) -> Bool {
    guard let name = LogicalName(key.text) else { return false }
    return [name, sides.theirName(name)].compactMap { $0 }.contains {
      $0.description == word || $0.slug == word || $0.kind.rawValue == word
        || theirs.resources[$0]?.id == word || theirs.resources[$0]?.name == word
    }
  }
}
