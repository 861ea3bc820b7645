import EnvironmentAdapters
public import IntegrationModel
import LosslessJSON
import RepositoryCore

/// A flow that an operation turned off while it changes what the flow uses, and that is off still: it
/// runs again once the operation is ended.
public struct PausedFlow: Sendable, Equatable {
  /// Its logical name.
  public let name: LogicalName
  /// Its id.
  public let id: String

  /// The flows that an operation paused which did not end, by its journal.
  ///
  /// One that somebody turned on since, or deleted, is none. Where the environment cannot be asked,
  /// the journal counts.
  static func all(by revision: Revision, _ context: OperationContext) throws -> [PausedFlow] {
    guard
      let (header, events) = try OperationLog.content(of: revision.target, in: context.repository),
      header["revision"]?.text == revision.id, !PullLog.isWaiting(header)
    else { return [] }
    let flows = turnedOff(try OperationHeader(json: header).plan, events)
    guard !flows.isEmpty else { return [] }
    do {
      let environment = try context.connect(revision.target.environment)
      return try flows.filter { try $0.isOff(in: environment) }
    } catch {
      try context.checkInterrupt()
      return flows
    }
  }

  /// What the journal says was turned off, or was about to be.
  private static func turnedOff(_ plan: Plan, _ events: [JSONValue]) -> [PausedFlow] {
    let begun = Set(events.compactMap { $0["step"]?.int })
    // These were off before.
    let skipped = Set(events.filter { $0["skipped"] == true }.compactMap { $0["step"]?.int })
    return plan.steps.indices.compactMap { number in
      let step = plan.steps[number]
      guard step.operation == .disable, begun.contains(number), !skipped.contains(number) else {
        return nil
      }
      return step.id.map { PausedFlow(name: step.name, id: $0) }
    }
  }

  private func isOff(in environment: ConnectedEnvironment) throws -> Bool {
    try environment.adapter.document(ResourceKey(name.kind, id))?.value["disabled"] == true
  }
}
