import EnvironmentAdapters
import IntegrationModel
import Testing

@testable import LifecycleOperations

extension SurveyCache<ResourceSummary>.Entry {
  /// What a survey finds of one of many documents, each different.
  static func sample(_ number: Int) throws -> SurveyCache<ResourceSummary>.Entry {
    let key = ResourceKey(.exports, "id\(number)")
    let summary = ResourceSummary(
      key: key, name: "export \(number)", containerID: nil, sourceID: nil, application: "http",
      isManaged: false, mode: nil, createdAt: "", lastModified: nil, references: [],
      version: "v\(number)")
    return SurveyCache<ResourceSummary>.Entry(
      place: DocumentPlace(kind: .exports, path: "/exports/id\(number)"),
      stamp: .edition(try #require(DocumentEdition("t\(number)", isSettled: true))), key: key,
      version: summary.version, summary: summary)
  }
}
