import EnvironmentAdapters
import FileStorage
public import IntegrationModel
import ObjectModel
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

    public init(
      description: String = "snapshot", onlyIfChanged: Bool = false, isAtomic: Bool = false
    ) {
      self.description = description
      self.onlyIfChanged = onlyIfChanged
      self.isAtomic = isAtomic
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
  }

  private let context: OperationContext
  private let options: Options

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
    var locks: [any FileLock] = []
    defer { locks.forEach { $0.release() } }
    var open: [IntegrationDirectory.Entry] = []
    var heads: [TargetName: TargetHeads] = [:]
    var recorded: [(TargetName, CommitID, IntegrationDirectory.Entry, IntegrationClosure)] = []
    for entry in entries {
      do {
        locks.append(try context.repository.lock(entry.target))
        let head = try TargetHeads(of: entry.target, in: context.repository)
        try head.requireNothingInProgress(entry.target)
        heads[entry.target] = head
        open.append(entry)
      } catch {
        try skip(entry, error, &report)
      }
    }
    do {
      try capture.capture(open) { finding in
        switch finding {
        case .asRecorded(let entry, _, let state):
          guard let heads = heads[entry.target] else { return }
          try recordAgain(entry.target, state, heads, recording, &report)
        case .captured(let captured):
          guard let heads = heads[captured.entry.target] else { return }
          if let facts = try record(captured, heads, recording, &report) {
            recorded.append((captured.entry.target, facts, captured.entry, captured.closure))
          }
        }
      }
      try context.checkInterrupt()
    } catch {
      recording.abandon()
      throw error
    }
    try recording.finish(message: "snapshot: \(options.description)")
    for (target, facts, entry, closure) in recorded {
      capture.cache?.note(
        target, facts: facts, fingerprint: capture.fingerprint(of: entry, closure))
    }
    capture.cache?.save(capture.account)
    report.revisions.sort { $0.target < $1.target }
    report.unchanged.sort()
    return report
  }

  /// Records what was captured and returns its facts commit.
  private func record(
    _ captured: CapturedState, _ heads: TargetHeads, _ recording: Recording,
    _ report: inout Report
  ) throws -> CommitID? {
    let target = captured.entry.target
    let recorder = StateRecorder(recording: recording, target: target)
    let outcome = try recorder.record(
      captured, heads: heads, subject: options.description, revision: "r\(heads.nextNumber)")
    report.warnings += captured.warnings.map { (target, $0) }
    if options.onlyIfChanged, heads.latest != nil, !outcome.changed {
      report.unchanged.append(target)
      // What is merely observed may differ, which is not worth a revision; then it is not as
      // recorded to the last bit and has to be looked at again.
      return outcome.state.facts == heads.facts ? heads.facts : nil
    }
    try add(target, outcome.state, outcome.changes, heads, recording, &report)
    return outcome.state.facts
  }

  /// Records once more the state that an integration is still in.
  private func recordAgain(
    _ target: TargetName, _ state: RecordedState, _ heads: TargetHeads, _ recording: Recording,
    _ report: inout Report
  ) throws {
    if options.onlyIfChanged {
      report.unchanged.append(target)
    } else {
      try add(target, state, Revision.Changes(), heads, recording, &report)
    }
  }

  private func add(
    _ target: TargetName, _ state: RecordedState, _ changes: Revision.Changes,
    _ heads: TargetHeads, _ recording: Recording, _ report: inout Report
  ) throws {
    let time = context.now().text
    var revision = Revision(
      number: heads.nextNumber, target: target, kind: .snapshot, status: .completed,
      description: options.description, user: context.user, createdAt: time)
    revision.finishedAt = time
    revision.before = try RevisionJournal(target, in: context.repository).latestState()?.state
    revision.after = state
    revision.changes = changes
    recording.move(try target.contentRef, to: state.commit, from: heads.content)
    recording.move(try target.factsRef, to: state.facts, from: heads.facts)
    report.revisions.append(try recording.write(revision, after: heads.journal))
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
    default: return nil
    }
  }
}
