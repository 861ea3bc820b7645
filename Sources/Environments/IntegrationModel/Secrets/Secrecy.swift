import LosslessJSON

/// How the values at a place are judged, seen from above.
enum Secrecy {
  /// By the catalog, by the member's name or by a name beside it.
  case byName
  /// A credential.
  case secret
  /// Credentials in every text and number below.
  case subtree
}

extension Secrecy {
  /// Decides how a member's value is judged.
  ///
  /// - Parameters:
  ///   - kind: What the value is.
  ///   - traits: What the catalog says of the place.
  ///   - look: What the member's name says.
  ///   - inherited: How the object is judged that the member is in.
  ///   - isNamedBeside: Tells whether a member beside it names a credential.
  init(
    of kind: JSONKind, _ traits: FieldTraits, _ look: SecretNames.Look, inherited: Secrecy,
    isNamedBeside: () -> Bool
  ) {
    if inherited == .subtree {
      self = .subtree
    } else if traits.contains(.notSecret) {
      self = .byName
    } else if traits.contains(.secretSubtree) {
      self = .subtree
    } else if traits.contains(.secret) {
      self = kind == .object || kind == .array ? .subtree : .secret
    } else {
      self = Self.byNames(kind, look, isNamedBeside)
    }
  }

  private static func byNames(
    _ kind: JSONKind, _ look: SecretNames.Look, _ isNamedBeside: () -> Bool
  ) -> Secrecy {
    switch kind {
    case .string: look.contains(.text) || isNamedBeside() ? .secret : .byName
    case .number: look.contains(.number) || isNamedBeside() ? .secret : .byName
    case .array: look.contains(.text) ? .secret : .byName
    case .object: look.contains(.container) ? .subtree : .byName
    case .bool, .null: .byName
    }
  }
}

extension SecretMask {
  /// Returns a text with its credentials masked, or `nil` where it has none.
  static func masked(_ bytes: UnsafeBufferPointer<UInt8>, _ secrecy: Secrecy) -> [UInt8]? {
    if bytes.isEmpty { return nil }
    if isMask(bytes) { return Self.bytes }
    if secrecy != .byName { return isHandlebars(bytes) ? nil : Self.bytes }
    return maskingAddresses(bytes)
  }
}
