public import LosslessJSON

/// What people call an element of an array whose place has only its number.
public struct ElementName: Hashable, Sendable {
  /// The longest name in characters; what is longer is cut.
  public static let lengthMax = 80

  /// The place of the element.
  public let path: JSONPointer

  /// Its name, or what tells it apart from its siblings.
  public let name: String

  /// Names an element.
  public init(path: JSONPointer, name: String) {
    self.path = path
    self.name = name
  }
}

extension ElementName {
  /// The names of the elements on the way to a place, outermost first; elements without one are left
  /// out.
  ///
  /// - Parameters:
  ///   - value: What is at the place, where the document does not have it.
  ///   - identity: Stands for the root of the document.
  public static func all(
    on path: JSONPointer, in document: JSONValue, orHolding value: JSONValue? = nil,
    identity: some ArrayIdentity
  ) -> [ElementName] {
    guard path.tokens.contains(where: { Int($0.text) != nil }) else { return [] }
    var names: [ElementName] = []
    var (here, identity) = (document, identity)
    for (depth, token) in path.tokens.enumerated() {
      switch here {
      case .object(let object):
        guard let next = object[token] else { return names }
        (here, identity) = (next, identity.member(token))
      case .array(let elements):
        let isLast = depth == path.tokens.count - 1
        guard let index = Int(token.text),
          let next = elements.indices.contains(index) ? elements[index] : isLast ? value : nil
        else { return names }
        if let name = identity.strategy.name(of: next) {
          names.append(
            ElementName(path: JSONPointer(tokens: Array(path.tokens[...depth])), name: name))
        }
        (here, identity) = (next, identity.element)
      default: return names
      }
    }
    return names
  }
}

extension ArrayStrategy {
  /// What people call an element: its name, else what it is matched by.
  fileprivate func name(of element: JSONValue) -> String? {
    guard case .object(let object) = element else { return nil }
    if let name = object["name"]?.label { return name }
    switch self {
    case .orderedKeyed(let key), .keyed(let key):
      return key.alternatives.lazy.compactMap { $0.name(of: element) }.first
    case .unknown:
      return ElementMatcher.candidateKeys.lazy.compactMap { object[$0]?.label }.first
    case .set, .orderedSet, .atomic, .parallelGroup, .positional: return nil
    }
  }
}

extension ElementKey.Alternative {
  /// The values of the required parts, else of those that are there.
  fileprivate func name(of element: JSONValue) -> String? {
    guard parts(of: element) != nil else { return nil }
    let required = parts.filter { !$0.isOptional }
    let labels = (required.isEmpty ? parts : required).compactMap { $0.value(in: element)?.label }
    return labels.isEmpty ? nil : labels.joined(separator: ", ")
  }
}

extension KeyPart {
  fileprivate var label: String? {
    switch self {
    case .missing: nil
    case .value(let value), .field(_, let value): value.label
    }
  }
}

extension JSONValue {
  /// A value in a few words: a text, a number, or the name of what is referred to.
  fileprivate var label: String? {
    switch self {
    case .string(let string):
      let text = string.text
      guard text.count > ElementName.lengthMax else { return text.isEmpty ? nil : text }
      return text.prefix(ElementName.lengthMax - 1) + "…"
    case .number(let number): return number.description
    case .object(let object):
      // A reference is an object of one member, such as `{"$resource": "imports/x"}`.
      guard object.count == 1, let member = object.first(where: { $0.key.utf8.first == 0x24 })
      else { return nil }
      return member.value.string == nil ? nil : member.value.label
    default: return nil
    }
  }
}
