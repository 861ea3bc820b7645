import FileStorage
public import ObjectModel
import PackFormat

extension ObjectDatabase {
  /// Returns the ids that begin with these hexadecimal digits, sorted, at most `countMax` of them.
  ///
  /// Texts with other characters or with fewer than two digits give nothing.
  public func ids(
    startingWith digits: String, countMax: Int = 16
  ) throws(ObjectReadError) -> [ObjectID] {
    let digits = digits.lowercased()
    let zeros = String(repeating: "0", count: max(0, format.hexCount - digits.utf8.count))
    guard digits.utf8.count >= 2, let lowest = ObjectID(hex: digits + zeros),
      lowest.format == format
    else { return [] }
    var found: Set<ObjectID> = []
    for pack in try refreshed().usable {
      var position = pack.index.lowerBound(lowest).position
      let end = min(pack.index.count, position + countMax)
      while position < end, pack.index.id(at: position).hex.hasPrefix(digits) {
        found.insert(pack.index.id(at: position))
        position += 1
      }
    }
    try ObjectReadError.wrapping { () throws(FileSystemError) in
      try loose.forEachFile(startingWith: digits) { _, id in
        if let id, id.hex.hasPrefix(digits) { found.insert(id) }
      }
    }
    return Array(found.sorted().prefix(countMax))
  }
}
