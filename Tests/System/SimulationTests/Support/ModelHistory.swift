import CommitGraph
import ObjectModel

/// The history of a family as it should be: commits with fields, merged field by field.
struct ModelHistory {
  struct Commit {
    var parents: [Int] = []
    var revertsTo: Int?
    var taken: (source: Int, record: Int, names: Set<String>)?
    var state: FieldState
  }

  private(set) var commits: [Commit] = []
  private var unequal = 0

  mutating func add(_ commit: Commit) -> Int {
    commits.append(commit)
    return commits.count - 1
  }

  // MARK: Ancestry

  private static func id(_ number: Int) -> CommitID {
    let bytes = (0..<20).map { UInt8(truncatingIfNeeded: $0 < 12 ? 0 : number >> (8 * (19 - $0))) }
    guard let id = ObjectID(.sha1, bytes: bytes) else { preconditionFailure("20 bytes") }
    return CommitID(id)
  }

  private static func number(_ id: CommitID) -> Int {
    id.objectID.bytes.suffix(8).reduce(0) { $0 << 8 | Int($1) }
  }

  private var ancestry: CommitAncestry {
    let commits = commits
    return CommitAncestry { id in
      let commit = commits[Self.number(id)]
      return CommitNode(
        parents: commit.parents.map(Self.id), revertsTo: commit.revertsTo.map(Self.id),
        taken: commit.taken.map {
          Taken(source: Self.id($0.source), record: Self.id($0.record), names: $0.names)
        })
    }
  }

  func isAncestor(_ a: Int, of b: Int) throws -> Bool {
    try ancestry.isAncestor(Self.id(a), of: Self.id(b))
  }

  // MARK: Merging

  /// What became of a merge; where both sides compete it holds ours.
  struct Merge {
    var state: FieldState = [:]
    /// Fields that compete.
    var conflicts: Set<Field> = []
    /// Resources that one side deleted and the other changed.
    var halfDeleted: Set<String> = []
    /// How many commits were merged to get the base.
    var baseCount = 1
  }

  /// Merges theirs into ours, only the named resources if there are names.
  mutating func merge(
    _ ours: Int, _ theirs: Int, only names: Set<String>? = nil
  ) throws -> Merge {
    let bases = try ancestry.mergeBases(of: Self.id(ours), and: Self.id(theirs))
    var base = try virtual(bases.commits.map { .commit($0) })
    for (name, candidates) in bases.taken {
      base[name] = try virtual(candidates, of: name)[name]
    }
    var remote = commits[theirs].state
    if let names {
      let own = commits[ours].state
      for name in Set(remote.keys).union(own.keys) where !names.contains(name) {
        remote[name] = own[name]
      }
    }
    var merge = merge(base: base, commits[ours].state, remote)
    merge.baseCount = bases.commits.count
    return merge
  }

  /// Merges bases into one, of everything or of one resource.
  private mutating func virtual(
    _ bases: [ResourceBase], of name: String? = nil
  ) throws -> FieldState {
    guard var merged = bases.first.map({ state(of: $0, name) }) else { return [:] }
    for (index, base) in bases.enumerated().dropFirst() {
      let shared = try Set(bases[..<index].flatMap { try common($0, base, name) })
      let best = try shared.filter { one in
        try !shared.contains {
          try $0.commit != one.commit && ancestry.isAncestor(one.commit, of: $0.commit)
        }
      }
      let ordered = best.sorted { $0.commit < $1.commit }
      merged = equalNothing(
        merge(base: try virtual(ordered, of: name), merged, state(of: base, name)))
    }
    return merged
  }

  private func common(
    _ one: ResourceBase, _ other: ResourceBase, _ name: String?
  ) throws -> [ResourceBase] {
    let bases = try ancestry.mergeBases(of: one.commit, and: other.commit)
    return name.flatMap { bases.taken[$0] } ?? bases.commits.map { .commit($0) }
  }

  private func state(of base: ResourceBase, _ name: String?) -> FieldState {
    let commit =
      switch base {
      case .commit(let commit): commit
      case .taken(let taken): taken.record
      }
    let state = commits[Self.number(commit)].state
    return name.map { name in state.filter { $0.key == name } } ?? state
  }

  /// Where two bases compete the base equals nothing; a text is one place.
  private mutating func equalNothing(_ merge: Merge) -> FieldState {
    var state = merge.state
    for field in merge.conflicts {
      let isText = field.place.part == "content"
      for part in (state[field.name] ?? [:]).keys where isText || part == field.part {
        unequal += 1
        state[field.name]?[part] = "unequal \(unequal)"
      }
    }
    for name in merge.halfDeleted {
      unequal += 1
      state[name] = ["": "unequal \(unequal)"]
    }
    return state
  }

  private func merge(base: FieldState, _ ours: FieldState, _ theirs: FieldState) -> Merge {
    var merge = Merge()
    for name in Set(ours.keys).union(theirs.keys) {
      let (old, one, other) = (base[name], ours[name], theirs[name])
      if one == other || other == old {
        merge.state[name] = one
      } else if one == old {
        merge.state[name] = other
      } else if let one, let other {
        Self.mergeParts(name, old ?? [:], one, other, &merge)
      } else {
        merge.state[name] = one
        merge.halfDeleted.insert(name)
      }
    }
    return merge
  }

  private static func mergeParts(
    _ name: String, _ base: [String: String], _ ours: [String: String],
    _ theirs: [String: String], _ merge: inout Merge
  ) {
    merge.state[name] = [:]
    for part in Set(ours.keys).union(theirs.keys) {
      let (old, one, other) = (base[part], ours[part], theirs[part])
      merge.state[name]?[part] = one == old ? other : one
      if one != other, one != old, other != old {
        merge.conflicts.insert(Field(name: name, part: part))
      }
    }
  }
}
