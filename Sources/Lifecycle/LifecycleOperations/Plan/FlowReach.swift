import IntegrationModel
import LosslessJSON

/// Which resources a flow needs to run.
struct FlowReach {
  private let state: IntegrationState
  private var references: [LogicalName: Set<LogicalName>] = [:]

  init(_ state: IntegrationState) {
    self.state = state
  }

  /// Enabled flows that reach something that changes.
  static func flowsToPause(
    _ current: IntegrationState?, _ steps: StepPlanner
  ) throws -> [(name: LogicalName, id: String)] {
    guard let current else { return [] }
    let touched = Set(steps.updates.map(\.name) + steps.deletions.map(\.name))
    guard !touched.isEmpty else { return [] }
    var reach = FlowReach(current)
    return try current.names.filter { name in
      guard name.kind == .flows,
        current.facts.resources[name]?.environment["/disabled"] == .bool(false)
      else { return false }
      return try reach.reaches(from: name, any: touched)
    }.compactMap { name in current.facts.resources[name].map { (name, $0.id) } }
  }

  mutating func reaches(from flow: LogicalName, any wanted: Set<LogicalName>) throws -> Bool {
    var seen: Set<LogicalName> = [flow]
    var queue = [flow]
    while let name = queue.popLast() {
      if wanted.contains(name) { return true }
      // What a flow starts afterwards, and the integration's own document, do not run with it.
      for next in try names(in: name)
      where next.kind != .flows && next != .integration && seen.insert(next).inserted {
        queue.append(next)
      }
    }
    return false
  }

  private mutating func names(in name: LogicalName) throws -> Set<LogicalName> {
    if let known = references[name] { return known }
    let names = try state.document(name).map(References.names) ?? []
    references[name] = names
    return names
  }
}
