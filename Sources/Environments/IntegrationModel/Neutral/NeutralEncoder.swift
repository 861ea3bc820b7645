public import LosslessJSON

/// Takes an environment's documents apart into content and facts.
///
/// The content of a document is canonical JSON in which nothing tells where it runs: server-kept
/// fields, credentials, environment fields and payloads are taken out, and ids are replaced by
/// logical names. ``NeutralDecoder`` is the inverse. An encoder belongs to one worker.
public final class NeutralEncoder {
  private let index: AccountIndex
  private let automata: FieldAutomata
  private let buffers = WalkBuffers()

  /// Prepares to take apart documents of the account that the index describes.
  public init(catalog: FieldCatalog, index: AccountIndex) {
    self.index = index
    automata = FieldAutomata(of: catalog)
  }

  /// Encodes one document as the resource `name` of an integration.
  ///
  /// - Parameters:
  ///   - text: The body that the environment keeps beside the document, if it does.
  public func encode(
    _ document: JSONDocument, text: [UInt8]?, key: ResourceKey, name: LogicalName,
    naming: IntegrationNaming
  ) -> NeutralResource {
    document.withTape { tape in
      var walk = NeutralWalk(
        tape: tape, automata: automata, key: key, index: index, naming: naming,
        buffers: buffers)
      let content = walk.content()
      automata.putBack(walk.room)
      walk.facts.name = displayName(tape)
      return walk.resource(name, content, text: text)
    }
  }

  private func displayName(_ tape: JSONTape) -> String {
    guard let node = tape.find(member: "name", in: tape.root), tape.kind(of: node) == .string
    else { return "" }
    return tape.decodedString(at: node).text
  }
}

/// What the walks of one encoder write into, one after another: buffers that grow once.
final class WalkBuffers {
  // Nobody else looks at them while a walk writes.
  @exclusivity(unchecked) var content = CanonicalWriter()
  @exclusivity(unchecked) var aside = CanonicalWriter()
}
