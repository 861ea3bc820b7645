import IntegrationModel
import LosslessJSON

/// Refuses what the platform does not do with APIs, naming them.
enum APIRefusal {
  static func check(
    _ state: IntegrationState, _ verb: LifecycleVerb, _ environment: ConnectedEnvironment,
    what: String
  ) throws {
    var refused: [String] = []
    var hasOnlyScripts = environment.support.clonesAPIs
    for name in state.names where name.kind == .apis {
      let mode = try state.document(name)?["type"]?.text
      guard case .refused = environment.support.treatment(of: .apis, mode: mode, by: verb) else {
        continue
      }
      refused.append(state.facts.resources[name]?.name ?? name.description)
      hasOnlyScripts = hasOnlyScripts && mode == "script"
    }
    guard !refused.isEmpty else { return }
    let list = refused.map { "'\($0)'" }.joined(separator: ", ")
    throw LifecycleError.refused(
      "apis_not_supported",
      hasOnlyScripts
        ? "\(what) contains script-mode APIs, which no environment can \(verb.rawValue): \(list)"
        : "\(what) contains APIs, and this environment does not \(verb.rawValue) APIs: \(list)",
      hint: "move the APIs to another integration with 'ilm move'"
        + (hasOnlyScripts
          ? ""
          : ", or, where the environment can, "
            + "'ilm env set \(environment.name) lifecycle.apis supported'"),
      details: ["apis": .array(refused.map { .text($0) })])
  }
}
