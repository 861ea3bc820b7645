import HTTPTransport
public import IntegrationModel
public import LosslessJSON
import PlatformAPI

extension HTTPEnvironment {
  /// Counts what the account lists of each kind, without reading any of it, and says in sentences
  /// what cannot be listed.
  public func inventory() throws(EnvironmentError) -> ([ResourceKind: Int], warnings: [String]) {
    let lists = try listAll()
    let counts = lists.filter { !$0.rows.isEmpty }.map { ($0.kind, $0.rows.count) }
    return (Dictionary(uniqueKeysWithValues: counts), lists.compactMap(\.warning))
  }

  /// What the account says of the token: whose it is, and what it may do.
  public func tokenDescription() throws(EnvironmentError) -> JSONObject {
    try object(at: "/tokenInfo")
  }

  /// The account's own list of an integration's revisions, newest first.
  public func nativeRevisions(
    of integrationID: String
  ) throws(EnvironmentError) -> [JSONObject] {
    do throws(PlatformAPIError) {
      let key = ResourceKey(.integrations, integrationID)
      let revisions = try client.list(Self.path(of: key) + "/revisions").compactMap(\.object)
      return revisions.sorted { created($0) > created($1) }
    } catch {
      throw EnvironmentError(error)
    }
  }

  private func created(_ revision: JSONObject) -> String { revision["createdAt"]?.text ?? "" }

  private func object(at path: String) throws(EnvironmentError) -> JSONObject {
    do throws(PlatformAPIError) {
      return try client.send(APIRequest(.get, path)).document().value.object ?? JSONObject()
    } catch {
      throw EnvironmentError(error)
    }
  }
}
