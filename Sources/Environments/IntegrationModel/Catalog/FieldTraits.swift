/// What a walk has to know of a place at every step: the gist of a ``FieldRole``, free to copy.
struct FieldTraits: OptionSet, Sendable {
  let rawValue: UInt16

  static let server = FieldTraits(rawValue: 1 << 0)
  static let payload = FieldTraits(rawValue: 1 << 1)
  static let environment = FieldTraits(rawValue: 1 << 2)
  static let containment = FieldTraits(rawValue: 1 << 3)
  /// Whatever does not stay in the content.
  static let aside: FieldTraits = [.server, .payload, .environment, .containment]

  /// An array whose elements have no order.
  static let unordered = FieldTraits(rawValue: 1 << 4)
  /// An object that holds the same content twice.
  static let mirrored = FieldTraits(rawValue: 1 << 5)

  /// A row says whose id a text here is.
  static let reference = FieldTraits(rawValue: 1 << 6)
  static let group = FieldTraits(rawValue: 1 << 7)
  /// A row says that a text here is no reference, whatever it looks like.
  static let noReference = FieldTraits(rawValue: 1 << 8)

  static let secret = FieldTraits(rawValue: 1 << 9)
  static let secretSubtree = FieldTraits(rawValue: 1 << 10)
  static let notSecret = FieldTraits(rawValue: 1 << 11)
}

extension FieldRole {
  /// The gist of the role.
  var traits: FieldTraits {
    var traits: FieldTraits = []
    if server != nil { traits.insert(.server) }
    if isPayload { traits.insert(.payload) }
    if isEnvironment { traits.insert(.environment) }
    if isContainment { traits.insert(.containment) }
    if array?.isUnordered == true { traits.insert(.unordered) }
    if !mirrors.isEmpty { traits.insert(.mirrored) }
    switch reference {
    case .kinds: traits.insert(.reference)
    case .group: traits.insert(.group)
    case .plain, .opaque: traits.insert(.noReference)
    case nil: break
    }
    switch secrecy {
    case .secret: traits.insert(.secret)
    case .subtree: traits.insert(.secretSubtree)
    case .notSecret: traits.insert(.notSecret)
    case nil: break
    }
    return traits
  }
}
