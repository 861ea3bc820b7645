import IntegrationModel
import LosslessJSON
import RepositoryCore
import StructuralDiff

/// Takes out of a merge what cannot be written, because credentials are recorded nowhere: at those
/// places a document stays as it is.
///
/// A text does not make room for a credential that only the other side has; a list of bare credentials
/// is not changed, since nothing tells which is which; an empty text does not take the place of a
/// credential.
struct CredentialKeeping {
  let now: Plan.Result
  let theirs: Plan.Result
  let identity: CatalogIdentity

  /// What stays as it is.
  struct Kept {
    let place: String
    let reason: Reason
  }

  /// Why it stays, and so what is to be done.
  enum Reason {
    /// The other side has a credential that is to be entered here.
    case isToEnter
    /// The other side has another list, which differs in more than its credentials.
    case isOtherList
    /// A list has as many credentials as the other side has, or more.
    case hasNoLess
    /// The other side has none.
    case isEmptyThere
  }

  /// Returns a version of the document with what `kept` has at those places.
  func keeping(
    _ kept: JSONValue, in document: JSONValue
  ) -> (document: JSONValue, kept: [Kept]) {
    guard !now.facts.masked.isEmpty || !theirs.facts.masked.isEmpty else { return (document, []) }
    let own = places(now, in: document)
    let other = places(theirs, in: document)
    var keeping = FieldKeeping { field in
      switch (field.value, field.kept) {
      case (nil, _?): other.contains(field.place.inEnvironment)
      case (.array(let one)?, _) where one.maskCount > 0: true
      case (.null?, nil), (.string("")?, nil): own.contains(field.place.inEnvironment)
      case (.null?, .array(let two)?), (.string("")?, .array(let two)?),
        (.array?, .array(let two)?):
        two.maskCount > 0
      default: false
      }
    }
    let result = keeping.keeping(kept, in: document, at: identity)
    return (result, keeping.fields.map(Kept.init))
  }

  private func places(_ side: Plan.Result, in document: JSONValue) -> Set<String> {
    var transfer = PlaceTransfer(from: side.content, to: document, identity: identity)
    return Set(transfer.places(side.facts.masked))
  }
}

extension CredentialKeeping.Kept {
  fileprivate init(_ field: FieldKeeping.Field) {
    place = field.place.inEnvironment
    reason = CredentialKeeping.Reason(field)
  }

  /// What a person has to do, where there is anything.
  func followUp(_ name: LogicalName) -> Revision.FollowUp? {
    let (code, hint): (String, String)
    switch reason {
    case .isToEnter:
      code = "secret_required"
      hint =
        "enter the credential at \(place), where the other side has one; credentials are recorded "
        + "nowhere, so that what is there stays, and is offered again, until then"
    case .isOtherList:
      code = "list_kept"
      hint =
        "the list at \(place) is not changed, because it or the other side's holds a credential; the "
        + "other side's is another one: change it by hand where it is to follow"
    case .hasNoLess, .isEmptyThere: return nil
    }
    return Revision.FollowUp(
      code: code, kind: name.kind.rawValue, name: name.description, hint: hint)
  }

  /// What there is to know, where nothing is to be done.
  func warning(_ name: LogicalName) -> Plan.Warning? {
    let message: String
    switch reason {
    case .isToEnter, .isOtherList: return nil
    case .hasNoLess:
      message =
        "the list at '\(place)' of '\(name)' holds credentials and is not changed; the other side "
        + "has no more in its place"
    case .isEmptyThere:
      message =
        "the credential at '\(place)' of '\(name)' stays as it is; the other side has none in "
        + "its place"
    }
    return Plan.Warning(code: "credential_kept", name: name.description, message: message)
  }
}

extension CredentialKeeping.Reason {
  fileprivate init(_ field: FieldKeeping.Field) {
    let kept = field.kept?.array
    let keptCount = kept?.maskCount ?? 0
    switch field.value {
    // A credential alone is not shown.
    case nil: self = keptCount == 0 ? .isToEnter : .hasNoLess
    case .array(let other)?:
      if let kept, kept.withoutMasks != other.withoutMasks {
        self = .isOtherList
      } else {
        self = other.maskCount > keptCount ? .isToEnter : .hasNoLess
      }
    default: self = .isEmptyThere
    }
  }
}

extension [JSONValue] {
  /// How many elements are nothing but a credential.
  fileprivate var maskCount: Int { count - withoutMasks.count }

  /// The elements that are more than a credential.
  fileprivate var withoutMasks: [JSONValue] {
    filter { !($0.string?.withUTF8 { SecretMask.isMask($0) } ?? false) }
  }
}

extension JSONPointer {
  /// The place in the environment's document, whose keys have one `$` less.
  fileprivate var inEnvironment: String {
    let tokens = tokens.map { token -> JSONString in
      guard token.utf8.first == UInt8(ascii: "$") else { return token }
      return JSONString(bytes: Array(token.utf8.dropFirst())) ?? token
    }
    return JSONPointer(tokens: tokens).description
  }
}
