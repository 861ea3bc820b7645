import TestKit

/// How a family lives: who edits what, and what else is done.
struct FamilyLife {
  /// Whether each field is edited by one integration only, so that nothing can compete.
  var hasOwners = false
  var reverts = false
  /// Whether whole units are made and deleted.
  var units = false
  /// Whether pulls leave something out.
  var partialPulls = false
  /// How many fields are edited; few make many conflicts.
  var fieldCount = Int.max
  /// Whether the accounts are those of the service, and not in memory.
  var isHosted = false
}

/// Leads a family through a random history.
struct FamilyHistory {
  let life: FamilyLife
  let family: Family
  private var ownUnits: [String: Int] = [:]
  /// The units that each member knows to be deleted.
  private var deleted: [Set<String>] = [[]]
  private(set) var conflictCount = 0
  /// Whether everything was pulled that should be.
  private var isComplete = true

  init(_ life: FamilyLife, seed: UInt64) throws {
    self.life = life
    family = try Family(seed: seed, isHosted: life.isHosted)
  }

  mutating func live(stepCount: Int) throws {
    for _ in 0..<stepCount { try step() }
    try unite()
  }

  private mutating func step() throws {
    let index = Int.random(in: 0..<family.members.count, using: &family.random)
    switch Int.random(in: 0..<14, using: &family.random) {
    case 0...4: try edit(index)
    case 5 where life.units: try changeUnits(index)
    case 6: try family.snapshot(index)
    case 7 where life.reverts: _ = try family.revert(index)
    case 8: try clone(index)
    case 9 where life.partialPulls: try pull(index, isPartial: true)
    default: try pull(index, isPartial: false)
    }
  }

  private func edit(_ index: Int) throws {
    let fields = family.members[index].state.fields.prefix(life.fieldCount).filter {
      !life.hasOwners || owner(of: $0) == index
    }
    guard !fields.isEmpty else { return }
    try family.edit(index, family.pick(Array(fields)))
  }

  private func owner(of field: Field) -> Int {
    if let unit = Self.unit(of: field.name), let owner = ownUnits[unit] { return owner }
    return field.description.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) % 6007 } % 6
  }

  private static func unit(of name: String) -> String? {
    guard let slug = name.split(separator: "/").last, slug.contains("-") else { return nil }
    return slug.split(separator: "-").first.map(String.init)
  }

  private mutating func changeUnits(_ index: Int) throws {
    let own = ownUnits.filter { $0.value == index }.keys.sorted().filter {
      family.members[index].state["flows/\($0)-flow"] != nil
    }
    if let unit = own.first, family.chance(2) {
      try family.deleteUnit(index, unit)
      deleted[index].insert(unit)
    } else {
      ownUnits[try family.makeUnit(index)] = index
      // Names are given when something is first recorded, before it is renamed.
      try family.snapshot(index)
    }
  }

  private mutating func clone(_ index: Int) throws {
    let count = family.members.count
    guard count < 6 else { return }
    let isSame = family.chance(3)
    try family.clone(
      index, into: isSame ? nil : "e\(count)",
      account: isSame
        ? family.members[index].account
        : try SimulatedAccount(number: count, isHosted: life.isHosted))
    deleted.append(deleted[index])
  }

  // MARK: Pulls

  private mutating func pull(_ index: Int, isPartial: Bool) throws {
    let others = family.members.indices.filter { $0 != index }
    guard !others.isEmpty else { return }
    let other = family.pick(others)
    let units = Set(family.members[other].state.keys.compactMap(Self.unit)).sorted()
    try pull(index, from: other, only: isPartial ? ["flows/\(family.pick(units))-flow"] : [])
  }

  private mutating func pull(_ index: Int, from other: Int, only: [String] = []) throws {
    let expected = only.isEmpty ? newest(index, other) : nil
    let outcome = try family.pull(index, from: other, only: only)
    if only.isEmpty { deleted[index].formUnion(deleted[other]) }
    if case .pulled(let count) = outcome { conflictCount += count }
    isComplete = isComplete && outcome != .notTried
    guard life.hasOwners, !life.reverts else { return }
    try family.demand(
      [.upToDate, .pulled(conflicts: 0)].contains(outcome), "a false conflict")
    if let expected {
      let state = family.members[index].state
      try family.demand(
        state == expected, "an edit is lost: \(Family.difference(expected, state))")
    }
  }

  /// The newest version of every field, where each is edited by one only.
  private func newest(_ index: Int, _ other: Int) -> FieldState {
    var newest = family.members[index].state
    for (name, parts) in family.members[other].state {
      newest[name, default: [:]].merge(parts) { Self.version($0) > Self.version($1) ? $0 : $1 }
    }
    let gone = deleted[index].union(deleted[other])
    return newest.filter { !gone.contains(Self.unit(of: $0.key) ?? "") }
  }

  private static func version(_ value: String) -> Int { Int(value.dropFirst()) ?? 0 }

  // MARK: The end

  /// Everyone pulls from everyone, over the first; then all are the same.
  private mutating func unite() throws {
    isComplete = true
    for index in family.members.indices.dropFirst() { try pull(0, from: index) }
    for index in family.members.indices.dropFirst() where isComplete {
      try pull(index, from: 0)
      let (one, other) = (family.members[0].state, family.members[index].state)
      try family.demand(one == other, "not the same: \(Family.difference(one, other))")
      try family.demand(
        try family.content(of: 0) == family.content(of: index), "not the same content")
    }
  }
}
