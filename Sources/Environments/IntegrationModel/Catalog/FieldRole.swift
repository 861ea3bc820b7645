import StructuralDiff

/// What the catalog says of one path: the sum of the rules that speak of it.
///
/// Where no rule speaks of a text, an id that is known in the account is a reference all the same,
/// and the member's name decides whether it is a credential.
struct FieldRole: Sendable {
  /// Whose id a text at this path is.
  enum Reference: Sendable, Equatable {
    case kinds([ResourceKind])
    case group(GroupKind)
    case plain
    case opaque
  }

  enum Secrecy: Sendable, Equatable {
    case secret
    case subtree
    case notSecret
  }

  var server: ServerField?
  var reference: Reference?
  var secrecy: Secrecy?
  var isPayload = false
  var isEnvironment = false
  var isContainment = false
  var array: ArrayStrategy?
  var mirrors: [Mirror] = []

  /// Takes in one more rule; what an earlier one said stays.
  mutating func add(_ meaning: FieldMeaning) {
    switch meaning {
    case .server(let field): server = server ?? field
    case .reference(let kinds): reference = reference ?? .kinds(kinds)
    case .group(let kind): reference = reference ?? .group(kind)
    case .plainID: reference = reference ?? .plain
    case .opaque: reference = reference ?? .opaque
    case .secret: secrecy = secrecy ?? .secret
    case .secretSubtree: secrecy = secrecy ?? .subtree
    case .notSecret: secrecy = secrecy ?? .notSecret
    case .payload: isPayload = true
    case .environment: isEnvironment = true
    case .containment: isContainment = true
    case .array(let strategy): array = array ?? strategy
    case .mirror(let mirror): mirrors.append(mirror)
    }
  }
}
