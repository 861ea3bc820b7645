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

  /// How often a transfer begins anew when the destination changes in between.
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
      } catch let error as LostGround {
        guard attempt < Self.attemptCountMax else { throw error.reason }
        attempt += 1
      }
    }
  }

  /// What a transfer relied on in the destination is gone.
  private struct LostGround: Error {
    let reason: any Error
  }

  private func attemptRun(by identity: Identity, _ message: String) throws -> TransferReport {
    let plan = try TransferPlan(from: source, to: destination, options)
    var report = plan.report
    guard !plan.moves.isEmpty else { return report }
    var missing = MissingObjects(from: source.objects, to: destination.objects)
    try missing.find(plan.moves.compactMap(\.target).filter(isNew(plan)), present: plan.roots)
    report.objectCount = missing.ids.count
    guard !options.isDryRun else { return report }
    let objects = destination.objects.transaction()
    report.byteCount = try copy(missing.ids, to: objects)
    try move(plan, objects, by: identity, message)
    destination.consolidatePacks()
    return report
  }

  /// Refs that keep a replaced history point to what the destination has and the source may lack.
  private func isNew(_ plan: TransferPlan) -> (ObjectID) -> Bool {
    let known = Set(plan.roots)
    return { !known.contains($0) }
  }

  private static let batchByteCount = 4 << 20

  /// Writes objects as one pack and returns its size; each is hashed when read and when written.
  private func copy(_ ids: [ObjectID], to transaction: ObjectTransaction) throws -> Int {
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
    _ plan: TransferPlan, _ objects: ObjectTransaction, by identity: Identity, _ message: String
  ) throws {
    var transaction = destination.refs.transaction()
    for move in plan.moves {
      if let target = move.target {
        transaction.update(move.name, to: target, expecting: move.expected)
      } else {
        transaction.delete(move.name, expecting: move.expected)
      }
    }
    let (changes, names) = (transaction, plan.moves.map(\.name))
    try destination.changeRefs(names) {
      try demandGround(of: plan, objects)
      let line = Recording.line(message)
      try changes.commit(by: identity, message: line)
      try destination.pointHead(
        to: names.first { $0.text.utf8.starts(with: "refs/heads/".utf8) },
        by: identity, message: line)
    }
    objects.release()
  }

  /// Makes sure, under the lock without which nothing is removed, that what was not copied because it
  /// was there is there still: the objects that nothing pointed to, and the refs that reach the others.
  private func demandGround(of plan: TransferPlan, _ objects: ObjectTransaction) throws {
    do {
      try objects.demandPresence()
    } catch {
      throw LostGround(reason: error)
    }
    let refs = Set(try destination.refs.refs().map(\.name))
    guard let lost = plan.present.keys.filter({ !refs.contains($0) }).min() else { return }
    throw LostGround(
      reason: RefError(
        .conflict, name: lost.text,
        "the ref '\(lost)' went while objects were copied; look at it and try again"))
  }
}

extension TransferPlan {
  /// What the refs of the destination point to.
  var roots: [ObjectID] { Array(Set(present.values)) }
}
