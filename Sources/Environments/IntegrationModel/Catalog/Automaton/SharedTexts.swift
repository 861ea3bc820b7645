import LosslessJSON

/// Texts that many documents have alike: the ids of integrations and connections, the places of ids,
/// applications and types. Each is made once for one worker.
final class SharedTexts {
  private var names = NumberedNames()
  private var texts: [String] = []
  private var pointer: [UInt8] = []

  /// When there are so many, all are forgotten; longer ones are not kept.
  private static let countMax = 1 << 16
  private static let byteCountMax = 256

  /// Returns the text of these bytes, which are UTF-8.
  func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    if let number = names.number(of: bytes) { return texts[number] }
    let text = String(decoding: bytes, as: UTF8.self)
    guard bytes.count <= Self.byteCountMax else { return text }
    if texts.count == Self.countMax {
      names = NumberedNames()
      texts = []
    }
    names.append(bytes)
    texts.append(text)
    return text
  }

  /// Returns the text of a string in a document.
  func text(_ node: JSONNodeIndex, in tape: JSONTape) -> String {
    // What is escaped may be no UTF-8 when decoded, and is rare.
    tape.hasEscapes(at: node) ? tape.decodedString(at: node).text : text(tape.stringBytes(at: node))
  }

  /// Returns a place as a JSON Pointer.
  func pointer(of path: DocumentPath) -> String {
    pointer.removeAll(keepingCapacity: true)
    path.write(to: &pointer)
    return pointer.withUnsafeBufferPointer { text($0) }
  }
}
