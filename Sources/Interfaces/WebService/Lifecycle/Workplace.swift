import HostedAccounts
import LifecycleOperations
import RepositoryCore

/// What one request works with: the accounts its user may use, and the operations on them.
struct Workplace {
  let places: [Histories.Place]
  let context: OperationContext
  let resolver: StateResolver
  /// Told in a line what went wrong beside the request.
  let logFailure: @Sendable (String) -> Void

  /// Looks up what the caller may use.
  ///
  /// - Parameter recordedOnly: Whether targets stand for what was last recorded of them.
  init(_ call: Call, recordedOnly: Bool = false) throws {
    let session = try call.session
    places = try call.application.histories.places(of: session)
    // Names are not unique, and an address is where others can ask.
    context = try call.application.histories.context(
      places, user: session.caller.email, isInterrupted: call.isInterrupted,
      progress: call.progress)
    resolver = StateResolver(context, recordedOnly: recordedOnly)
    logFailure = call.application.surroundings.logFailure
  }

  /// The account of an environment's name.
  ///
  /// - Throws: ``APIError`` 404 where the caller has no share in it.
  func place(_ environment: String) throws -> Histories.Place {
    guard let place = places.first(where: { $0.name == environment }) else {
      throw APIError(404, "not_found", "there is no environment '\(environment)'")
    }
    return place
  }

  /// The target of the request, as the environment holds it, or as it was recorded.
  ///
  /// - Throws: ``APIError`` 404 for what the caller may not see, 403 for what he may not do.
  func target(_ call: Call, for action: AccountAction) throws -> TargetName {
    let (environment, integration) = (call.variable("environment"), call.variable("integration"))
    return try target("\(environment)/\(integration)", for: action)
  }

  /// A target by its text.
  func target(_ text: String, for action: AccountAction) throws -> TargetName {
    let (environment, integration) = try StateResolver.split(text)
    let place = try place(environment)
    if let entry = try? resolver.entry(text) {
      try place.session.require(action, on: entry.id)
      return entry.target
    }
    // What was recorded and is gone belongs to nobody but the account.
    let target = TargetName(environment: environment, integration: integration)
    guard try resolver.directory(of: environment).gone.contains(target),
      place.session.caller.grants.account != nil
    else { throw APIError(404, "not_found", "there is no integration '\(text)'") }
    guard action.isAllowed(by: AccessGrants(account: place.session.caller.grants.account), on: nil)
    else { throw APIError(403, "forbidden", "your role does not allow this") }
    return target
  }

  /// A text that names a state, after checking that the caller may see it.
  ///
  /// A state is a target, `TARGET@rN`, `TARGET@rN:before` or `TARGET@NAME`. A bundle is none here:
  /// nothing that a request names is looked for among files.
  func state(_ text: String, for action: AccountAction = .viewRevisions) throws -> String {
    guard !text.hasSuffix(".zip") else {
      throw APIError(422, "bad_state", "'\(text)' is no state of an integration")
    }
    let at = text.firstIndex(of: "@") ?? text.endIndex
    let target = try target(String(text[..<at]), for: action)
    return "\(target)\(text[at...])"
  }
}
