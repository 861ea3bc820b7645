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
    return now.facts.masked.filter { isLost($0, from: now, to: result, &transfer) }.map { place in
      Plan.Warning(
        code: "credential_lost", name: name.description,
        message: "the credential at '\(place)' of '\(name)' is taken out; it is recorded nowhere, "
          + "so that an undo does not bring it back")
    }
  }
}

extension LostCredentials {
  private static func isLost(
    _ place: String, from now: Plan.Result, to result: Plan.Result, _ transfer: inout PlaceTransfer
  ) -> Bool {
    guard let new = transfer.place(place) else { return true }
    guard let value = result.content.value(at: new) else {
      return !result.facts.masked.contains(new)
    }
    guard let text = value.string, let held = now.content.value(at: place)?.string else {
      return !value.isMasked
    }
    // Of an address, what has no place of its name any more.
    return SecretMask.fillingAddresses(in: held.utf8, from: text.utf8)?.isMissing ?? !value.isMasked
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
