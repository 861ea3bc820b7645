import IntegrationModel
import LosslessJSON
import StructuralMerge

/// Which values may end a conflict: those of a type that a side, or what both come from, has there.
extension PullConflict {
  /// Whether a value may stand at the place.
  func suits(_ value: JSONValue) -> Bool {
    guard !value.isMask, !value.listsMask else { return false }
    let types = types
    return types.isEmpty || types.contains(ValueType(value))
  }

  /// Refuses a value that may not stand at the place.
  ///
  /// - Throws: ``LifecycleError`` `bad_resolution`.
  func requireSuitable(_ resolution: Resolution) throws {
    guard case .value(let value) = resolution, !suits(value) else { return }
    let sides = "take a side with \(id)=current or \(id)=remote"
    guard !value.isMask else {
      throw refusal(
        "the answer to \(id) is a mask, which is never written", hint: sides, at: conflict.path)
    }
    guard !value.listsMask else {
      throw refusal(
        "the answer to \(id) has a mask in a list, where nothing says which credential it stands for",
        hint: "leave the mask out, or " + sides, at: conflict.path)
    }
    let wanted = types.map(\.rawValue).joined(separator: " or ")
    throw refusal(
      "the answer to \(id) is \(ValueType(value).rawValue), and at '\(conflict.path)' of '\(name)' "
        + "stands \(wanted)",
      hint: "give \(wanted) as JSON, or " + sides, at: conflict.path)
  }

  /// The refusal of a value with a credential in it, which it does not tell.
  func credential(at place: JSONPointer) -> LifecycleError {
    refusal(
      "the answer to \(id) holds a credential at '\(place)' of '\(name)', and would be recorded with it",
      hint: "leave the credential out and enter it in the environment afterwards; in an address "
        + "\(SecretMask.text) stands for the one that is there; or take a side with "
        + "--resolve \(id)=current or --resolve \(id)=remote",
      at: place)
  }

  private func refusal(_ message: String, hint: String, at place: JSONPointer) -> LifecycleError {
    LifecycleError(
      .usage, "bad_resolution", message, hint: hint,
      details: [
        "conflict": .text(id), "name": .text(name.description), "path": .text(place.description),
      ])
  }

  /// What the sides have at the place; null alone does not tell the type of a field.
  private var types: [ValueType] {
    let found = [conflict.base, conflict.ours, conflict.theirs].compactMap {
      $0.map(ValueType.init)
    }
    guard found.contains(where: { $0 != .null }) else { return [] }
    return ValueType.allCases.filter(found.contains)
  }
}

/// The type of a field, in words.
private enum ValueType: String, CaseIterable {
  case text = "a text"
  case number = "a number"
  case bool = "true or false"
  case list = "a list"
  case object = "an object"
  /// An object with one member whose name is a marker, such as `$resource`.
  case reference = "a reference"
  case null

  init(_ value: JSONValue) {
    self =
      switch value {
      case .string: .text
      case .number: .number
      case .bool: .bool
      case .array: .list
      case .object(let object): Self.isReference(object) ? .reference : .object
      case .null: .null
      }
  }

  private static func isReference(_ object: JSONObject) -> Bool {
    guard object.count == 1, let only = object.members.first, case .string = only.value else {
      return false
    }
    return ["$resource", "$slot", "$external", "$group"].contains(only.key)
  }
}

extension JSONValue {
  fileprivate var isMask: Bool { string?.withUTF8 { SecretMask.isMask($0) } ?? false }

  /// Whether a list in it has a mask as an element.
  fileprivate var listsMask: Bool {
    switch self {
    case .array(let elements): elements.contains { $0.isMask || $0.listsMask }
    case .object(let object): object.members.contains { $0.value.listsMask }
    default: false
    }
  }
}
