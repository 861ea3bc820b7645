import EnvironmentAdapters
import FileStorage
public import IntegrationModel
import ObjectModel
import ParallelWork
public import RepositoryCore

/// Records integrations as they are now.
public struct SnapshotOperation {
  /// How to record.
  public struct Options: Sendable {
    /// What the revisions say of themselves.
    public var description: String
    /// Whether to pass over what has not changed since its last revision.
    public var onlyIfChanged: Bool
    /// Whether all are recorded or none.
    public var isAtomic: Bool
    /// The operation that the snapshots record.
    public var operation: Revision.Operation?

    public init(
      description: String = "snapshot", onlyIfChanged: Bool = false, isAtomic: Bool = false,
      operation: Revision.Operation? = nil
    ) {
      self.description = description
      self.onlyIfChanged = onlyIfChanged
      self.isAtomic = isAtomic
      self.operation = operation
    }
  }

  /// What was recorded.
  public struct Report: Sendable {
    /// The revisions that were recorded.
    public internal(set) var revisions: [Revision] = []
    /// What was passed over because nothing changed.
    public internal(set) var unchanged: [TargetName] = []
    /// What could not be recorded, and why.
    public internal(set) var skipped: [(target: TargetName, error: LifecycleError)] = []
    /// What a person should know of, by target.
    public internal(set) var warnings: [(target: TargetName, warning: ModelWarning)] = []
    /// What was recorded and is no longer there, where all of an environment was asked for.
    public var gone: [TargetName]?

    /// Nothing recorded yet.
    public init() {}

    /// Lists what could not be looked at.
    public mutating func skip(_ target: TargetName, _ error: LifecycleError) {
      skipped.append((target, error))
    }

    /// Takes in what was recorded of another account.
    public mutating func append(_ other: Report) {
      revisions += other.revisions
      unchanged += other.unchanged
      skipped += other.skipped
      warnings += other.warnings
    }
  }

  let context: OperationContext
  let options: Options

  /// Makes options or an operation with them.
  public init(_ context: OperationContext, _ options: Options = Options()) {
    self.context = context
    self.options = options
  }

  /// Records integrations of one account.
  public func run(
    _ entries: [IntegrationDirectory.Entry], with capture: StateCapture
  ) throws -> Report {
    let recording = Recording(context.repository, by: context.identity())
    var report = Report()
    var opened = Opened()
    defer { opened.locks.forEach { $0.release() } }
    let closures = try together {
      try open(entries, making: capture.directory.making, &opened, &report)
    } _: {
      capture.closures(of: entries)
    }
    let (heads, now) = (opened.heads, atOneTime())
    var notes: [Note] = []
    do {
      let format = context.repository.format
      try capture.capture(
        opened.positions.map { entries[$0] }, opened.positions.map { closures[$0] }
      ) { captured in
        try HashedState(captured, in: format, unused: capture.unused.object)
      } each: { finding in
        switch finding {
        case .asRecorded(let entry, let closure, let state):
          guard let heads = heads[entry.target] else { return }
          let standing = try now.recordAgain(entry.target, state, heads, recording, &report)
          notes.append(Note(entry, closure, standing, externals: [:], warnings: nil))
        case .captured(let state):
          guard let heads = heads[state.entry.target] else { return }
          let standing = try now.record(state, heads, recording, &report)
          notes.append(
            Note(
              state.entry, state.closure, standing, externals: state.externals,
              warnings: state.warnings))
        }
      }
      try context.checkInterrupt()
    } catch {
      recording.abandon()
      throw error
    }
    let (found, movesRefs) = (notes, !report.revisions.isEmpty)
    let (prints, draft) = try together {
      try recording.finish(message: "snapshot: \(options.description)")
    } _: {
      // Where no ref moves there is nothing to wait for, and perhaps nothing to write.
      (
        Self.fingerprints(of: found, in: capture),
        movesRefs ? capture.cache?.draft(of: capture.account) : nil
      )
    }
    try keep(notes, prints, draft, in: capture)
    report.revisions.sort { $0.target < $1.target }
    report.unchanged.sort()
    return report
  }

  /// The operation at the present time: what is recorded together has one time, so that none is taken
  /// for later than the others.
  func atOneTime() -> SnapshotOperation {
    SnapshotOperation(context.atOneTime(), options)
  }

  /// The integrations that can be recorded: nobody else records them meanwhile.
  private struct Opened {
    /// Which of the wanted ones they are.
    var positions: [Int] = []
    var heads: [TargetName: TargetHeads] = [:]
    var locks: [any FileLock] = []
  }

  private func open(
    _ entries: [IntegrationDirectory.Entry], making: [TargetName], _ opened: inout Opened,
    _ report: inout Report
  ) throws {
    for (position, entry) in entries.enumerated() {
      do {
        if let other = making.first, entry.id != nil, !entry.isRecorded {
          throw LifecycleError.refused(
            "revision_in_progress",
            "'\(entry.target)' may be what an operation on '\(other)' is making, which is not over",
            hint: "end it by 'ilm continue \(other)' or 'ilm cancel \(other)'")
        }
        opened.locks.append(try context.repository.lock(entry.target))
        let head = try TargetHeads(of: entry.target, in: context.repository)
        try head.requireNothingApplied(entry.target)
        opened.heads[entry.target] = head
        opened.positions.append(position)
      } catch {
        try skip(entry, error, &report)
      }
    }
  }

