import ObjectModel
public import RepositoryCore

/// Finding what is recorded.
extension StateResolver {
  private static func splitPoint(_ text: String) -> (target: String, point: String)? {
    guard let at = text.lastIndex(of: "@"), at != text.startIndex else { return nil }
    return (String(text[..<at]), String(text[text.index(after: at)...]))
  }

  /// A recorded state that a text names, not read yet.
  struct RecordedPoint {
    let label: String
    let target: TargetName
    let revision: Revision
    let state: RecordedState
  }

  /// Finds the recorded state that a text such as `prod/orders@r3` names; `nil` for one that names
  /// something else.
  func recordedPoint(_ text: String) throws -> RecordedPoint? {
    guard let (target, point) = Self.splitPoint(text) else { return nil }
    do {
      return try recordedPoint(target, point, text)
    } catch let error as LifecycleError {
      // An integration's exact name may hold an '@'.
      guard (try? entry(text)) != nil else { throw error }
      return nil
    }
  }

  private func recordedPoint(
    _ text: String, _ point: String, _ whole: String
  ) throws -> RecordedPoint {
    let target = try target(text)
    var point = point
    var wantsBefore = false
    if point.hasSuffix(":before") {
      point = String(point.dropLast(7))
      wantsBefore = true
    } else if point.hasSuffix(":after") {
      point = String(point.dropLast(6))
    }
    let revision = try revision(point, of: target)
    guard let state = wantsBefore ? revision.before : revision.after else {
      throw LifecycleError(
        .usage, "no_such_state",
        "\(revision.id) of '\(target)' has no state \(wantsBefore ? "before" : "after") it",
        hint: "'ilm show \(target)@\(revision.id)' tells its status")
    }
    return RecordedPoint(label: whole, target: target, revision: revision, state: state)
  }

  /// Finds a revision by its id or by its tag.
  public func revision(_ point: String, of target: TargetName) throws -> Revision {
    let journal = RevisionJournal(target, in: context.repository)
    if let revision = try journal.revision(point) { return revision }
    if let tagged = try? context.repository.revision(tagged: point, of: target) { return tagged }
    let newest = try journal.latest()?.id
    if newest == nil, let last = try context.repository.lostJournal(of: target) {
      throw RepositoryError.lostRefs(of: target, at: last)
    }
    throw LifecycleError(
      .usage, "no_such_revision", "there is no revision '\(point)' of '\(target)'",
      hint: newest.map { "the newest one is \($0); 'ilm revisions \(target)' lists them all" }
        ?? "nothing of it is recorded yet; 'ilm snapshot \(target)' does")
  }

  /// The newest recorded state of a target, or `nil` if there is none.
  public func lastRecordedSide(_ target: TargetName) throws -> StateSide? {
    try lastPoint(of: target).map { point in
      StateSide(point.state, label: point.label, target: target, in: context.repository)
    }
  }

  /// The newest recorded state of a target, or `nil` if there is none.
  func lastPoint(of target: TargetName) throws -> RecordedPoint? {
    guard
      let (revision, state) = try RevisionJournal(target, in: context.repository).latestState()
    else { return nil }
    let isBefore = revision.after != state
    return RecordedPoint(
      label: "\(target)@\(revision.id)" + (isBefore ? ":before" : ""), target: target,
      revision: revision, state: state)
  }

  /// The integrations of an environment as they were last recorded.
  func recorded(of environment: String) throws -> RecordedEnvironment {
    if let known = recordings[environment] { return known }
    let recorded = try RecordedEnvironment(environment, context)
    recordings[environment] = recorded
    return recorded
  }

  /// Finds an integration by its logical name, its exact name or its id, as recorded.
  func recordedEntry(
    _ integration: String, in environment: String
  ) throws -> IntegrationDirectory.Entry {
    do {
      return try IntegrationDirectory(recorded(of: environment), in: context.repository)
        .find(integration, in: environment)
    } catch let error as LifecycleError
      where ["no_integration", RecordedEnvironment.nothingRecorded].contains(error.code)
    {
      throw LifecycleError(
        .usage, RecordedEnvironment.nothingRecorded,
        "nothing of '\(environment)/\(integration)' is recorded",
        hint: "'ilm snapshot \(environment)/\(integration)' records it")
    }
  }
}
