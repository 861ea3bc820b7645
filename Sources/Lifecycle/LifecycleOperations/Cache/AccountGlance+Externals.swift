import EnvironmentAdapters
import IntegrationModel
import ObjectModel
import RefStore
import RepositoryCore

/// What is outside an integration, by the names that other integrations recorded.
extension AccountGlance {
  /// The names of resources as content refers to them from outside; those that have none are left
  /// out.
  ///
  /// They are those of a survey: no edit changes what contains what, and what is recorded keeps its
  /// name.
  func externalNames(of targets: Set<ResourceKey>) throws -> [ResourceKey: String] {
    var externals: [ResourceKey: String] = [:]
    var contained: [String: [ResourceKey]] = [:]
    for target in targets {
      if target.kind == .integrations {
        externals[target] = directory.name(of: target.id)
      } else if let integration = directory.name(of: try container(of: target)) {
        contained[integration, default: []].append(target)
      }
    }
    for (integration, keys) in contained {
      let names = try recordedNames(of: integration)
      for key in keys { externals[key] = names[key].map { "\(integration)/\($0)" } }
    }
    return externals
  }

  /// The integration that contains a resource; `nil` for one that stands alone.
  private func container(of key: ResourceKey) throws -> String? {
    guard key.kind.isContained, let position = try position(of: key),
      let id = try cache.documents.summary(at: position).containerID,
      try self.position(of: ResourceKey(.integrations, id)) != nil
    else { return nil }
    return id
  }

  private func recordedNames(of integration: String) throws -> [ResourceKey: LogicalName] {
    let target = TargetName(environment: connected.name, integration: integration)
    guard let commit = try context.repository.refs.target(of: try target.factsRef) else {
      return [:]
    }
    return try context.repository.factsDocuments(of: CommitID(commit)).facts.names
  }
}
