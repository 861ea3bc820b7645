import IntegrationModel
import LosslessJSON
import RepositoryCore

/// What an integration recorded last of a resource that it does not have any more.
struct LastRecord {
  let result: Plan.Result
  private let composer: DocumentComposer

  /// Looks into the revisions of a target for the newest state that has the name for that id.
  ///
  /// - Parameter number: The revision before which to look; all unless given.
  init?(
    of name: LogicalName, _ id: String, in target: TargetName, before number: Int = .max,
    _ context: OperationContext
  ) throws {
    let repository = context.repository
    let revisions = try RevisionJournal(target, in: repository).revisions()
    for revision in revisions where revision.number < number {
      guard let recorded = revision.after ?? revision.before else { continue }
      guard try repository.facts(of: recorded.facts).resources[name]?.id == id else { continue }
      let state = try IntegrationState(recorded, label: "", target: target, in: repository)
      guard let result = try state.result(name) else { continue }
      self.result = result
      composer = DocumentComposer(of: state.facts, context.catalog)
      return
    }
    return nil
  }

  /// The document as it was recorded, with the credentials that it has now.
  func document(in there: PresentDocument) -> JSONValue {
    composer.compose(result, kind: there.key.kind, current: there.value).document
  }

  /// Whether the document still is what was recorded, but for credentials and what the server keeps.
  func tells(_ there: PresentDocument) -> Bool {
    let (catalog, kind) = (composer.catalog, there.key.kind)
    return catalog.given(document(in: there), kind) == catalog.given(there.value, kind)
  }
}
