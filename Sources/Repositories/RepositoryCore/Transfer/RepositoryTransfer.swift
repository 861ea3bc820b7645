public import ObjectModel
import ObjectStore
import RefStore

/// Copies histories from one repository to another: what is missing as one pack, durable before the
/// refs of all targets move in one step.
public struct RepositoryTransfer {
  /// What is copied, and how.
  public struct Options: Sendable {
    /// The targets; `nil` for all.
    public var targets: [TargetName]?
    /// Whether the source's history takes the place of one that has diverged, which is kept below
    /// `refs/replaced`.
    public var replacesDiverged = false
    /// Whether nothing is written.
    public var isDryRun = false
    /// Whether the user wants to stop.
    public var isInterrupted: @Sendable () -> Bool = { false }
    /// Told how many objects of how many are copied.
    public var progress: @Sendable (Int, Int) -> Void = { _, _ in }

    /// Makes options for all targets.
    public init() {}
  }

  private let source: Repository
  private let destination: Repository
  private let options: Options

  /// Prepares a transfer.
  ///
  /// - Throws: ``RepositoryError`` `.mismatch` if both are the same or of different object formats.
  public init(
    from source: Repository, to destination: Repository, _ options: Options = Options()
  ) throws {
    guard source.directory != destination.directory else {
      throw RepositoryError(.mismatch, "'\(source.directory)' is this repository itself")
    }
    guard source.format == destination.format else {
      throw RepositoryError(
        .mismatch,
        "'\(source.directory)' has \(source.format.name) ids and '\(destination.directory)' "
          + "\(destination.format.name) ids; use repositories of one object format")
    }
    self.source = source
    self.destination = destination
    self.options = options
  }

  /// How often a transfer begins anew when the refs of the destination move in between.
  private static let attemptCountMax = 5

  /// Copies, and tells what became of each target.
  ///
  /// Targets that have diverged or are in progress are passed over and reported.
  public func run(by identity: Identity, message: String) throws -> TransferReport {
    var attempt = 1
    while true {
      do {
        return try attemptRun(by: identity, message)
      } catch let error as RefError
        where error.code == .conflict && attempt < Self.attemptCountMax
      {
        attempt += 1
      }
    }
  }

  private func attemptRun(by identity: Identity, _ message: String) throws -> TransferReport {
    let plan = try TransferPlan(from: source, to: destination, options)
    var report = plan.report
    guard !plan.moves.isEmpty else { return report }
    var missing = MissingObjects(from: source.objects, to: destination.objects)
    try missing.find(plan.moves.map(\.target).filter(isNew(plan)), present: plan.roots)
    report.objectCount = missing.ids.count
    guard !options.isDryRun else { return report }
    report.byteCount = try copy(missing.ids)
    try move(plan.moves, by: identity, message)
    return report
  }

  /// Refs that keep a replaced history point to what the destination has and the source may lack.
  private func isNew(_ plan: TransferPlan) -> (ObjectID) -> Bool {
    let known = Set(plan.roots)
    return { !known.contains($0) }
  }

  private static let batchByteCount = 4 << 20

  /// Writes objects as one pack and returns its size; each is hashed when read and when written.
  private func copy(_ ids: [ObjectID]) throws -> Int {
    let transaction = destination.objects.transaction()
    var batch: [StoredObject] = []
    var byteCount = 0
    for (number, id) in ids.enumerated() {
      if options.isInterrupted() {
        transaction.abandon()
        throw RepositoryError(.interrupted, "interrupted; nothing was transferred")
      }
      let object = try source.objects.object(id)
      batch.append(object)
      byteCount += object.bytes.count
      guard byteCount > Self.batchByteCount else { continue }
      try transaction.write(batch)
      batch = []
      byteCount = 0
      options.progress(number + 1, ids.count)
    }
    try transaction.write(batch)
    return try transaction.commit().packByteCount
  }

  private func move(
    _ moves: [TransferPlan.Move], by identity: Identity, _ message: String
  ) throws {
    var transaction = destination.refs.transaction()
    for move in moves { transaction.update(move.name, to: move.target, expecting: move.expected) }
    let changes = transaction
    try destination.changeRefs(moves.map(\.name)) {
      let line = Recording.line(message)
      try changes.commit(by: identity, message: line)
      try destination.pointHead(
        to: moves.map(\.name).first { $0.text.utf8.starts(with: "refs/heads/".utf8) },
        by: identity, message: line)
    }
  }
}

extension TransferPlan {
  /// What the refs of the destination point to.
  var roots: [ObjectID] { Array(Set(present.values)) }
}
