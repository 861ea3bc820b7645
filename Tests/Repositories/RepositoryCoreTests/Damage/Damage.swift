import FileStorage
import TestKit

/// One way in which files are damaged.
struct Damage {
  /// What happens to a file.
  enum Kind: CaseIterable {
    case bit, cut, zeros, noise, insertion, deletion, exchange, staleness
  }

  let kind: Kind
  let sort: FileSort
  private let path: String
  private let places: [String]
  private let older: [[UInt8]]

  /// Draws a sort of file, a file of that sort, and what happens to it.
  init(to repository: WholeRepository, _ random: inout SeededRandom) {
    sort = FileSort.allCases[random.number(below: FileSort.allCases.count)]
    // Most failures of a disk are single bits, and they are the hardest to see.
    kind = Bool.random(using: &random) ? .bit : Kind.allCases.randomElement(using: &random) ?? .bit
    places = repository.paths(of: sort)
    path = places[random.number(below: places.count)]
    older = repository.olderVersions(of: sort)
  }

  /// Does it and says what was done, exactly enough to do it by hand.
  func apply(to files: MemoryFileSystem, _ random: inout SeededRandom) throws -> String {
    files.expectDamage()
    let size = try files.read(path).count
    let place = random.number(below: max(1, size))
    switch kind {
    case .bit:
      let bit = random.number(below: 8)
      files.damage(path) { if !$0.isEmpty { $0[place] ^= 1 << UInt8(bit) } }
      return "bit \(bit) of byte \(place) of \(path)"
    case .cut:
      files.damage(path) { $0.removeLast($0.count - min(place, $0.count)) }
      return "\(path) cut to \(place) of \(size) bytes"
    case .zeros:
      let end = min(size, place + 1 + random.number(below: 64))
      files.damage(path) { for byte in min(place, end)..<end { $0[byte] = 0 } }
      return "\(path) zeroed from \(place) to \(end)"
    case .noise:
      let noise = random.bytes(count: 1 + random.number(below: 16))
      files.damage(path) { for (byte, new) in zip(place..<$0.count, noise) { $0[byte] = new } }
      return "\(noise) at \(place) of \(path)"
    case .insertion:
      let noise = random.bytes(count: 1 + random.number(below: 40))
      files.damage(path) { $0.insert(contentsOf: noise, at: min(place, $0.count)) }
      return "\(noise) inserted at \(place) of \(path)"
    case .deletion:
      try files.removeFile(path)
      return "\(path) deleted"
    case .exchange: return try exchange(files, &random)
    case .staleness:
      guard let old = older.randomElement(using: &random) else { return "nothing" }
      files.damage(path) { $0 = old }
      return "\(path) as it was when it had \(old.count) bytes"
    }
  }

  /// Exchanges a file with another of its sort, as a mixed-up restore does.
  private func exchange(
    _ files: MemoryFileSystem, _ random: inout SeededRandom
  ) throws -> String {
    guard let other = places.filter({ $0 != path }).randomElement(using: &random) else {
      return "nothing"
    }
    let (one, two) = (try files.read(path), try files.read(other))
    files.damage(path) { $0 = two }
    files.damage(other) { $0 = one }
    return "\(path) and \(other) exchanged"
  }
}
