import ByteCoding
public import RefStore

/// Names an integration in an environment: `prod/orders`.
public struct TargetName: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The name of the environment.
  public let environment: String
  /// The logical name of the integration.
  public let integration: String

  /// The pseudo-integration of the flows, APIs and tools that no integration contains.
  public static let standalone = "standalone"

  public init(environment: String, integration: String) {
    self.environment = environment
    self.integration = integration
  }

  /// Reads `environment/integration`, or returns `nil` for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, !parts[1].contains("/") else {
      return nil
    }
    self.init(environment: String(parts[0]), integration: String(parts[1]))
  }

  public var description: String { "\(environment)/\(integration)" }

  public static func < (one: TargetName, other: TargetName) -> Bool {
    one.description.precedesInBytes(other.description)
  }

  /// The branch of content commits.
  public var contentRef: RefName { get throws { try RefName("refs/heads/\(self)") } }

  /// The branch of facts commits.
  public var factsRef: RefName { get throws { try RefName("refs/facts/\(self)") } }

  /// The Revisions journal.
  public var journalRef: RefName { get throws { try RefName("refs/revisions/\(self)") } }

  /// The bundle that was last pulled into it: nothing else names its commit while the pull is open.
  public var bundleRef: RefName { get throws { try RefName("refs/bundles/\(self)") } }

  /// The ref of a revision's name.
  public func tagRef(_ name: String) throws -> RefName {
    try RefName("refs/tags/\(self)/\(name)")
  }

  /// Tells whether a text can be the name of an environment: `[a-z0-9-]+`.
  public static func isEnvironmentName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 64 && text != standalone
      && text.utf8.allSatisfy {
        (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
      } && !text.hasPrefix("-")
  }
}
