import IntegrationModel
import RepositoryCore

/// Finds what no flow, API or tool of an account uses.
struct UnusedLint {
  private let captured: CapturedState
  private let capture: StateCapture
  /// How many resources of other integrations are named one by one.
  private static let namedCountMax = 5

  init(_ captured: CapturedState, _ capture: StateCapture) {
    self.captured = captured
    self.capture = capture
  }

  /// One finding for each resource that was part of the integration, and one for all others; of what
  /// stands alone one for each.
  func findings() -> [LintOperation.Finding] {
    let unused = capture.account.index.unused()
    let own = captured.entry.id == nil ? unused : unused.filter(isOwn)
    let others = captured.entry.id == nil ? [] : unused.filter { !isOwn($0) }
    var findings = own.map { key in
      LintOperation.Finding(
        code: .unusedResource, name: name(of: key), pointer: "",
        message: "\(words(key)) is used by no flow, API or tool; delete it if nobody needs it")
    }
    if !others.isEmpty {
      let rest = others.count - Self.namedCountMax
      findings.append(
        LintOperation.Finding(
          code: .unusedResource, name: .integration, pointer: "",
          message: others.prefix(Self.namedCountMax).map(words).joined(separator: ", ")
            + (rest > 0 ? " and \(rest) more" : "")
            + " of '\(captured.entry.target.environment)' are used by no flow, API or tool"))
    }
    return findings
  }

  private func isOwn(_ key: ResourceKey) -> Bool {
    captured.facts.formerNames[key] != nil
      || capture.account.index.resources[key]?.containerID == captured.entry.id
  }

  private func name(of key: ResourceKey) -> LogicalName {
    captured.facts.formerNames[key]
      ?? LogicalName(
        key.kind,
        Slug.of(capture.account.index.resources[key]?.name ?? "", fallback: key.kind.singular))
  }

  private func words(_ key: ResourceKey) -> String {
    "\(key.kind.singular) '\(capture.account.index.resources[key]?.name ?? "")' (\(key.id))"
  }
}
