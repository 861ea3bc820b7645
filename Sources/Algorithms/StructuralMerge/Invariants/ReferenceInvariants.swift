public import LosslessJSON

/// Every `{"$resource": "<name>"}` names a document that is there.
public struct ReferencesResolve: DocumentInvariant, Sendable {
  /// Creates the rule.
  public init() {}

  /// Returns the references to what is not there.
  public func violations(
    in document: JSONValue, named name: JSONString, exists: (JSONString) throws -> Bool
  ) rethrows -> [Violation] {
    var references: [(target: JSONString, path: JSONPointer)] = []
    DocumentReferences.forEach(in: document) { references.append(($0, $1.pointer)) }
    return try references.filter { try !exists($0.target) }.map { reference in
      Violation(
        code: "reference", subject: reference.target, path: reference.path,
        message: "refers to '\(reference.target)', which is not there")
    }
  }
}

/// Every value of a member is that of another member elsewhere in the same document.
public struct LocalReferencesResolve: DocumentInvariant, Sendable {
  private let member: JSONString
  private let target: JSONString
  private let list: JSONString

  /// Creates the rule that `member` names an element of an array `list` by its `target` member.
  ///
  /// An absent, `null` or empty member names nothing and breaks nothing.
  public init(member: JSONString, list: JSONString, target: JSONString) {
    self.member = member
    self.list = list
    self.target = target
  }

  /// The `nextRouterId` of a branch is the `id` of a router.
  public static let nextRouterID = LocalReferencesResolve(
    member: "nextRouterId", list: "routers", target: "id")

  /// The `lookupName` of a mapping is the `name` of a lookup.
  public static let lookupName = LocalReferencesResolve(
    member: "lookupName", list: "lookups", target: "name")

  /// Returns the members whose value no element has.
  public func violations(
    in document: JSONValue, named name: JSONString, exists: (JSONString) throws -> Bool
  ) rethrows -> [Violation] {
    var targets: Set<JSONString> = []
    var sources: [(value: JSONString, path: JSONPointer)] = []
    document.walk { value, path in
      guard case .object(let object) = value else { return true }
      if case .string(let value) = object[member], value.byteCount > 0 {
        sources.append((value, path.pointer.appending(key: member)))
      }
      for element in object[list]?.array ?? [] {
        if let value = element[target]?.string { targets.insert(value) }
      }
      return true
    }
    return sources.filter { !targets.contains($0.value) }.map { source in
      Violation(
        code: member.text, subject: source.value, path: source.path,
        message: "names '\(source.value)', which no element of '\(list)' has as '\(target)'")
    }
  }
}
