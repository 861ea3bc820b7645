import IntegrationModel
import LosslessJSON
import Synchronization

@testable import HostedAccounts

extension AccountSession {
  /// A document of the account with the credentials that the account keeps and never shows.
  func withCredentials(_ document: JSONValue, _ key: ResourceKey) throws -> JSONValue {
    let kept = try read { database in
      try StoredDocument.find(key, in: account, database)?.secrets(database) ?? [:]
    }
    let separated = store.workbench.withLock { $0.separate(document, of: key.kind) }
    return separated.secrets.reduce(into: document) { document, secret in
      guard let value = kept[secret.address] else { return }
      document.place(value, at: secret.pointer.description)
    }
  }
}
