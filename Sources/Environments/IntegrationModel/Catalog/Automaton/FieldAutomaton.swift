/// Follows a walk through a document and tells at every step what the catalog says of the place.
///
/// The rules of one kind form a non-deterministic automaton, which is made deterministic as it is
/// used: after the first few documents a step costs one look-up, however many rules there are.
/// An automaton belongs to one worker; it is not shared.
final class FieldAutomaton {
  /// A place in the automaton; 0 is the root of a document.
  typealias State = Int32

  /// A rule, and how much of its pattern has been walked.
  private struct Position {
    let packed: UInt64

    init(rule: Int, segment: Int) { packed = UInt64(rule) << 32 | UInt64(segment) }

    var rule: Int { Int(packed >> 32) }
    var segment: Int { Int(packed & 0xffff_ffff) }
    var next: Position { Position(rule: rule, segment: segment + 1) }
  }

  /// The places at once, in order.
  private struct PositionSet: Hashable {
    let positions: [Position]

    init(_ positions: [Position]) {
      let sorted = positions.sorted { $0.packed < $1.packed }
      var unique: [Position] = []
      unique.reserveCapacity(sorted.count)
      for position in sorted where unique.last?.packed != position.packed {
        unique.append(position)
      }
      self.positions = unique
    }

    static func == (one: PositionSet, other: PositionSet) -> Bool {
      one.positions.elementsEqual(other.positions) { $0.packed == $1.packed }
    }

    func hash(into hasher: inout Hasher) {
      positions.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
  }

  /// What all automata of a kind begin with.
  struct Start: Sendable {
    let rules: [FieldRule]
    let keys: KeyTable

    init(kind: ResourceKind, catalog: FieldCatalog) {
      rules = catalog.rules.filter { $0.speaks(of: kind) }
      let segments = Set(rules.flatMap { $0.pattern.segments }.filter(\.namesKeys))
      let patterns = segments.filter { $0.literals.isEmpty }
      keys = KeyTable(literals: Set(segments.flatMap(\.literals))) { key in
        patterns.contains { $0.fits(key: key) }
      }
    }
  }

  // Whether two accesses overlap is not checked where every member of every document passes by: one
  // worker takes one step after another.
  private let rules: [FieldRule]
  private var positions: [PositionSet] = []
  @exclusivity(unchecked) private var roles: [FieldRole] = []
  private var numbers: [PositionSet: State] = [:]
  @exclusivity(unchecked) private var traits: [FieldTraits] = []
  @exclusivity(unchecked) private var steps = StepTable()
  /// Where a step into an element leads; -1 where none was taken yet.
  @exclusivity(unchecked) private var elementSteps: [State] = []
  @exclusivity(unchecked) private var keys: KeyTable

  init(kind: ResourceKind, catalog: FieldCatalog) {
    let start = catalog.workshop.start(kind, of: catalog)
    rules = start.rules
    keys = start.keys
    _ = number(of: closure(rules.indices.map { Position(rule: $0, segment: 0) }))
  }

  /// Returns what the catalog says of the values at this place.
  func role(_ state: State) -> FieldRole { roles[Int(state)] }

  /// Returns the gist of what the catalog says of the values at this place.
  func traits(_ state: State) -> FieldTraits { traits[Int(state)] }

  /// Steps into the member `key` and tells whether its name looks like a credential's.
  func step(
    _ state: State, key: UnsafeBufferPointer<UInt8>
  ) -> (state: State, look: SecretNames.Look) {
    let entry = keys.entry(for: key)
    if entry.symbol == KeyTable.Entry.unnumbered {
      return (number(of: advance(state) { $0.fits(key: key) }), entry.look)
    }
    if let known = steps.next(state, entry.symbol) { return (known, entry.look) }
    let next = number(of: advance(state) { $0.fits(key: key) })
    steps.insert(state, entry.symbol, next)
    return (next, entry.look)
  }

  /// Steps into an element of an array.
  func stepIntoElement(_ state: State) -> State {
    let known = elementSteps[Int(state)]
    if known >= 0 { return known }
    let next = number(of: advance(state) { $0.fitsElement })
    elementSteps[Int(state)] = next
    return next
  }

  private func advance(_ state: State, where fits: (PathPattern.Segment) -> Bool) -> PositionSet {
    var next: [Position] = []
    for position in positions[Int(state)].positions {
      let segments = rules[position.rule].pattern.segments
      guard position.segment < segments.count else { continue }
      let segment = segments[position.segment]
      if segment == .anyDepth {
        next.append(position)
      } else if fits(segment) {
        next.append(position.next)
      }
    }
    return closure(next)
  }

  /// Adds the places reached by taking `**` for no step at all.
  private func closure(_ start: [Position]) -> PositionSet {
    var all = start
    for first in start {
      var position = first
      let segments = rules[position.rule].pattern.segments
      while position.segment < segments.count, segments[position.segment] == .anyDepth {
        position = position.next
        all.append(position)
      }
    }
    return PositionSet(all)
  }

  private func number(of set: PositionSet) -> State {
    if let known = numbers[set] { return known }
    let state = State(positions.count)
    positions.append(set)
    elementSteps.append(-1)
    let role = role(of: set)
    roles.append(role)
    traits.append(role.traits)
    numbers[set] = state
    return state
  }

  private func role(of set: PositionSet) -> FieldRole {
    var role = FieldRole()
    for position in set.positions {
      let rule = rules[position.rule]
      if position.segment == rule.pattern.segments.count { role.add(rule.meaning) }
    }
    return role
  }
}

extension PathPattern.Segment {
  /// Tells whether the segment speaks of members by name.
  fileprivate var namesKeys: Bool {
    switch self {
    case .key, .oneOf, .affixes: true
    case .anyKey, .anyStep, .anyDepth, .element: false
    }
  }

  /// The names that the segment spells out.
  fileprivate var literals: [[UInt8]] {
    switch self {
    case .key(let key): [key]
    case .oneOf(let keys): keys
    case .affixes, .anyKey, .anyStep, .anyDepth, .element: []
    }
  }

  fileprivate var fitsElement: Bool {
    switch self {
    case .element, .anyStep: true
    default: false
    }
  }
}
