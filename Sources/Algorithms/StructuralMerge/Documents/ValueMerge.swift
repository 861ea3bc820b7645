import LosslessJSON
import StructuralDiff

/// Walks three versions of a document side by side and merges what differs.
///
/// Recursion is as deep as the documents, whose depth the parser limits.
struct ValueMerge {
  /// One step on the way down; made into a token only when a conflict is recorded.
  enum Step {
    case key(JSONString)
    case index(Int)

    var token: JSONString {
      switch self {
      case .key(let key): key
      case .index(let index): JSONString(String(index))
      }
    }
  }

  /// What a merge is for.
  enum Purpose {
    /// A document: where the sides compete it holds ours.
    case document
    /// A base: where the sides compete it holds what there is, and equals nothing.
    case base
  }

  let purpose: Purpose
  let nameMember: JSONPointer?
  let resolutions: [JSONPointer: Resolution]

  /// The conflicts in the order of the document; a resolved one has its resolution beside it.
  private(set) var met: [(conflict: MergeConflict, resolution: Resolution?)] = []
  /// The places of the result that equal nothing because a side's version of them does.
  private(set) var holes: [JSONPointer] = []
  private(set) var failure: MergeError?
  /// What groups of parallel arrays came to, by place; and the places above them.
  var decisions = GroupDecisions()
  private var steps: [Step] = []

  init(
    _ purpose: Purpose, nameMember: JSONPointer? = nil,
    resolutions: [JSONPointer: Resolution] = [:]
  ) {
    self.purpose = purpose
    self.nameMember = nameMember
    self.resolutions = resolutions
  }

  /// The present place.
  var path: JSONPointer { JSONPointer(tokens: steps.map(\.token)) }

  /// Returns the place of a step below the present one.
  func path(below keys: [JSONString]) -> JSONPointer {
    JSONPointer(tokens: steps.map(\.token) + keys)
  }

  /// Merges the versions of the present place; `isScope` tells that it is the root or an element.
  mutating func merge(
    _ versions: Versions, at identity: @autoclosure () -> some ArrayIdentity, isScope: Bool = false
  ) -> JSONValue? {
    if !decisions.isEmpty {
      switch decisions.hold(at: path) {
      case .decided(let value): return value
      case .below:
        if versions.ours.value?.object != nil, versions.theirs.value?.object != nil {
          return mergeObjects(versions, at: identity(), isScope: isScope)
        }
      case .nothing: break
      }
    }
    if let settled = settled(versions) { return take(settled) }
    if versions.base.isHole || versions.ours.isHole || versions.theirs.isHole {
      return conflict(versions)
    }
    switch (versions.ours.value, versions.theirs.value) {
    case (.object, .object): return mergeObjects(versions, at: identity(), isScope: isScope)
    case (.array, .array): return mergeArrays(versions, at: identity())
    case (.string(let ours), .string(let theirs)): return mergeTexts(versions, ours, theirs)
    default: return conflict(versions)
    }
  }

  /// Returns the version to take where two of three are equal.
  private func settled(_ versions: Versions) -> Version? {
    if versions.ours.equals(versions.theirs) { return versions.ours }
    if versions.base.equals(versions.ours) { return versions.theirs }
    if versions.base.equals(versions.theirs) { return versions.ours }
    return nil
  }

  /// Returns a version as it is, with its holes.
  mutating func take(_ version: Version) -> JSONValue? {
    if let inside = version.holes {
      for place in inside.places { holes.append(path(below: place.tokens)) }
    }
    return version.value
  }

  /// Calls `body` at the place below a step.
  mutating func descend<Result>(_ step: Step, _ body: (inout Self) -> Result) -> Result {
    steps.append(step)
    defer { steps.removeLast() }
    return body(&self)
  }
}

// MARK: - Conflicts

extension ValueMerge {
  /// The number of conflicts so far, for ``conflict(_:before:fits:)``.
  var metCount: Int { met.count }

  /// Records that the versions compete as a whole, and returns what the place holds.
  mutating func conflict(_ versions: Versions) -> JSONValue? {
    conflict(
      versions, ours: versions.ours.value, theirs: versions.theirs.value, detail: .none)
  }

  /// Records a conflict with what the place holds after either side is taken.
  mutating func conflict(
    _ versions: Versions, ours: JSONValue?, theirs: JSONValue?, detail: MergeConflict.Detail
  ) -> JSONValue? {
    var kind = versions.conflictKind
    let path = path
    if kind == .modifyModify, path == nameMember { kind = .renameRename }
    return conflict(
      MergeConflict(
        kind, at: path, base: versions.base.isHole ? nil : versions.base.value, ours: ours,
        theirs: theirs, detail: detail))
  }

  /// Records a conflict before the one with number `index`, and returns what the place holds.
  ///
  /// - Parameter fits: tells whether a value given as resolution can stand at the place.
  mutating func conflict(
    _ conflict: MergeConflict, before index: Int? = nil, fits: (JSONValue) -> Bool = { _ in true }
  ) -> JSONValue? {
    let resolution = resolutions[conflict.path]
    met.insert((conflict, resolution), at: index ?? met.count)
    switch resolution {
    case .ours: return conflict.ours
    case .theirs: return conflict.theirs
    case .value(let value):
      if !fits(value) || !suits(value, conflict), failure == nil {
        failure = .unsuitableValue(at: conflict.path)
      }
      return value
    case nil: return purpose == .base ? conflict.ours ?? conflict.theirs : conflict.ours
    }
  }

  /// Tells whether a document stays an object and its name a text.
  private func suits(_ value: JSONValue, _ conflict: MergeConflict) -> Bool {
    if purpose == .document, conflict.path == nameMember { return value.string != nil }
    guard conflict.path == .root, value.object == nil else { return true }
    return [conflict.base, conflict.ours, conflict.theirs].allSatisfy { $0?.object == nil }
  }

  /// Ends all conflicts from a number on, because a value took the place above them.
  mutating func end(conflictsAfter index: Int, by resolution: Resolution) {
    for position in met.indices.dropFirst(index + 1) where met[position].resolution == nil {
      met[position].resolution = resolution
    }
  }
}

extension PlaceSet {
  /// The places themselves.
  var places: [JSONPointer] {
    if includesRoot { return [.root] }
    return children.flatMap { key, below in
      below.places.map { JSONPointer(tokens: [key] + $0.tokens) }
    }
  }
}

extension MergeError {
  static func unsuitableValue(at path: JSONPointer, in name: JSONString? = nil) -> MergeError {
    let place = name.map { "'\(path)' in '\($0)'" } ?? "'\(path)'"
    return MergeError(
      code: .unsuitableValue,
      message: "cannot resolve the conflict at \(place) with a value of this kind; "
        + "give one of the kind that stands there",
      name: name, path: path)
  }

  static func unknownConflict(at path: JSONPointer, in name: JSONString? = nil) -> MergeError {
    let place = name.map { "'\(path)' in '\($0)'" } ?? "'\(path)'"
    return MergeError(
      code: .unknownConflict,
      message: "cannot resolve \(place): nothing competes there; list the conflicts again",
      name: name, path: path)
  }
}
