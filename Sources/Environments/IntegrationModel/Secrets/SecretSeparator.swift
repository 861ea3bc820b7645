public import LosslessJSON

/// Parts documents from the credentials in them, so that each is kept where it belongs.
///
/// Members keep their order and numbers their spelling. What is a credential is decided as for the
/// content of a repository; a body that is a file of its own, such as a script's, is left as it is.
/// A separator belongs to one worker: it learns the documents' names and paths as it goes.
public final class SecretSeparator {
  private let automata: FieldAutomata

  /// Prepares to part documents as the catalog describes them.
  public init(catalog: FieldCatalog) {
    automata = FieldAutomata(of: catalog)
  }

  /// Returns the document with masks in the places of its credentials, and those.
  public func separate(_ document: JSONValue, of kind: ResourceKind) -> SeparatedDocument {
    var walk = SecretWalk(automaton: automata[kind], bodyKey: kind.textMember?.key)
    let shown = walk.visit(document, state: 0, secrecy: .byName)
    return SeparatedDocument(shown: shown, secrets: walk.secrets)
  }
}

/// A document without its credentials, and those.
public struct SeparatedDocument: Sendable, Equatable {
  /// The document as it may be shown.
  public let shown: JSONValue
  /// What was masked, in the order of the document.
  public let secrets: [SeparatedSecret]
}

/// One value that is, or has in it, a credential.
public struct SeparatedSecret: Sendable, Equatable {
  /// Where it stands.
  public let pointer: JSONPointer
  /// The same place told so that it stays when elements of arrays move: by their names or ids.
  ///
  /// Elements that have neither are told by their position and by how many there are.
  public let address: String
  /// The value as it was written: a credential, a mask, or an address with either in it.
  public let value: JSONValue
  /// The value as it may be shown.
  public let shown: JSONValue
}

extension SeparatedSecret {
  /// Whether the value as written holds a mask, so that what it stands for is to be found elsewhere.
  public var isMasked: Bool {
    guard case .string(let text) = value else { return false }
    return text.withUTF8 { SecretMask.isMask($0) } || SecretMask.holdsMaskedAddress(text)
  }

  /// Returns what the masks stand for, as another version of the value has it; `nil` if it has not.
  public func filled(from known: JSONValue?) -> JSONValue? {
    guard let known, case .string(let text) = value else { return nil }
    if text.withUTF8({ SecretMask.isMask($0) }) { return known }
    guard case .string(let own) = known,
      let filled = SecretMask.fillingAddresses(in: text.utf8, from: own.utf8), !filled.isMissing
    else { return nil }
    return JSONString(bytes: filled.text).map(JSONValue.string)
  }
}

extension SecretMask {
  /// Tells whether a text has an address in it whose credential is masked.
  fileprivate static func holdsMaskedAddress(_ text: JSONString) -> Bool {
    let mayBe = text.withUTF8 { bytes in
      bytes.indices.dropFirst(2).contains { position in
        bytes[(position - 2)...position].allSatisfy { $0 == UInt8(ascii: "*") }
      }
    }
    return mayBe && fillingAddresses(in: text.utf8, from: nil) != nil
  }
}

/// Collects the credentials of one document.
private struct SecretWalk {
  let automaton: FieldAutomaton
  let bodyKey: JSONString?
  var secrets: [SeparatedSecret] = []
  private var steps: [Step] = []

  /// A step to a value; spelled out only where there is a credential at its end.
  private enum Step {
    case member(JSONString)
    /// The position, and what tells the element from others.
    case element(Int, identity: JSONString?, number: Int, count: Int)

    var token: JSONString {
      switch self {
      case .member(let key): key
      case .element(let position, _, _, _): JSONString(String(position))
      }
    }

    var address: String {
      switch self {
      case .member(let key): JSONPointer.escape(key)
      case .element(_, let identity?, let number, _): "[\(JSONPointer.escape(identity))#\(number)]"
      case .element(let position, nil, _, let count): "[\(position) of \(count)]"
      }
    }
  }

