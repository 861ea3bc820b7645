public import IntegrationModel
public import LosslessJSON
public import StructuralDiff
public import StructuralMerge

/// A conflict of a pull: a place where both sides changed something, with what each holds.
public struct PullConflict: Sendable, Equatable {
  /// `c1`, `c2`, …: counted per revision, and stable in it.
  public let id: String
  /// The resource, by our name.
  public let name: LogicalName
  /// What competes; ours is the current side, theirs the remote.
  public let conflict: MergeConflict
  /// How it was resolved; `nil` while it is open.
  public var resolution: Resolution?
  /// Whether it was resolved as the same conflict was before.
  public var isRemembered = false
  /// What needs the resource, where it is pulled for nothing else.
  public var neededBy: LogicalName?
  /// The names of the array elements on the way to the place.
  public var elements: [ElementName] = []

  /// The place by which a merge knows the conflict.
  public var place: MergePlace {
    MergePlace(name: JSONString(name.description), path: conflict.path)
  }
}

extension PullConflict {
  /// The conflict as the command line writes it; a side that has nothing there is absent.
  public var json: JSONValue {
    var object = JSONObject()
    object["id"] = .text(id)
    object["kind"] = .text(name.kind.rawValue)
    object["name"] = .text(name.description)
    object["path"] = .text(conflict.path.description)
    object["type"] = .text(conflict.kind.rawValue)
    object["base"] = conflict.base
    object["current"] = conflict.ours
    object["remote"] = conflict.theirs
    switch conflict.detail {
    case .none: break
    case .text: object["text"] = .bool(true)
    case .references(let places):
      object["references"] = .array(
        places.map { ["name": .text($0.name.text), "path": .text($0.path.description)] })
    case .violation(let violation):
      object["rule"] = .text(violation.code)
      object["message"] = .text(violation.message)
    }
    if let resolution { object["resolution"] = resolution.json }
    if isRemembered { object["remembered"] = .bool(true) }
    if let neededBy { object["neededBy"] = .text(neededBy.description) }
    if !elements.isEmpty { object["elements"] = .array(elements.map(\.json)) }
    return .object(object)
  }
}

extension Resolution {
  /// `{"take": "current"}`, `{"take": "remote"}` or `{"value": …}`.
  public var json: JSONValue {
    switch self {
    case .ours: ["take": "current"]
    case .theirs: ["take": "remote"]
    case .value(let value): ["value": value]
    }
  }

  /// Reads the form of ``json``, or returns `nil` for anything else.
  public init?(json: JSONValue) {
    switch (json["take"]?.text, json["value"]) {
    case ("current", nil): self = .ours
    case ("remote", nil): self = .theirs
    case (nil, let value?): self = .value(value)
    default: return nil
    }
  }
}

/// Gives conflicts their ids.
struct ConflictTable: Sendable, Equatable {
  /// The places in the order of their ids.
  private(set) var places: [MergePlace] = []
  private var numbers: [MergePlace: Int] = [:]

  init(_ places: [MergePlace] = []) {
    for place in places { _ = id(of: place) }
  }

  /// The id of the conflict at a place; the next one if it has none yet.
  mutating func id(of place: MergePlace) -> String {
    if let known = numbers[place] { return "c\(known)" }
    places.append(place)
    numbers[place] = places.count
    return "c\(places.count)"
  }

  /// The place of the conflict with an id.
  func place(_ id: String) -> MergePlace? {
    guard id.hasPrefix("c"), let number = Int(id.dropFirst()), number > 0, number <= places.count
    else { return nil }
    return places[number - 1]
  }

  /// The place of the conflict that is spoken of.
  func place(of subject: ResolutionRequests.Answer.Subject) -> MergePlace? {
    switch subject {
    case .id(let id): place(id)
    case .place(let place): place
    }
  }
}
