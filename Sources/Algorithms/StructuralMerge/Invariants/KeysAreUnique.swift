public import LosslessJSON
public import StructuralDiff

/// No key repeats in an array whose elements have keys and no order.
///
/// A merge can make it so where one side gave an element a key that the other gave a new one.
public struct KeysAreUnique<Identity: ArrayIdentity>: DocumentInvariant {
  private let identity: (JSONString) -> Identity

  /// Creates the rule; `identity` gives the place of the root of the document with a name.
  public init(identity: @escaping (JSONString) -> Identity) {
    self.identity = identity
  }

  /// Returns the elements whose key an element before them has.
  public func violations(
    in document: JSONValue, named name: JSONString, exists: (JSONString) throws -> Bool
  ) rethrows -> [Violation] {
    var found: [Violation] = []
    var path: [Step] = []
    visit(document, at: identity(name), &path, into: &found)
    return found
  }

  private enum Step {
    case key(JSONString)
    case index(Int)
  }

  private func visit(
    _ value: JSONValue, at place: Identity, _ path: inout [Step], into found: inout [Violation]
  ) {
    switch value {
    case .object(let object):
      for member in object.members {
        path.append(.key(member.key))
        visit(member.value, at: place.member(member.key), &path, into: &found)
        path.removeLast()
      }
    case .array(let elements):
      for index in Self.repeated(elements, by: place.strategy) {
        found.append(Self.violation(at: path, index, among: found))
      }
      for (index, element) in elements.enumerated() {
        path.append(.index(index))
        visit(element, at: place.element, &path, into: &found)
        path.removeLast()
      }
    default: return
    }
  }

  /// Returns the elements with a key that is not its first.
  ///
  /// Alone in an array every element is the first with its key; one without a key is the same as
  /// an empty object.
  private static func repeated(_ elements: [JSONValue], by strategy: ArrayStrategy) -> [Int] {
    guard case .keyed = strategy, elements.count > 1 else { return [] }
    let alone = elements.map { [$0] }
    guard
      case .identified(let tokens, _) = ElementMatcher.match(
        [elements] + alone + [[.object([:])]], by: strategy),
      let keyless = tokens.sides.last?.first
    else { return [] }
    return elements.indices.filter { index in
      let first = tokens.sides[index + 1][0]
      return first != keyless && first != tokens.sides[0][index]
    }
  }

  /// The subject is the array without the indices above it, and how manieth repetition it is.
  private static func violation(
    at path: [Step], _ index: Int, among found: [Violation]
  ) -> Violation {
    var (tokens, keys): ([JSONString], [JSONString]) = ([], [])
    for step in path {
      switch step {
      case .key(let key):
        tokens.append(key)
        keys.append(key)
      case .index(let index): tokens.append(JSONString(String(index)))
      }
    }
    let array = JSONPointer(tokens: keys).description
    let count = found.count { $0.subject.text.hasPrefix("\(array)#") } + 1
    return Violation(
      code: "repeated_key", subject: JSONString("\(array)#\(count)"),
      path: JSONPointer(tokens: tokens).appending(index: index),
      message: "has a key that an element before it has")
  }
}
