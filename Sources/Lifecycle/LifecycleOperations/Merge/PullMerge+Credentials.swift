import IntegrationModel
import LosslessJSON
import StructuralMerge

/// Values that end conflicts, and would be recorded with a credential in them.
extension PullMerge {
  /// The conflicts whose values hold a credential, and where: no side of a merge has any.
  func exposures() throws -> [(conflict: PullConflict, place: JSONPointer)] {
    let separator = SecretSeparator(catalog: sides.catalog)
    return try valued.sorted { $0.key < $1.key }.flatMap { name, conflicts in
      guard let document = try sides.document(merge.tree.sources[JSONString(name.description)])
      else { return [(conflict: PullConflict, place: JSONPointer)]() }
      let secrets = separator.separate(document, of: name.kind).secrets
      return secrets.filter { $0.value != $0.shown }.flatMap { secret in
        let answers = conflicts.filter { secret.pointer.isWithin($0.conflict.path) }
        // A place may have moved in the merged document; then any of them may be the one.
        return (answers.isEmpty ? conflicts : answers).map { ($0, secret.pointer) }
      }
    }
  }

  /// The conflicts that a value of its own ended, by document.
  private var valued: [LogicalName: [PullConflict]] {
    Dictionary(
      grouping: resolved.filter { conflict in
        if case .value? = conflict.resolution { true } else { false }
      }, by: \.name)
  }

  /// The conflicts that were ended before with what is not accepted: a credential, or no value for
  /// the place.
  func unacceptable() throws -> [PullConflict] {
    let unsuitable = valued.values.joined().filter { conflict in
      guard case .value(let value)? = conflict.resolution else { return false }
      return !conflict.suits(value)
    }
    return try unsuitable + exposures().map(\.conflict)
  }
}

extension PullMerge {
  /// Whether a plan, of which something is left out, comes to nothing: it writes nothing, teaches
  /// nothing, and takes only what was taken before.
  func isSettled(_ plan: Plan) throws -> Bool {
    guard plan.steps.isEmpty, plan.lessons.isEmpty, let taken = plan.taken,
      !taken.incomplete.isEmpty
    else { return false }
    return try taken.names.allSatisfy { name in
      guard let document = taken.documents[name],
        let known = sides.base.sources[JSONString(name.description)]
      else { return false }
      return try sides.document(known) == document
    }
  }
}

extension JSONPointer {
  /// Whether it is a place, or one in what stands there.
  fileprivate func isWithin(_ other: JSONPointer) -> Bool { tokens.starts(with: other.tokens) }
}
