import LosslessJSON
import StructuralDiff

/// diff3 of lines as its authors state it: runs between lines that all three have.
struct ReferenceTextMerge {
  private(set) var ours: [UInt8] = []
  private(set) var theirs: [UInt8] = []
  private(set) var regions: [[[UInt8]]] = []
  var competes: Bool { !regions.isEmpty }

  init(_ base: [UInt8], _ ours: [UInt8], _ theirs: [UInt8]) {
    let lines = [base, ours, theirs].map { TextLines($0).map(Array.init) }
    let matches = [1, 2].map { side in
      Self.matches(EditList(from: lines[0], to: lines[side]), lines[0].count)
    }
    var starts = [0, 0, 0]
    for line in 0...lines[0].count {
      let isEnd = line == lines[0].count
      let ends = [
        line, isEnd ? lines[1].count : matches[0][line] ?? -1,
        isEnd ? lines[2].count : matches[1][line] ?? -1,
      ]
      if ends.contains(-1) { continue }
      add(
        zip(lines, zip(starts, ends)).map { lines, range in
          lines[range.0..<range.1].flatMap(\.self)
        })
      if !isEnd { add(lines.map { _ in lines[0][line] }) }
      starts = ends.map { $0 + 1 }
    }
  }

  private mutating func add(_ run: [[UInt8]]) {
    if run[1] == run[2] || run[0] == run[2] {
      ours += run[1]
      theirs += run[1]
    } else if run[0] == run[1] {
      ours += run[2]
      theirs += run[2]
    } else {
      ours += run[1]
      theirs += run[2]
      regions.append(run)
    }
  }

  private static func matches(_ list: EditList, _ count: Int) -> [Int?] {
    var matches = [Int?](repeating: nil, count: count)
    for run in list.kept {
      for (from, to) in zip(run.from, run.to) { matches[from] = to }
    }
    return matches
  }
}

/// The merge of scalars by edits that compete pair by pair.
struct ReferenceScalarMerge {
  private(set) var ours: [JSONValue] = []
  private(set) var theirs: [JSONValue] = []
  private(set) var competes = false

  init(_ base: [JSONValue], _ ours: [JSONValue], _ theirs: [JSONValue]) {
    var groups: [[(edit: Edit, isOurs: Bool)]] = []
    let edits =
      EditList(from: base, to: ours).edits.map { ($0, true) }
      + EditList(from: base, to: theirs).edits.map { ($0, false) }
    for (edit, isOurs) in edits {
      let competes = { (group: [(edit: Edit, isOurs: Bool)]) in
        group.contains { $0.isOurs != isOurs && Self.compete($0.edit, edit) }
      }
      let joined = groups.filter(competes)
      groups.removeAll(where: competes)
      groups.append(joined.flatMap(\.self) + [(edit, isOurs)])
    }
    let ranges = groups.map { group in
      (group.map(\.edit.removed.lowerBound).min()!)..<(group.map(\.edit.removed.upperBound).max()!)
    }
    let sorted = zip(ranges, groups).sorted {
      ($0.0.lowerBound, $0.0.upperBound) < ($1.0.lowerBound, $1.0.upperBound)
    }
    var position = 0
    for (range, group) in sorted {
      append(base[position..<range.lowerBound], base[position..<range.lowerBound])
      let own = Self.applied(group.filter(\.isOurs).map(\.edit), to: base, range, from: ours)
      let other = Self.applied(
        group.filter { !$0.isOurs }.map(\.edit), to: base, range, from: theirs)
      let isOne = Set(group.map(\.isOurs)).count == 1
      let taken = group[0].isOurs ? own : other
      if isOne || own == other {
        append(taken[...], taken[...])
      } else {
        competes = true
        append(own[...], other[...])
      }
      position = range.upperBound
    }
    append(base[position...], base[position...])
  }

  private mutating func append(_ own: ArraySlice<JSONValue>, _ other: ArraySlice<JSONValue>) {
    ours += own
    theirs += other
  }

  private static func compete(_ a: Edit, _ b: Edit) -> Bool {
    let (x, y) = (a.removed, b.removed)
    if x.lowerBound < y.upperBound, y.lowerBound < x.upperBound { return true }
    let grow = [a, b].allSatisfy { $0.inserted.count > $0.removed.count }
    return grow && (x.upperBound == y.lowerBound || y.upperBound == x.lowerBound)
  }

  private static func applied(
    _ edits: [Edit], to base: [JSONValue], _ range: Range<Int>, from side: [JSONValue]
  ) -> [JSONValue] {
    var result: [JSONValue] = []
    var position = range.lowerBound
    for edit in edits.sorted(by: { $0.removed.lowerBound < $1.removed.lowerBound }) {
      result += base[position..<edit.removed.lowerBound] + side[edit.inserted]
      position = edit.removed.upperBound
    }
    return result + base[position..<range.upperBound]
  }
}
