import TestKit

/// Feeds a target mutated inputs; the same seed gives the same inputs again.
///
/// It knows nothing of coverage: for a search in depth there is libFuzzer, see `Scripts/fuzz.sh`.
public struct FuzzLoop {
  /// An input that broke something.
  public struct Finding: Sendable {
    /// The number of the round.
    public let round: Int
    /// The input.
    public let input: [UInt8]
    /// What does not hold.
    public let message: String
  }

  private let target: FuzzTarget
  private var random: SeededRandom
  private var corpus: [[UInt8]]
  private var shapes: Set<[UInt8]> = []
  private static let byteCountMax = 4096
  private static let corpusCountMax = 100

  /// Prepares to feed a target.
  public init(_ target: FuzzTarget, seed: UInt64) {
    self.target = target
    random = SeededRandom(seed: seed)
    corpus = target.seeds.isEmpty ? [[]] : target.seeds
  }

  /// Feeds the seeds as they are and then as many mutations; returns the first finding.
  public mutating func run(roundCount: Int) -> Finding? {
    for (number, input) in target.seeds.enumerated() {
      if let finding = feed(input, number - target.seeds.count) { return finding }
    }
    for round in 0..<roundCount {
      if let finding = feed(mutation(), round) { return finding }
    }
    return nil
  }

  private mutating func feed(_ input: [UInt8], _ round: Int) -> Finding? {
    do {
      // What is taken and looks like nothing before is a beginning for more, so that steps add up.
      if try target.check(input), shapes.insert(Self.shape(of: input)).inserted, round >= 0 {
        keep(input)
      }
      return nil
    } catch {
      return Finding(round: round, input: input, message: "\(error)")
    }
  }

  /// What an input looks like: digits and letters are all alike, runs are one.
  private static func shape(of input: [UInt8]) -> [UInt8] {
    var shape: [UInt8] = []
    for byte in input.prefix(200) {
      let sort: UInt8 =
        switch byte {
        case 0x30...0x39: 0x30
        case 0x41...0x5a, 0x61...0x7a: 0x61
        case 0x80...: 0x80
        default: byte
        }
      if shape.last != sort || sort < 0x30 || sort == 0x5b { shape.append(sort) }
    }
    return shape
  }

  private mutating func keep(_ input: [UInt8]) {
    if corpus.count < Self.corpusCountMax {
      corpus.append(input)
    } else {
      corpus[Int.random(in: target.seeds.count..<corpus.count, using: &random)] = input
    }
  }

  private mutating func mutation() -> [UInt8] {
    var input = beginning()
    repeat { mutate(&input) } while Bool.random(using: &random)
    if input.count > Self.byteCountMax { input.removeLast(input.count - Self.byteCountMax) }
    return input
  }

  /// Short inputs more often than long ones: a change hits more of what matters in them.
  private mutating func beginning() -> [UInt8] {
    let some = (0..<2).map { _ in corpus.randomElement(using: &random) ?? [] }
    return some.min { $0.count < $1.count } ?? []
  }

  private mutating func mutate(_ input: inout [UInt8]) {
    let place = Int.random(in: 0...input.count, using: &random)
    let end = min(input.count, place + Int.random(in: 0...16, using: &random))
    switch Int.random(in: 0..<9, using: &random) {
    case 0 where place < input.count: input[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1 where place < input.count: input[place] = UInt8.random(in: 0...255, using: &random)
    case 2: input.removeSubrange(place..<end)
    case 3: input.insert(contentsOf: Array(input[place..<end]), at: place)
    case 4: input.insert(contentsOf: target.words.randomElement(using: &random) ?? [0], at: place)
    case 5:
      let other = corpus.randomElement(using: &random) ?? []
      let cut = Int.random(in: 0...other.count, using: &random)
      input = Array(input[..<place]) + other[cut...]
    case 6:
      let extremes: [UInt8] = [0, 1, 0x7f, 0x80, 0xff]
      input.insert(extremes.randomElement(using: &random) ?? 0, at: place)
    case 7:
      // Around a piece, as brackets stand.
      input.insert(contentsOf: target.words.randomElement(using: &random) ?? [0], at: end)
      input.insert(contentsOf: target.words.randomElement(using: &random) ?? [0], at: place)
    default: input.replaceSubrange(place..<end, with: random.bytes(count: end - place))
    }
  }
}
