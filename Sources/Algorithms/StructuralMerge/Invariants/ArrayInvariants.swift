import ByteCoding
public import LosslessJSON
public import StructuralDiff

/// The arrays of a parallel group have equal lengths.
public struct ParallelLengthsAgree<Identity: ArrayIdentity>: DocumentInvariant {
  private let identity: (JSONString) -> Identity

  /// Creates the rule; `identity` gives the place of the root of the document with a name.
  public init(identity: @escaping (JSONString) -> Identity) {
    self.identity = identity
  }

  /// Returns the groups whose arrays differ in length, each at its shortest array.
  public func violations(
    in document: JSONValue, named name: JSONString, exists: (JSONString) throws -> Bool
  ) rethrows -> [Violation] {
    var found: [Violation] = []
    var path: [JSONString] = []
    visit(document, at: identity(name), &path, into: &found)
    return found
  }

  /// The arrays of each group that are reached through objects alone.
  private typealias Groups = [String: [(count: Int, path: JSONPointer)]]

  private func visit(
    _ value: JSONValue, at place: Identity, _ path: inout [JSONString],
    into found: inout [Violation]
  ) {
    var groups: Groups = [:]
    var inner: [Violation] = []
    collect(value, at: place, &path, into: &groups, &inner)
    let ordered = groups.sorted(byBytesOf: { $0.key })
    for (name, arrays) in ordered {
      guard let shortest = arrays.min(by: { $0.count < $1.count }),
        arrays.contains(where: { $0.count > shortest.count })
      else { continue }
      found.append(
        Violation(
          code: "parallel_lengths", subject: JSONString(name), path: shortest.path,
          message: "has fewer elements than the arrays it belongs to"))
    }
    found += inner
  }

  private func collect(
    _ value: JSONValue, at place: Identity, _ path: inout [JSONString], into groups: inout Groups,
    _ found: inout [Violation]
  ) {
    switch value {
    case .object(let object):
      for member in object.members {
        path.append(member.key)
        collect(member.value, at: place.member(member.key), &path, into: &groups, &found)
        path.removeLast()
      }
    case .array(let elements):
      if case .parallelGroup(let name) = place.strategy {
        groups[name, default: []].append((elements.count, JSONPointer(tokens: path)))
      }
      for (index, element) in elements.enumerated() {
        path.append(JSONString(String(index)))
        visit(element, at: place.element, &path, into: &found)
        path.removeLast()
      }
    default: return
    }
  }
}

/// Two places that hold the same content hold equal values, where both are there.
public struct MirroredFieldsAgree: DocumentInvariant {
  private let pairs: (JSONString, JSONValue) -> [(JSONPointer, JSONPointer)]

  /// Creates the rule; `pairs` gives the places in a document with a name.
  public init(pairs: @escaping (JSONString, JSONValue) -> [(JSONPointer, JSONPointer)]) {
    self.pairs = pairs
  }

  /// Returns the first place of each pair that differs.
  public func violations(
    in document: JSONValue, named name: JSONString, exists: (JSONString) throws -> Bool
  ) rethrows -> [Violation] {
    pairs(name, document).compactMap { first, second in
      guard let value = document[first], let copy = document[second], value != copy else {
        return nil
      }
      return Violation(
        code: "mirrored", subject: JSONString(second.description), path: first,
        message: "differs from '\(second)', which holds the same")
    }
  }
}
