public import LosslessJSON

/// Takes an environment's documents apart into content and facts.
///
/// The content of a document is canonical JSON in which nothing tells where it runs: server-kept
/// fields, credentials, environment fields and payloads are taken out, and ids are replaced by
/// logical names. ``NeutralDecoder`` is the inverse. An encoder belongs to one worker.
public final class NeutralEncoder {
  private let catalog: FieldCatalog
  private let index: AccountIndex
  private var automata: [ResourceKind: FieldAutomaton] = [:]

  /// Prepares to take apart documents of the account that the index describes.
  public init(catalog: FieldCatalog, index: AccountIndex) {
    self.catalog = catalog
    self.index = index
  }

  /// Encodes one document as the resource `name` of an integration.
  ///
  /// - Parameters:
  ///   - text: The body that the environment keeps beside the document, if it does.
  public func encode(
    _ document: JSONDocument, text: [UInt8]?, key: ResourceKey, name: LogicalName,
    naming: IntegrationNaming
  ) -> NeutralResource {
    let automaton = automaton(key.kind)
    return document.withTape { tape in
      var walk = NeutralWalk(
        tape: tape, automaton: automaton, key: key, index: index, naming: naming)
      let content = walk.content()
      walk.facts.name = displayName(tape)
      return walk.resource(name, content, text: text)
    }
  }

  private func displayName(_ tape: JSONTape) -> String {
    guard let node = tape.find(member: "name", in: tape.root), tape.kind(of: node) == .string
    else { return "" }
    return tape.decodedString(at: node).text
  }

  private func automaton(_ kind: ResourceKind) -> FieldAutomaton {
    if let known = automata[kind] { return known }
    let automaton = FieldAutomaton(kind: kind, catalog: catalog)
    automata[kind] = automaton
    return automaton
  }
}
