internal import Database
internal import IntegrationModel
internal import LosslessJSON

extension DocumentWrite {
  /// Puts a document into the recycle bin.
  ///
  /// - Parameter isCascade: Whether an integration takes along all that it alone reaches.
  func delete(_ stored: StoredDocument, isCascade: Bool) throws {
    let deletion = session.store.surroundings.makeID()
    var keys = [stored.key]
    if isCascade, stored.key.kind == .integrations {
      keys += try exclusiveContents(of: stored.key.id)
    }
    for key in keys {
      let document = key == stored.key ? stored : try self.stored(key)
      try database.run(
        """
        UPDATE documents SET deleted_at = ?, deleted_by = ?, deletion = ?, version = ?
        WHERE number = ?
        """, now, session.caller.userID, deletion, try version(), document.number)
      noteRemoval(of: key)
      try audit(
        .delete, key, name: document.body["name"]?.text ?? "",
        container: document.body["_integrationId"]?.text, from: nil, to: nil)
    }
  }

  /// What an integration contains and reaches, without what is bound to the account and what
  /// anything else needs: another integration, or a resource that stays.
  private func exclusiveContents(of integrationID: String) throws -> [ResourceKey] {
    let index = try session.index()
    let root = ResourceKey(.integrations, integrationID)
    var members = IntegrationClosure(of: integrationID, in: index).members
    members.remove(root)
    var queue: [ResourceKey] = []
    for summary in index.resources.values
    where summary.key != root && !members.contains(summary.key) {
      queue.append(summary.key)
    }
    // Whatever stays keeps what it names, and so on; what the integration contains goes all the same.
    while let key = queue.popLast() {
      for site in index.resources[key]?.references ?? [] {
        guard let target = index.resolve(site), !target.kind.isContained,
          members.remove(target) != nil
        else { continue }
        queue.append(target)
      }
    }
    return members.sorted()
  }
}
