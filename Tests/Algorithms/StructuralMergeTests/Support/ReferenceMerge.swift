import LosslessJSON
import StructuralDiff
import StructuralMerge

/// The three-way merge of a document, quadratic and without cleverness: the real one's referee.
struct ReferenceMerge {
  struct Conflict: Hashable {
    let kind: MergeConflict.Kind
    let path: JSONPointer
  }

  private(set) var conflicts: [Conflict] = []
  private var decided: [JSONPointer: JSONValue?] = [:]

  mutating func merge(
    _ base: JSONValue?, _ ours: JSONValue?, _ theirs: JSONValue?, at identity: some ArrayIdentity,
    _ path: JSONPointer = .root, isScope: Bool = true
  ) -> JSONValue? {
    if let value = decided[path] { return value }
    let isAboveDecided = decided.keys.contains {
      $0.tokens.count > path.tokens.count && $0.tokens.starts(with: path.tokens)
    }
    let areObjects = ours?.object != nil && theirs?.object != nil
    if !(isAboveDecided && areObjects) {
      if ours == theirs { return ours }
      if base == ours { return theirs }
      if base == theirs { return ours }
    }
    switch (ours, theirs) {
    case (.object(let ours), .object(let theirs)):
      if isScope { decideGroups(base, .object(ours), .object(theirs), at: identity, path) }
      var result: JSONObject = [:]
      for key in Set(ours.keys + theirs.keys).sorted() {
        result[key] = merge(
          base?[key], ours[key], theirs[key], at: identity.member(key), path.appending(key: key),
          isScope: false)
      }
      return .object(result)
    case (.array(let ours), .array(let theirs)):
      return mergeArrays(base, ours, theirs, at: identity, path)
    case (.string(let own), .string(let other)):
      guard case .string(let origin) = base, [origin, own, other].contains(where: \.hasLines) else {
        break
      }
      let merged = ReferenceTextMerge(origin.utf8, own.utf8, other.utf8)
      if merged.competes { conflicts.append(Conflict(kind: .modifyModify, path: path)) }
      return .string(JSONString(bytes: merged.ours)!)
    default: break
    }
    return compete(base, ours, theirs, path)
  }

  private mutating func compete(
    _ base: JSONValue?, _ ours: JSONValue?, _ theirs: JSONValue?, _ path: JSONPointer
  ) -> JSONValue? {
    let kind: MergeConflict.Kind =
      ours == nil
      ? .deleteModify : theirs == nil ? .modifyDelete : base == nil ? .addAdd : .modifyModify
    conflicts.append(Conflict(kind: kind, path: path))
    return ours
  }
}

// MARK: - Arrays

extension ReferenceMerge {
  private mutating func mergeArrays(
    _ base: JSONValue?, _ ours: [JSONValue], _ theirs: [JSONValue],
    at identity: some ArrayIdentity, _ path: JSONPointer
  ) -> JSONValue? {
    let origin = base?.array ?? []
    switch ElementMatcher.match([origin, ours, theirs], by: identity.strategy) {
    case .whole: return compete(base, .array(ours), .array(theirs), path)
    case .aligned:
      let merged = ReferenceScalarMerge(origin, ours, theirs)
      if merged.competes { _ = compete(base, .array(ours), .array(theirs), path) }
      return .array(merged.ours)
    case .identified(_, order: .fixed):
      return mergePositions(base, ours, theirs, at: identity, path)
    case .identified(let tokens, let order):
      return mergeElements(
        base, ours, theirs, tokens, isSignificant: order == .significant, isSet: order == .none,
        at: identity, path)
    }
  }

  private mutating func mergePositions(
    _ base: JSONValue?, _ ours: [JSONValue], _ theirs: [JSONValue],
    at identity: some ArrayIdentity, _ path: JSONPointer
  ) -> JSONValue? {
    let origin = base?.array ?? []
    let isShortened = min(ours.count, theirs.count) < origin.count
    for index in 0..<max(origin.count, ours.count, theirs.count) where isShortened {
      let (own, other) = (ours.at(index), theirs.at(index))
      if own != nil && other != nil || own == nil && other == nil { continue }
      if (own ?? other) != origin.at(index) {
        return compete(base, .array(ours), .array(theirs), path)
      }
    }
    var result: [JSONValue] = []
    let count = isShortened ? min(ours.count, theirs.count) : max(ours.count, theirs.count)
    for index in 0..<count {
      let value = merge(
        origin.at(index), ours.at(index), theirs.at(index), at: identity.element,
        path.appending(index: index))
      if let value { result.append(value) }
    }
    return .array(result)
  }

