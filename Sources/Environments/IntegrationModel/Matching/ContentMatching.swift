import LosslessJSON

/// Matches what is left by aliases and by near-identical content, in rounds: what one round matched
/// counts as equal in the next, in the documents that refer to it and in those it refers to.
struct ContentMatching {
  private var table: MatchTable
  private var left: Half
  private var right: Half
  private var kindsWithTwins: Set<ResourceKind> = []
  /// Paired documents on the left that tell what is common in their kind, where few are free.
  private var known: [ResourceKind: [DocumentFeatures]] = [:]

  private static let knownCountMax = 32
  /// More rounds than chains of references are long.
  private static let roundCountMax = 32

  init(_ left: MatchSide, _ right: MatchSide, _ table: MatchTable) throws {
    self.table = table
    let open = Set(table.kindsOpen)
    let related = Self.referrers(left, right, table)
    self.left = try Half(left, table.free.left, open, related.map(\.left))
    self.right = try Half(right, table.free.right, open, related.map(\.right))
    for kind in open { known[kind] = try Self.known(kind, left, table) }
  }

  private static func known(
    _ kind: ResourceKind, _ left: MatchSide, _ table: MatchTable
  ) throws -> [DocumentFeatures] {
    let free = (table.free.left.union(table.free.right)).count { $0.kind == kind }
    guard free < 2 * knownCountMax else { return [] }
    let paired = left.resources.lazy.map(\.name).filter {
      $0.kind == kind && table.isMatched(left: $0)
    }
    return try paired.prefix(knownCountMax).compactMap {
      try left.document($0).map { DocumentFeatures($0) }
    }
  }

  /// The matched resources that may refer to free ones: equal documents refer to equal names.
  private static func referrers(
    _ left: MatchSide, _ right: MatchSide, _ table: MatchTable
  ) -> [ResourceMatch] {
    func digests(_ side: MatchSide) -> [LogicalName: [UInt8]] {
      Dictionary(
        side.resources.compactMap { one in one.digest.map { (one.name, $0) } }
      ) { first, _ in first }
    }
    let (ones, others) = (digests(left), digests(right))
    return table.matches.filter { match in
      guard left.referrers?.contains(match.left) != false,
        right.referrers?.contains(match.right) != false
      else { return false }
      return ones[match.left] == nil || ones[match.left] != others[match.right]
    }
  }

  /// Returns the table with all that could be matched.
  mutating func run() -> MatchTable {
    matchByAlias()
    var waiting = table.kindsOpen
    for _ in 0..<Self.roundCountMax {
      let before = table.matches.count
      for kind in waiting { match(kind, pairsTwins: false) }
      matchByAlias()
      if table.matches.count == before, !matchTwins() { break }
      waiting = kindsTouched(since: before)
    }
    return table
  }

  /// Chooses between twins, of one kind at a time: the choice may decide about others.
  private mutating func matchTwins() -> Bool {
    for kind in table.kindsOpen where kindsWithTwins.contains(kind) {
      let before = table.matches.count
      match(kind, pairsTwins: true)
      if table.matches.count > before { return true }
    }
    return false
  }

  private mutating func match(_ kind: ResourceKind, pairsTwins: Bool) {
    let ones = left.documents(of: kind, table.free.left, table.isMatched(left:), table.token(left:))
    let others = right.documents(
      of: kind, table.free.right, table.isMatched(right:), table.token(right:))
    guard !ones.isEmpty, !others.isEmpty else { return }
    let known = (known[kind] ?? []).map { $0.statements(token: table.token(left:)) }
    let found = NearMatching(ones, others, known: known, pairsTwins: pairsTwins)
    for pair in found.pairs {
      table.add(left.names[pair.left], right.names[pair.right], .content)
    }
    if found.hasOpenTwins { kindsWithTwins.insert(kind) } else { kindsWithTwins.remove(kind) }
  }

  private mutating func matchByAlias() {
    for match in table.matches {
      guard let ones = left.aliases[match.left], let others = right.aliases[match.right] else {
        continue
      }
      let known = Dictionary(others.map { ($0.text, $0.name) }) { first, _ in first }
      for alias in ones {
        guard let other = known[alias.text] else { continue }
        table.add(alias.name, other, .name)
      }
    }
  }

  /// The kinds of which something free is in touch with what was matched lately.
  private func kindsTouched(since count: Int) -> [ResourceKind] {
    var kinds: Set<ResourceKind> = []
    for match in table.matches[count...] {
      kinds.insert(match.left.kind)
      kinds.formUnion(left.neighbours(of: match.left).map(\.kind))
      kinds.formUnion(right.neighbours(of: match.right).map(\.kind))
    }
    return table.kindsOpen.filter(kinds.contains)
  }
}

/// One side while its content is matched.
private struct Half {
  /// The names by position.
  let names: [LogicalName]
  /// The aliases that documents give.
  private(set) var aliases: [LogicalName: [DocumentFeatures.Alias]] = [:]
  private var features: [LogicalName: DocumentFeatures] = [:]
  private var references: [LogicalName: [DocumentFeatures.Reference]] = [:]
  private var referrers: [LogicalName: [DocumentFeatures.Reference]] = [:]

  init(
    _ side: MatchSide, _ free: Set<LogicalName>, _ kinds: Set<ResourceKind>,
    _ related: [LogicalName]
  ) throws {
    names = side.resources.map(\.name)
    for name in names where free.contains(name) && kinds.contains(name.kind) {
      try read(name, side, isFree: true)
    }
    for name in related { try read(name, side, isFree: false) }
  }

  private mutating func read(_ name: LogicalName, _ side: MatchSide, isFree: Bool) throws {
    guard let document = try side.document(name) else { return }
    let read = DocumentFeatures(document)
    if isFree { features[name] = read }
    if !read.aliases.isEmpty { aliases[name] = read.aliases }
    references[name] = read.references
    for reference in read.references {
      referrers[reference.name, default: []].append(
        DocumentFeatures.Reference(place: reference.place, name: name))
    }
  }

  /// What a resource refers to, and what refers to it.
  func neighbours(of name: LogicalName) -> [LogicalName] {
    (references[name] ?? []).map(\.name) + (referrers[name] ?? []).map(\.name)
  }

  /// The free documents of a kind, with what is matched around them.
  func documents(
    of kind: ResourceKind, _ free: Set<LogicalName>, _ isMatched: (LogicalName) -> Bool,
    _ token: (LogicalName) -> UInt64
  ) -> [NearMatching.Document] {
    names.indices.compactMap { position in
      let name = names[position]
      guard name.kind == kind, free.contains(name), let read = features[name] else { return nil }
      let users = (referrers[name] ?? []).filter { isMatched($0.name) }
      return NearMatching.Document(
        position: position, features: read.statements(users: users, token: token),
        words: read.words)
    }
  }
}
