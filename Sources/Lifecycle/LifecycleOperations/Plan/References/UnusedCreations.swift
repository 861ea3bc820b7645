import IntegrationModel
import LosslessJSON
import StructuralMerge

/// Tells which of the resources that a merge brings to an integration nothing there would use, such
/// as a step whose flow is deleted here.
struct UnusedCreations {
  let merge: PullMerge
  let current: SideDetails
  let remote: SideDetails

  /// What of the merged documents is not there and would be used by nothing.
  func names(
    in merged: [JSONString: DocumentTree<DocumentID>.Source]
  ) throws -> Set<LogicalName> {
    let names = merged.keys.compactMap { LogicalName($0.text) }
    let known = current.ids
    let coming = Set(names.filter { !$0.kind.isRoot && known[$0] == nil })
    var used: Set<LogicalName> = []
    // What all sides have alike refers to nothing that is not there.
    var open = names.filter { !coming.contains($0) }
    while used.count < coming.count, let name = open.popLast() {
      let found = try references(of: name, merged[JSONString(name.description)])
      for target in found.intersection(coming) where used.insert(target).inserted {
        open.append(target)
      }
    }
    return coming.subtracting(used)
  }

  /// What a resource will refer to in its content, and in the fields that belong to its environment.
  private func references(
    of name: LogicalName, _ source: DocumentTree<DocumentID>.Source?
  ) throws -> Set<LogicalName> {
    let facts =
      try current.facts(of: name)
      ?? merge.sides.theirName(name).flatMap { try remote.facts(of: $0) }
    var values = facts.map { Array($0.environment.values) } ?? []
    if let content = try merge.sides.document(source) { values.append(content) }
    return values.reduce(into: []) { $0.formUnion(References.names(in: $1)) }
  }
}

extension Plan.Warning {
  /// Something is not made, because nothing would use it.
  init(unused name: LogicalName) {
    self.init(
      code: "unused", name: name.description,
      message: "'\(name)' is not brought, because nothing here would use it")
  }

  /// Something is made although what it was is there.
  init(anew name: LogicalName, besides id: String) {
    self.init(
      code: "made_anew", name: name.description,
      message: "'\(name)' is made anew; '\(id)', which it was, is there still, and was changed "
        + "since it was recorded")
  }
}

extension Plan.Taken {
  /// What is not brought is offered again.
  mutating func leaveOut(_ unused: Set<LogicalName>) {
    names.subtract(unused)
    incomplete.subtract(unused)
    for name in unused { documents[name] = nil }
  }
}
