public import RepositoryCore

/// Exchanges histories with another repository.
public struct SharingOperation: Sendable {
  /// Which way histories go.
  public enum Direction: Sendable {
    /// From here to the other repository.
    case push
    /// From the other repository to here.
    case fetch
  }

  private let context: OperationContext
  private let other: Repository

  /// Prepares an exchange with a repository.
  public init(_ context: OperationContext, with other: Repository) {
    self.context = context
    self.other = other
  }

  /// Copies histories one way; see ``RepositoryTransfer``.
  public func run(
    _ direction: Direction, targets: [TargetName]?, replacesDiverged: Bool, isDryRun: Bool
  ) throws -> TransferReport {
    let context = context
    var options = RepositoryTransfer.Options()
    options.targets = targets
    options.replacesDiverged = replacesDiverged
    options.isDryRun = isDryRun
    options.isInterrupted = context.isInterrupted
    options.progress = { context.progress("objects", $0, $1) }
    let here = context.repository
    switch direction {
    case .push:
      return try RepositoryTransfer(from: here, to: other, options)
        .run(by: context.identity(), message: "push from \(here.directory)")
    case .fetch:
      return try RepositoryTransfer(from: other, to: here, options)
        .run(by: context.identity(), message: "fetch from \(other.directory)")
    }
  }
}