  /// An integration that is as its branches record it now.
  private struct Note: Sendable {
    let entry: IntegrationDirectory.Entry
    let closure: IntegrationClosure
    let standing: CachedTarget.Standing?
    let externals: [ResourceKey: String]
    /// `nil` where it was not read.
    let warnings: [ModelWarning]?

    init(
      _ entry: IntegrationDirectory.Entry, _ closure: IntegrationClosure,
      _ standing: CachedTarget.Standing?, externals: [ResourceKey: String],
      warnings: [ModelWarning]?
    ) {
      self.entry = entry
      self.closure = closure
      self.standing = standing
      self.externals = externals
      self.warnings = warnings
    }
  }

  private static func fingerprints(of notes: [Note], in capture: StateCapture) -> [[UInt8]?] {
    guard capture.cache != nil else { return [] }
    let recorded = Set(notes.map(\.entry.target.integration))
    return parallelMap(notes, makeWorker: {}) { _, note in
      capture.fingerprint(of: note.entry, note.closure, recorded: recorded)
    }
  }

  private func keep(
    _ notes: [Note], _ prints: [[UInt8]?], _ draft: CacheKeeper.Draft?, in capture: StateCapture
  ) throws {
    guard let cache = capture.cache else { return }
    for (note, print) in zip(notes, prints) {
      let isSettled = try capture.areSettled(note.externals)
      cache.note(
        note.entry.target, note.closure,
        isSettled ? print.flatMap { note.standing?.with(fingerprint: $0) } : nil,
        warnings: note.warnings)
    }
    cache.save(capture, draft)
  }

  /// Records what was captured and returns where its branches stand then.
  func record(
    _ state: HashedState, _ heads: TargetHeads, _ recording: Recording, _ report: inout Report
  ) throws -> CachedTarget.Standing? {
    let target = state.entry.target
    let recorder = StateRecorder(recording: recording, target: target)
    let outcome = try recorder.record(
      state, heads: heads, subject: options.description,
      revision: "r\(heads.nextNumber)")
    report.warnings += state.warnings.map { (target, $0) }
    if options.onlyIfChanged, heads.latest != nil, !outcome.changed {
      report.unchanged.append(target)
      // What is merely observed may differ, which is not worth a revision.
      return CachedTarget.Standing(heads, isExact: outcome.state.facts == heads.facts)
    }
    return CachedTarget.Standing(
      try add(
        target, outcome.state, outcome.changes,
        after: heads.prior(of: target, in: context.repository), recording, &report))
  }

  /// Records once more the state that an integration is still in.
  private func recordAgain(
    _ target: TargetName, _ state: RecordedState, _ heads: TargetHeads, _ recording: Recording,
    _ report: inout Report
  ) throws -> CachedTarget.Standing? {
    if options.onlyIfChanged {
      report.unchanged.append(target)
      return CachedTarget.Standing(heads, isExact: true)
    }
    return CachedTarget.Standing(
      try add(
        target, state, Revision.Changes(), after: heads.prior(of: target, in: context.repository),
        recording, &report))
  }

  func add(
    _ target: TargetName, _ state: RecordedState, _ changes: Revision.Changes,
    after prior: PriorRevision, _ recording: Recording, _ report: inout Report
  ) throws -> Revision {
    let time = context.now().text
    var revision = Revision(
      number: prior.nextNumber, target: target, kind: .snapshot, status: .completed,
      description: options.description, user: context.user, createdAt: time)
    revision.finishedAt = time
    revision.operation = options.operation
    revision.before = prior.state
    revision.after = state
    revision.changes = changes
    recording.move(try target.contentRef, to: state.commit, from: prior.content)
    recording.move(try target.factsRef, to: state.facts, from: prior.facts)
    let written = try recording.write(revision, after: prior.journal)
    report.revisions.append(written)
    return written
  }

  /// Lists what cannot be recorded, unless it is all or nothing.
  private func skip(
    _ entry: IntegrationDirectory.Entry, _ error: any Error, _ report: inout Report
  ) throws {
    guard !options.isAtomic, let reason = LifecycleError(skipping: error) else { throw error }
    report.skipped.append((entry.target, reason))
  }
}

extension LifecycleError {
  /// The reason for which one integration is passed over; `nil` for what stops everything.
  init?(skipping error: any Error) {
    switch error {
    case let error as LifecycleError where error.category != .interrupted: self = error
    case let error as RepositoryError where error.code == .locked:
      self.init(.refused, error.code.rawValue, error.message)
    case let error as RepositoryError where error.code == .damaged:
      self.init(.damaged, error.code.rawValue, error.message, hint: error.wayOut)
    default: return nil
    }
  }
}