  private mutating func mergeElements(
    _ base: JSONValue?, _ ours: [JSONValue], _ theirs: [JSONValue], _ tokens: ElementTokens,
    isSignificant: Bool, isSet: Bool, at identity: some ArrayIdentity, _ path: JSONPointer
  ) -> JSONValue? {
    let values = [base?.array ?? [], ours, theirs]
    func value(_ token: Int, _ side: Int) -> JSONValue? {
      tokens.sides[side].firstIndex(of: token).map { values[side][$0] }
    }
    func isGone(_ token: Int) -> Bool {
      let (origin, own, other) = (value(token, 0), value(token, 1), value(token, 2))
      return own == nil && (other == nil || other == origin) || other == nil && own == origin
    }
    let kept = tokens.sides.map { $0.filter { !isGone($0) } }
    let order = ReferenceOrder(base: kept[0], ours: kept[1], theirs: kept[2])
    let layout = isSignificant && order.competes ? order.oursFirst : order.shown
    if isSignificant, order.competes {
      conflicts.append(Conflict(kind: .order, path: path))
    }
    let isAbsent = { (token: Int) in value(token, 0) != nil && value(token, 1) == nil }
    var result: [JSONValue] = []
    let present = layout.filter { !isAbsent($0) }
    for token in layout {
      let index =
        isAbsent(token)
        ? present.count + layout.filter(isAbsent).firstIndex(of: token)!
        : present.firstIndex(of: token)!
      let merged = merge(
        value(token, 0), value(token, 1), value(token, 2), at: identity.element,
        path.appending(index: index))
      if let merged { result.append(merged) }
    }
    if isSet, result.allSatisfy({ $0.array == nil && $0.object == nil }) {
      result.sort { $0.canonicalBytes().lexicographicallyPrecedes($1.canonicalBytes()) }
    }
    return .array(result)
  }
}

// MARK: - Groups

extension ReferenceMerge {
  private mutating func decideGroups(
    _ base: JSONValue?, _ ours: JSONValue, _ theirs: JSONValue, at identity: some ArrayIdentity,
    _ path: JSONPointer
  ) {
    var groups: [String: Set<JSONPointer>] = [:]
    for value in [base, ours, theirs] {
      value.map { Self.arrays(in: $0, at: identity, .root, &groups) }
    }
    for (_, places) in groups.sorted(by: { $0.key < $1.key }) {
      let ways = places.filter { place in
        [ours, theirs].allSatisfy { $0[place.parent ?? .root]?.object != nil }
      }.sorted { $0.tokens.lexicographicallyPrecedes($1.tokens) }
      if ways.isEmpty { continue }
      let sides = [base, ours, theirs].map { side in ways.map { side?[$0] } }
      if sides.joined().contains(where: { $0 != nil && $0?.array == nil }) { continue }
      let counts = sides.map { $0.map { $0?.array?.count } }
      if counts[0] == counts[1], counts[1] == counts[2] { continue }
      if sides[0] == sides[1] || sides[0] == sides[2] || sides[1] == sides[2] { continue }
      decide(ways, sides, path)
    }
  }

  private mutating func decide(
    _ ways: [JSONPointer], _ sides: [[JSONValue?]], _ path: JSONPointer
  ) {
    let counts = sides.map { $0.map { $0?.array?.count ?? 0 }.max() ?? 0 }
    func row(_ side: Int, _ index: Int) -> [JSONValue?]? {
      index < counts[side] ? sides[side].map { $0?.array?.at(index) } : nil
    }
    var rows: [[JSONValue?]] = []
    var competes = false
    let isShortened = min(counts[1], counts[2]) < counts[0]
    for index in 0..<max(counts[0], counts[1], counts[2]) {
      let (origin, own, other) = (row(0, index), row(1, index), row(2, index))
      if isShortened, own == nil || other == nil {
        if let left = own ?? other, left != origin { competes = true }
        continue
      }
      if own == other || origin == other {
        rows.append(own!)
      } else if origin == own {
        rows.append(other!)
      } else {
        competes = true
      }
    }
    for column in ways.indices where !competes {
      let cells = rows.map { $0[column] }
      if zip(cells, cells.dropFirst()).contains(where: { $0 == nil && $1 != nil }) {
        competes = true
      }
    }
    for (column, way) in ways.enumerated() {
      let place = JSONPointer(tokens: path.tokens + way.tokens)
      let cells = rows.compactMap { $0[column] }
      let there = sides.map { $0[column] != nil }
      let isThere = there[0] == there[1] ? there[2] : there[1]
      let merged: JSONValue? = cells.isEmpty && !isThere ? .none : .array(cells)
      decided.updateValue(competes ? sides[1][column] : merged, forKey: place)
    }
    guard competes else { return }
    var common = ways[0].tokens.dropLast()
    while !ways.allSatisfy({ $0.tokens.dropLast().starts(with: common) }) { common.removeLast() }
    var place = JSONPointer(tokens: path.tokens + common)
    if conflicts.contains(where: { $0.path == place }) {
      place = JSONPointer(tokens: path.tokens + ways[0].tokens)
    }
    conflicts.append(Conflict(kind: .modifyModify, path: place))
  }

  private static func arrays(
    in value: JSONValue, at identity: some ArrayIdentity, _ path: JSONPointer,
    _ groups: inout [String: Set<JSONPointer>]
  ) {
    switch value {
    case .array:
      guard case .parallelGroup(let name) = identity.strategy, path != .root else { return }
      groups[name, default: []].insert(path)
    case .object(let object):
      for member in object {
        let place = path.appending(key: member.key)
        arrays(in: member.value, at: identity.member(member.key), place, &groups)
      }
    default: return
    }
  }
}

extension Array {
  fileprivate func at(_ index: Int) -> Element? { index < count ? self[index] : nil }
}

extension JSONString {
  fileprivate var hasLines: Bool { utf8.contains(UInt8(ascii: "\n")) }
}
