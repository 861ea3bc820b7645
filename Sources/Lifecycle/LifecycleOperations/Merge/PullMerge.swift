import IntegrationModel
import LosslessJSON
import StructuralDiff
import StructuralMerge

/// The merge of a pull: what both sides become, and where they compete.
struct PullMerge {
  let sides: MergeSides
  let scope: PullScope
  private(set) var table: ConflictTable
  /// The resolutions that count, by place.
  private(set) var resolutions: [MergePlace: Resolution]
  private(set) var remembered: Set<MergePlace> = []
  /// What was said about conflicts that there are not, in words.
  private(set) var unused: [String] = []
  private(set) var merge: TreeMerge<DocumentID>

  /// Merges, with the resolutions that were made before.
  init(
    _ sides: MergeSides, _ scope: PullScope, table: ConflictTable = ConflictTable(),
    resolutions: [MergePlace: Resolution] = [:], remembered: Set<MergePlace> = []
  ) throws {
    self.remembered = remembered
    self.sides = sides
    self.scope = scope
    self.table = table
    self.resolutions = resolutions
    merge = try Self.run(sides, scope, [:])
    assignIDs()
    // What does not compete any more needs no resolution.
    let places = Set(merge.conflicts.map(\.place))
    let early = resolutions.filter { places.contains($0.key) }
    self.resolutions = early
    if !early.isEmpty { try runAgain() }
    let late = resolutions.filter { early[$0.key] == nil }
    try resolve { late[$0.place] }
    try reopen()
  }

  /// The conflicts that are open, by id.
  var open: [PullConflict] { conflicts(merge.conflicts) }

  /// The conflicts that a resolution ended, by id.
  var resolved: [PullConflict] { conflicts(merge.resolved) }

