import IntegrationModel
import LosslessJSON

/// The bytes of documents that a survey has just read, up to a bound, so that their files need not
/// be read again.
///
/// Each is handed out once: what is read later than that is read from its file.
struct RecentDocuments: Sendable {
  private struct Kept {
    let source: [UInt8]
    let text: [UInt8]?
    let containerID: String?
    let version: String
  }

  private var documents: [ResourceKey: Kept] = [:]
  private var room = 48 << 20

  /// Keeps a document if there is room for it.
  mutating func keep(_ document: EnvironmentDocument) {
    let byteCount = document.json.source.count + (document.text?.count ?? 0)
    guard byteCount <= room, documents[document.key] == nil else { return }
    room -= byteCount
    documents[document.key] = Kept(
      source: document.json.source, text: document.text, containerID: document.containerID,
      version: document.version)
  }

  /// Hands a document out, to be parsed by whoever takes it.
  mutating func take(_ key: ResourceKey) -> (() -> EnvironmentDocument?)? {
    guard let kept = documents.removeValue(forKey: key) else { return nil }
    return {
      (try? JSONDocument(parsing: kept.source)).map {
        EnvironmentDocument(
          key: key, json: $0, text: kept.text, containerID: kept.containerID,
          version: kept.version)
      }
    }
  }
}