  init(automaton: FieldAutomaton, bodyKey: JSONString?) {
    self.automaton = automaton
    self.bodyKey = bodyKey
  }

  mutating func visit(
    _ value: JSONValue, state: FieldAutomaton.State, secrecy: Secrecy
  ) -> JSONValue {
    switch value {
    case .object(let object): return visit(object, state: state, secrecy: secrecy)
    case .array(let elements): return visit(elements, state: state, secrecy: secrecy)
    case .string(let text):
      guard let bytes = text.withUTF8({ SecretMask.masked($0, secrecy) }),
        let masked = JSONString(bytes: bytes)
      else { return value }
      return note(value, shown: .string(masked))
    case .number where secrecy != .byName:
      return note(value, shown: .string(JSONString(SecretMask.text)))
    case .number, .bool, .null: return value
    }
  }

  private mutating func note(_ value: JSONValue, shown: JSONValue) -> JSONValue {
    secrets.append(
      SeparatedSecret(
        pointer: JSONPointer(tokens: steps.map(\.token)),
        address: "/" + steps.map(\.address).joined(separator: "/"), value: value, shown: shown))
    return shown
  }

  private mutating func visit(
    _ object: JSONObject, state: FieldAutomaton.State, secrecy: Secrecy
  ) -> JSONValue {
    let members = object.map { member -> JSONObject.Member in
      if steps.isEmpty, member.key == bodyKey { return member }
      let (next, look) = member.key.withUTF8 { automaton.step(state, key: $0) }
      let below = Secrecy(
        of: member.value.kind, automaton.traits(next), look, inherited: secrecy
      ) { Self.isNamedBeside(member, in: object) }
      let value = enter(.member(member.key)) { walk in
        walk.visit(member.value, state: next, secrecy: below)
      }
      return JSONObject.Member(key: member.key, value: value)
    }
    return .object(JSONObject(members))
  }

  private mutating func visit(
    _ elements: [JSONValue], state: FieldAutomaton.State, secrecy: Secrecy
  ) -> JSONValue {
    let next = automaton.stepIntoElement(state)
    var seen: [String: Int] = [:]
    var result: [JSONValue] = []
    result.reserveCapacity(elements.count)
    for (position, element) in elements.enumerated() {
      // Where every text is a credential, names are.
      let identity = secrecy == .subtree ? nil : Self.identity(of: element)
      let number = identity.map { seen[$0.text, default: 0] } ?? position
      if let identity { seen[identity.text] = number + 1 }
      let step = Step.element(
        position, identity: identity, number: number, count: elements.count)
      result.append(enter(step) { $0.visit(element, state: next, secrecy: secrecy) })
    }
    return .array(result)
  }

  private mutating func enter(
    _ step: Step, _ body: (inout SecretWalk) -> JSONValue
  ) -> JSONValue {
    steps.append(step)
    defer { steps.removeLast() }
    return body(&self)
  }

  private static let identifyingKeys: [JSONString] = ["_id", "id", "name", "key"]

  /// What tells an element from the others of its array.
  private static func identity(of element: JSONValue) -> JSONString? {
    identifyingKeys.lazy.compactMap { element[$0]?.string }.first
  }

  /// Tells whether the member is the value of a header, parameter or form field whose name, in the
  /// member beside it, is that of a credential.
  private static func isNamedBeside(_ member: JSONObject.Member, in object: JSONObject) -> Bool {
    guard member.key == "value" || member.key == "defaultValue" else { return false }
    let names: [JSONString] = ["name", "key", "id"]
    guard let name = names.lazy.compactMap({ object[$0] }).first?.string else { return false }
    let look = name.withUTF8 { SecretNames.lookOfHeader($0) }
    return look.contains(member.value.kind == .number ? .number : .text)
  }
}

extension JSONPointer {
  /// A key as it stands in a pointer.
  fileprivate static func escape(_ key: JSONString) -> String {
    key.text.replacing("~", with: "~0").replacing("/", with: "~1")
  }
}
