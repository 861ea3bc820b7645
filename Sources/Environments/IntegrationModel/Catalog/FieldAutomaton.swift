/// Follows a walk through a document and tells at every step what the catalog says of the place.
///
/// The rules of one kind form a non-deterministic automaton, which is made deterministic as it is
/// used: after the first few documents a step costs one look-up, however many rules there are.
/// An automaton belongs to one worker; it is not shared.
final class FieldAutomaton {
  /// A place in the automaton; 0 is the root of a document.
  typealias State = Int32

  private struct Position: Hashable {
    let rule: Int32
    let segment: Int32
  }

  private let rules: [FieldRule]
  private var positions: [[Position]] = []
  private var roles: [FieldRole] = []
  private var numbers: [[Position]: State] = [:]
  private var traits: [FieldTraits] = []
  private var steps = StepTable()
  /// Where a step into an element leads; -1 where none was taken yet.
  private var elementSteps: [State] = []
  private var keys: KeyTable

  init(kind: ResourceKind, catalog: FieldCatalog) {
    let rules = catalog.rules.filter { $0.speaks(of: kind) }
    self.rules = rules
    let segments = Set(rules.flatMap { $0.pattern.segments }.filter(\.namesKeys))
    let literals = Set(segments.flatMap(\.literals))
    let patterns = segments.filter { $0.literals.isEmpty }
    keys = KeyTable(literals: literals) { key in patterns.contains { $0.fits(key: key) } }
    _ = number(of: closure(rules.indices.map { Position(rule: Int32($0), segment: 0) }))
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

  private func advance(_ state: State, where fits: (PathPattern.Segment) -> Bool) -> [Position] {
    var next: [Position] = []
    for position in positions[Int(state)] {
      let segments = rules[Int(position.rule)].pattern.segments
      guard Int(position.segment) < segments.count else { continue }
      let segment = segments[Int(position.segment)]
      if segment == .anyDepth {
        next.append(position)
      } else if fits(segment) {
        next.append(Position(rule: position.rule, segment: position.segment + 1))
      }
    }
    return closure(next)
  }

  /// Adds the places reached by taking `**` for no step at all.
  private func closure(_ start: [Position]) -> [Position] {
    var all: [Position] = []
    for first in start {
      var position = first
      all.append(position)
      let segments = rules[Int(position.rule)].pattern.segments
      while Int(position.segment) < segments.count,
        segments[Int(position.segment)] == .anyDepth
      {
        position = Position(rule: position.rule, segment: position.segment + 1)
        all.append(position)
      }
    }
    var seen: Set<Position> = []
    return all.filter { seen.insert($0).inserted }
      .sorted { ($0.rule, $0.segment) < ($1.rule, $1.segment) }
  }

  private func number(of set: [Position]) -> State {
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

  private func role(of set: [Position]) -> FieldRole {
    var role = FieldRole()
    for position in set {
      let rule = rules[Int(position.rule)]
      if Int(position.segment) == rule.pattern.segments.count { role.add(rule.meaning) }
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