  private func conflicts(_ found: [TreeConflict]) -> [PullConflict] {
    var table = table
    return found.compactMap { found -> (Int, PullConflict)? in
      guard let name = LogicalName(found.name.text) else { return nil }
      let id = table.id(of: found.place)
      return (
        Int(id.dropFirst()) ?? 0,
        PullConflict(
          id: id, name: name, conflict: found.conflict, resolution: resolutions[found.place],
          isRemembered: remembered.contains(found.place), neededBy: scope.users[name])
      )
    }.sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// Conflicts with the names of the array elements on the way to each.
  func named(_ conflicts: [PullConflict]) throws -> [PullConflict] {
    try conflicts.map { conflict in
      let key = JSONString(conflict.name.description)
      guard let document = try sides.document(merge.tree.sources[key]) else { return conflict }
      var conflict = conflict
      let sides = conflict.conflict
      conflict.elements = ElementName.all(
        on: sides.path, in: document, orHolding: sides.theirs ?? sides.base,
        identity: self.sides.rules.identity(key))
      return conflict
    }
  }

  // MARK: Resolving

  /// Resolves open conflicts as the same ones were before.
  mutating func resolve(from memory: RememberedResolutions) throws {
    let before = Set(resolutions.keys)
    try resolve { conflict in
      let known = try memory.resolution(of: conflict)
      if case .value(let value)? = known, !conflict.suits(value) { return nil }
      return known
    }
    for conflict in try reopen() { memory.forget(conflict) }
    remembered.formUnion(Set(resolutions.keys).subtracting(before))
  }

  /// Resolves conflicts as a person says, which counts more than what is remembered.
  ///
  /// - Throws: ``LifecycleError`` `unknown_conflict` for what is said about a conflict that there is
  ///   not; `bad_resolution` for a value that does not fit its place, or holds a credential.
  mutating func resolve(_ requests: ResolutionRequests) throws {
    if let rest = requests.rest, !remembered.isEmpty {
      for place in remembered { resolutions[place] = rest }
      remembered = []
      try runAgain()
    }
    var waiting = requests.answers
    // A resolution may bring up a conflict that another one speaks of.
    while try take(&waiting) || (try resolveOpen(requests.rest)) { try runAgain() }
    if let first = waiting.first(where: { !$0.isKept }) { throw unknown(first.subject.words) }
    unused += waiting.map(\.subject.words)
    if let (conflict, place) = try exposures().first { throw conflict.credential(at: place) }
  }

  /// Opens conflicts again that earlier versions let somebody end with what is not accepted; returns
  /// those.
  @discardableResult
  private mutating func reopen() throws -> [PullConflict] {
    var reopened: [PullConflict] = []
    while true {
      let found = try unacceptable()
      guard !found.isEmpty else { return reopened }
      for place in found.map(\.place) {
        resolutions[place] = nil
        remembered.remove(place)
      }
      reopened += found
      try runAgain()
    }
  }

  /// Takes the answers to conflicts that there are; returns whether any changes something.
  private mutating func take(_ waiting: inout [ResolutionRequests.Answer]) throws -> Bool {
    let known = Dictionary(
      (open + resolved).map { ($0.place, $0) }, uniquingKeysWith: { first, _ in first })
    var isChanged = false
    try waiting.removeAll { answer in
      guard let place = table.place(of: answer.subject), let conflict = known[place] else {
        return false
      }
      try conflict.requireSuitable(answer.resolution)
      let before = resolutions.updateValue(answer.resolution, forKey: place)
      if before != answer.resolution { isChanged = true }
      remembered.remove(place)
      return true
    }
    return isChanged
  }

  /// Resolves what is open in one way; returns whether there was anything.
  private mutating func resolveOpen(_ rest: Resolution?) throws -> Bool {
    guard let rest else { return false }
    let unanswered = open.filter { resolutions[$0.place] == nil }
    for conflict in unanswered {
      try conflict.requireSuitable(rest)
      resolutions[conflict.place] = rest
    }
    return !unanswered.isEmpty
  }

  /// Resolves open conflicts until nothing more is known of any.
  private mutating func resolve(_ known: (PullConflict) throws -> Resolution?) throws {
    while true {
      var isChanged = false
      for conflict in open {
        guard let resolution = try known(conflict), resolutions[conflict.place] == nil else {
          continue
        }
        resolutions[conflict.place] = resolution
        isChanged = true
      }
      guard isChanged else { return }
      try runAgain()
    }
  }

  private func unknown(_ what: String) -> LifecycleError {
    let ids = (open + resolved).map { "\($0.id) (\($0.name) \($0.conflict.path))" }
    return LifecycleError(
      .usage, "unknown_conflict", "there is no conflict \(what)",
      hint: ids.isEmpty
        ? "this pull has no conflicts" : "the conflicts are " + ids.joined(separator: ", "))
  }

  // MARK: Merging

  private mutating func runAgain() throws {
    while true {
      do {
        merge = try Self.run(sides, scope, resolutions)
        return assignIDs()
      } catch let error as MergeError where error.code == .unknownConflict {
        // Another resolution ended the conflict that this one was for.
        let place = error.name.map { MergePlace(name: $0, path: error.path) }
        guard let place, resolutions.removeValue(forKey: place) != nil else { throw error }
      } catch let error as MergeError {
        throw LifecycleError(
          .usage, "bad_resolution", error.message,
          details: ["name": .text(error.name?.text), "path": .text(error.path.description)])
      }
    }
  }

  private mutating func assignIDs() {
    for conflict in merge.conflicts + merge.resolved { _ = table.id(of: conflict.place) }
  }

  private static func run(
    _ sides: MergeSides, _ scope: PullScope, _ resolutions: [MergePlace: Resolution]
  ) throws -> TreeMerge<DocumentID> {
    try TreeMerge(
      base: sides.base, ours: sides.ourTree, theirs: scope.tree, rules: sides.rules,
      resolutions: resolutions, isAlike: { try sides.alike.source($0) != nil },
      load: { try sides.load($0) })
  }
}
