import IntegrationModel

/// Integrations that a vendor manages are read, never written.
enum Managed {
  static func refuse(_ state: IntegrationState, _ label: String) throws {
    try refuse(SideDetails(state), label)
  }

  static func refuse(_ state: SideDetails, _ label: String) throws {
    guard try state.observation(of: .integration).server["/_connectorId"] != nil else { return }
    throw LifecycleError.refused(
      "managed_integration", "'\(label)' is an integration app that its vendor manages",
      hint: "change it through the vendor's own update")
  }
}
