import LosslessJSON

/// Three versions of arrays whose elements of one index belong together.
struct ParallelGroup {
  /// A version of the group.
  enum Side: Int { case base, ours, theirs }

  /// The elements of one index, `nil` where an array has none.
  typealias Row = [JSONValue?]

  /// The ways to the arrays, in the order of their keys.
  let paths: [[JSONString]]
  /// Per version and path, the array there.
  private let arrays: [[[JSONValue]?]]
  private let rows: [[Row]]

  /// Reads a group, or returns `nil` where something else than an array stands in an array's place.
  ///
  /// An array counts where both sides have the object that holds it; elsewhere it shares the
  /// object's fate.
  init?(_ paths: [[JSONString]], _ versions: Versions) {
    self.paths = paths.filter { path in
      let parent = JSONPointer(tokens: Array(path.dropLast()))
      return versions.ours.value?[parent]?.object != nil
        && versions.theirs.value?[parent]?.object != nil
    }.sorted { $0.lexicographicallyPrecedes($1) }
    if self.paths.isEmpty { return nil }
    var arrays: [[[JSONValue]?]] = []
    for value in [versions.base.value, versions.ours.value, versions.theirs.value] {
      var side: [[JSONValue]?] = []
      for path in self.paths {
        let found = value?[JSONPointer(tokens: path)]
        if found != nil, found?.array == nil { return nil }
        side.append(found?.array)
      }
      arrays.append(side)
    }
    self.arrays = arrays
    rows = arrays.map { side in
      (0..<(side.map { $0?.count ?? 0 }.max() ?? 0)).map { index in
        side.map { array in array.flatMap { index < $0.count ? $0[index] : nil } }
      }
    }
  }

  /// Tells whether every array has the same length everywhere, or no two versions compete.
  var isMergedByCell: Bool {
    let lengths = arrays.map { side in side.map { $0?.count } }
    return lengths[0] == lengths[1] && lengths[0] == lengths[2]
      || arrays[0] == arrays[1] || arrays[0] == arrays[2] || arrays[1] == arrays[2]
  }

  /// Returns the merged array of each path, or `nil` where the sides compete.
  func merged() -> [JSONValue?]? {
    guard let rows = mergedRows() else { return nil }
    var result: [JSONValue?] = []
    for index in paths.indices {
      let cells = rows.map { $0[index] }
      let filled = cells.prefix { $0 != nil }.compactMap { $0 }
      guard cells.dropFirst(filled.count).allSatisfy({ $0 == nil }) else { return nil }
      result.append(filled.isEmpty && !isThere(index) ? nil : .array(filled))
    }
    return result
  }

  private func isThere(_ index: Int) -> Bool {
    let isThere = arrays.map { $0[index] != nil }
    return isThere[0] == isThere[1] ? isThere[2] : isThere[1]
  }

  private func mergedRows() -> [Row]? {
    let (base, ours, theirs) = (rows[0], rows[1], rows[2])
    let cut = min(ours.count, theirs.count)
    let longer = ours.count > theirs.count ? ours : theirs
    if cut < base.count, !base.dropFirst(cut).starts(with: longer.dropFirst(cut)) { return nil }
    var result: [Row] = []
    for index in 0..<(cut < base.count ? cut : longer.count) {
      let own = index < ours.count ? ours[index] : nil
      let other = index < theirs.count ? theirs[index] : nil
      let origin = index < base.count ? base[index] : nil
      guard own == other || origin == own || origin == other,
        let row = origin == own ? other : own
      else { return nil }
      result.append(row)
    }
    return result
  }

  /// The longest way that all arrays have in common and that leads to an object.
  var commonPath: [JSONString] {
    var common = Array(paths[0].dropLast())
    for path in paths.dropFirst() {
      let shared = zip(common, path.dropLast()).prefix { $0 == $1 }.count
      common = Array(common.prefix(shared))
    }
    return common
  }

  /// Returns the object at the common path with nothing but the arrays of the group.
  func value(_ side: Side) -> JSONValue? {
    let depth = commonPath.count
    var result: JSONObject = [:]
    for (path, array) in zip(paths, arrays[side.rawValue]) {
      if let array { result.put(.array(array), at: path[depth...]) }
    }
    return result.isEmpty ? nil : .object(result)
  }
}

extension JSONObject {
  fileprivate mutating func put(_ value: JSONValue, at way: ArraySlice<JSONString>) {
    guard let key = way.first else { return }
    if way.count == 1 {
      self[key] = value
    } else {
      var below = self[key]?.object ?? [:]
      below.put(value, at: way.dropFirst())
      self[key] = .object(below)
    }
  }
}
