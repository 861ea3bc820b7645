/// What people declared of two integrations: that they are one thing in two places, and which
/// resource of the one is which of the other.
///
/// Resources are named by their logical names, which stay through renames.
public struct DeclaredRelation: Sendable, Equatable {
  /// Two resources that are one.
  public struct Pair: Sendable, Hashable {
    /// The logical name on the left.
    public let left: String
    /// The logical name on the right.
    public let right: String
    /// How they were found: `declared`, or one of the words of a comparison.
    public let reason: String

    public init(left: String, right: String, reason: String) {
      self.left = left
      self.right = right
      self.reason = reason
    }
  }

  /// The integration on the left.
  public let left: TargetName
  /// The integration on the right.
  public let right: TargetName
  /// What belongs together.
  public var pairs: [Pair]
  /// What has no counterpart on the right, whatever it looks like.
  public var leftAlone: Set<String>
  /// What has no counterpart on the left, whatever it looks like.
  public var rightAlone: Set<String>

  public init(
    left: TargetName, right: TargetName, pairs: [Pair] = [], leftAlone: Set<String> = [],
    rightAlone: Set<String> = []
  ) {
    self.left = left
    self.right = right
    self.pairs = pairs
    self.leftAlone = leftAlone
    self.rightAlone = rightAlone
  }

  /// The same relation seen from the other side.
  public var mirrored: DeclaredRelation {
    DeclaredRelation(
      left: right, right: left,
      pairs: pairs.map { Pair(left: $0.right, right: $0.left, reason: $0.reason) },
      leftAlone: rightAlone, rightAlone: leftAlone)
  }

  /// Returns the relation with that integration on the left, or `nil` if it is in none.
  public func seen(from target: TargetName) -> DeclaredRelation? {
    target == left ? self : target == right ? mirrored : nil
  }
}

extension DeclaredRelation {
  /// Declares that two resources are one; what either was declared before is taken back.
  public mutating func pair(_ left: String, _ right: String, reason: String) {
    release(left: left)
    release(right: right)
    pairs.append(Pair(left: left, right: right, reason: reason))
  }

  /// Declares that a resource on the left has no counterpart.
  public mutating func keepAlone(left: String) {
    release(left: left)
    leftAlone.insert(left)
  }

  /// Declares that a resource on the right has no counterpart.
  public mutating func keepAlone(right: String) {
    release(right: right)
    rightAlone.insert(right)
  }

  private mutating func release(left: String) {
    pairs.removeAll { $0.left == left }
    leftAlone.remove(left)
  }

  private mutating func release(right: String) {
    pairs.removeAll { $0.right == right }
    rightAlone.remove(right)
  }
}
