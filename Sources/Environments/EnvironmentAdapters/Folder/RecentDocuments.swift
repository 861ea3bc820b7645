import IntegrationModel
import LosslessJSON

/// Documents that a survey has just read, so that their files need not be read and parsed again.
///
/// All or none: of an account that does not fit, most would be read again anyway, and the rest would
/// only take memory. Each is handed out once; what is read later than that is read from its file.
struct RecentDocuments: Sendable {
  private var documents: [ResourceKey: EnvironmentDocument] = [:]
  private var room = 96 << 20

  /// Makes room for so many documents, if they may be few enough.
  mutating func reserve(_ count: Int) { documents.reserveCapacity(min(count, 1 << 14)) }

  /// Keeps a document while there is room for all of them.
  mutating func keep(_ document: EnvironmentDocument) {
    guard room > 0, documents[document.key] == nil else { return }
    room -= document.json.memoryByteCount + (document.text?.count ?? 0)
    if room > 0 { documents[document.key] = document } else { documents = [:] }
  }

  /// Hands a document out.
  mutating func take(_ key: ResourceKey) -> EnvironmentDocument? {
    documents.removeValue(forKey: key)
  }
}
