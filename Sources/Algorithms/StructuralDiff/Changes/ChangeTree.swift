import LosslessJSON

/// Changes sorted by place, as two trees: places of the first document and of the second.
struct ChangeTree {
  /// A place that a change concerns, or that lies above one.
  final class Node {
    /// What happens at a place.
    enum Mark {
      case untouched, movedAway
      case removed(JSONValue)
      case added(JSONValue)
      case movedHere(from: JSONPointer)
    }

    var mark = Mark.untouched
    /// What is replaced by what, also where an element moved.
    var replacement: (from: JSONValue, to: JSONValue)?
    var children: [JSONString: Node] = [:]

    /// Returns the node at a place below, making what is missing of the way.
    func descendant(at path: JSONPointer) -> Node {
      path.tokens.reduce(self) { node, token in
        if let child = node.children[token] { return child }
        let child = Node()
        node.children[token] = child
        return child
      }
    }
  }

  private let from = Node()
  private let to = Node()

  init(_ changes: [Change]) {
    for change in changes { insert(change) }
  }

  private func insert(_ change: Change) {
    let (value, replacement) = (change.from ?? .null, change.to ?? .null)
    switch change.operation {
    case .add: to.descendant(at: change.path).mark = .added(replacement)
    case .replace: to.descendant(at: change.path).replacement = (value, replacement)
    case .remove: from.descendant(at: change.path).mark = .removed(value)
    case .move:
      let origin = change.fromPath ?? change.path
      from.descendant(at: origin).mark = .movedAway
      to.descendant(at: change.path).mark = .movedHere(from: origin)
    }
  }

  func applied(to document: JSONValue) throws(ChangeError) -> JSONValue {
    let root = Place(from: from, to: to, path: .root)
    if root.isElementOnly || root.isRemoved || root.isAdded { throw root.misplaced }
    return try Self.rebuilt(document, root)
  }
}

extension ChangeTree {
  /// Returns the value with all changes at and below a place made.
  static func rebuilt(_ value: JSONValue, _ place: Place) throws(ChangeError) -> JSONValue {
    if let replacement = place.to?.replacement {
      try place.expect(value, toEqual: replacement.from)
      return replacement.to
    }
    guard place.hasChildren else { return value }
    switch value {
    case .object(let object): return .object(try rebuilt(object, place))
    case .array(let elements): return .array(try rebuilt(elements, place))
    default: throw place.noSuchPlace
    }
  }

  private static func rebuilt(
    _ object: JSONObject, _ place: Place
  ) throws(ChangeError) -> JSONObject {
    var members: [JSONObject.Member] = []
    var metCount = 0
    for member in object {
      guard let child = place.child(from: member.key, to: member.key) else {
        members.append(member)
        continue
      }
      metCount += (child.from == nil ? 0 : 1) + (child.to == nil ? 0 : 1)
      if let value = try rebuiltMember(member.value, child) {
        members.append(.init(key: member.key, value: value))
      }
    }
    members += try addedMembers(place, metCount: metCount)
    return JSONObject(members)
  }

  /// Returns the member's value, or `nil` when the member is removed.
  private static func rebuiltMember(
    _ value: JSONValue, _ place: Place
  ) throws(ChangeError) -> JSONValue? {
    if place.isElementOnly { throw place.misplaced }
    if place.isAdded { throw place.occupied }
    guard let from = place.from, case .removed(let expected) = from.mark else {
      return try rebuilt(value, place)
    }
    try place.expect(value, toEqual: expected)
    return nil
  }

  /// Returns the members that are added, in the order of their keys; every other change must have
  /// met its member.
  private static func addedMembers(
    _ place: Place, metCount: Int
  ) throws(ChangeError) -> [JSONObject.Member] {
    var added: [JSONObject.Member] = []
    for (key, node) in place.to?.children ?? [:] {
      if case .added(let value) = node.mark { added.append(.init(key: key, value: value)) }
    }
    let changeCount = (place.from?.children.count ?? 0) + (place.to?.children.count ?? 0)
    guard metCount + added.count == changeCount else { throw place.noSuchPlace }
    return added.sorted { $0.key < $1.key }
  }
}
