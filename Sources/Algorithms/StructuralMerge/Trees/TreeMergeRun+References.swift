import LosslessJSON
import StructuralDiff

extension TreeMergeRun {
  /// Finds the documents that one side deleted and the other refers to anew.
  ///
  /// A reference that the deleting side's version of the referring document has as well is that
  /// side's own affair. A document that comes back may refer to others that went with it.
  mutating func findReferencesToDeleted() throws {
    if deletions.isEmpty { return }
    var found: [JSONString: [MergePlace]] = [:]
    var waiting = differing.filter { tree.sources[$0] != nil }
    while let name = waiting.popLast() {
      for place in try referencesToDeleted(in: name) {
        if found.updateValue(
          (found[place.target] ?? []) + [place.place], forKey: place.target) == nil,
          try restore(place.target)
        {
          waiting.append(place.target)
        }
      }
    }
    for (name, places) in found.sorted(by: { $0.key < $1.key }) {
      try recordReferences(to: name, places.sorted { $0 < $1 })
    }
  }

  private mutating func referencesToDeleted(
    in name: JSONString
  ) throws -> [(target: JSONString, place: MergePlace)] {
    guard let document = try documents.document(tree.sources[name]) else { return [] }
    var found: [(target: JSONString, place: MergePlace)] = []
    DocumentReferences.forEach(in: document) { target, path in
      if deletions[target] != nil {
        found.append((target, MergePlace(name: name, path: path.pointer)))
      }
    }
    if found.isEmpty { return [] }
    let ours = DocumentReferences.names(in: try documents.document(sides.ours.sources[name]))
    let theirs = DocumentReferences.names(in: try documents.document(sides.theirs.sources[name]))
    return found.filter { found in
      !(deletions[found.target]?.isOurs == true ? ours : theirs).contains(found.target)
    }
  }

  /// Puts a deleted document back where the conflict leaves it, and tells whether it is there.
  private mutating func restore(_ name: JSONString) throws -> Bool {
    guard let deletion = deletions[name] else { return false }
    switch resolutions[MergePlace(name: name)] {
    case .ours: if deletion.isOurs { return false }
    case .theirs: if !deletion.isOurs { return false }
    case .value(let value):
      if value.object == nil, try documents.document(deletion.source)?.object != nil {
        throw MergeError.unsuitableValue(at: .root, in: name)
      }
      tree.sources[name] = .made(MergeBase(value))
      return true
    case nil: if deletion.isOurs { return false }
    }
    tree.sources[name] = deletion.source
    return true
  }

  private mutating func recordReferences(to name: JSONString, _ places: [MergePlace]) throws {
    guard let deletion = deletions[name] else { return }
    let document = try documents.document(deletion.source)
    let conflict = MergeConflict(
      .deleteReference, at: .root, base: try documents.document(sides.base.sources[name]),
      ours: deletion.isOurs ? nil : document, theirs: deletion.isOurs ? document : nil,
      detail: .references(places))
    record(conflict, in: name, isOpen: resolutions[MergePlace(name: name)] == nil)
  }
}
