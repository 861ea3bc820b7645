/// Something that takes bytes from outside, and what must hold of it whatever the bytes are.
public struct FuzzTarget: Sendable {
  /// Its name on the command line.
  public let name: String
  /// Whole inputs to begin with.
  public let seeds: [[UInt8]]
  /// Pieces of inputs that chance alone would not hit upon.
  public let words: [[UInt8]]
  /// Feeds it one input and tells whether that was taken for what it should be; throws
  /// ``FuzzFailure`` when what must hold does not.
  public let check: @Sendable ([UInt8]) throws -> Bool

  /// Makes a target.
  public init(
    _ name: String, seeds: [[UInt8]], words: [String] = [],
    check: @escaping @Sendable ([UInt8]) throws -> Bool
  ) {
    self.name = name
    self.seeds = seeds
    self.words = words.map { Array($0.utf8) }
    self.check = check
  }

  /// All targets.
  public static let all: [FuzzTarget] =
    jsonTargets + objectTargets + packTargets + refTargets + [bundle, merge, patch, request]

  /// Returns the target of that name.
  public static func named(_ name: String) -> FuzzTarget? {
    (all + [planted(depth: 3)]).first { $0.name == name }
  }
}

/// Says what does not hold.
public struct FuzzFailure: Error, CustomStringConvertible {
  /// What does not hold.
  public let description: String

  /// Demands that something holds.
  static func demand(_ condition: Bool, _ what: @autoclosure () -> String) throws {
    if !condition { throw FuzzFailure(description: what()) }
  }
}
