/// What can be done with integrations and the resources in them.
public enum LifecycleVerb: String, Sendable, CaseIterable {
  case snapshot, compare, revert, pull, clone, download, install, delete
}

/// Tells which kinds a verb takes along, and which stand in its way.
///
/// This table is the only place that knows; an environment's profile is its argument.
/// Source: the platform's documentation of integrations ("Cloning or downloading an integration
/// that contains APIs is not yet supported").
public struct LifecycleSupport: Sendable, Equatable {
  /// Whether APIs take part in clone and download: `lifecycle.apis` of an environment.
  public var clonesAPIs: Bool

  public init(clonesAPIs: Bool = false) {
    self.clonesAPIs = clonesAPIs
  }

  /// How a verb treats one resource.
  public enum Treatment: Sendable, Equatable {
    case supported
    /// The whole integration is refused because of this resource.
    case refused(code: String)
  }

  /// Returns how `verb` treats a resource of `kind`; `mode` is an API's `type` (builder or script).
  public func treatment(of kind: ResourceKind, mode: String?, by verb: LifecycleVerb) -> Treatment {
    switch (verb, kind) {
    case (.clone, .apis), (.download, .apis), (.install, .apis):
      let supported = clonesAPIs && mode != "script"
      return supported ? .supported : .refused(code: "apis_not_supported")
    default:
      return .supported
    }
  }
}
