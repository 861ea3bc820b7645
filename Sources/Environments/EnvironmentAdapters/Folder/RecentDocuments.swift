import IntegrationModel
import LosslessJSON

/// Documents that a survey has just read, up to a bound, so that their files need not be read and
/// parsed again.
///
/// Each is handed out once: what is read later than that is read from its file.
struct RecentDocuments: Sendable {
  private var documents: [ResourceKey: EnvironmentDocument] = [:]
  private var room = 72 << 20

  /// Keeps a document if there is room for it.
  mutating func keep(_ document: EnvironmentDocument) {
    let byteCount = document.json.memoryByteCount + (document.text?.count ?? 0)
    guard byteCount <= room, documents[document.key] == nil else { return }
    room -= byteCount
    documents[document.key] = document
  }

  /// Hands a document out.
  mutating func take(_ key: ResourceKey) -> EnvironmentDocument? {
    documents.removeValue(forKey: key)
  }
}
