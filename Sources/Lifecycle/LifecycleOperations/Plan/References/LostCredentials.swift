import EnvironmentAdapters
import IntegrationModel
import LosslessJSON

/// Tells of credentials that a change takes out of a document, and that nothing can bring back.
enum LostCredentials {
  static func warnings(
    _ name: LogicalName, from now: Plan.Result, to result: Plan.Result,
    _ identity: CatalogIdentity
  ) -> [Plan.Warning] {
    var transfer = PlaceTransfer(from: now.content, to: result.content, identity: identity)
    return now.facts.masked.filter { transfer.place($0) == nil }.map { place in
      Plan.Warning(
        code: "credential_lost", name: name.description,
        message: "the credential at '\(place)' of '\(name)' is taken out; it is recorded nowhere, "
          + "so that an undo does not bring it back")
    }
  }
}

extension Plan {
  /// Warns of credentials that an update of a resource takes out for good.
  mutating func noteLostCredentials(
    _ name: LogicalName, from now: Result, to result: Result, in capture: StateCapture
  ) {
    guard !capture.account.environment.adapter.keepsFormerCredentials else { return }
    warnings += LostCredentials.warnings(
      name, from: now, to: result,
      CatalogIdentity(kind: name.kind, catalog: capture.context.catalog))
  }
}
