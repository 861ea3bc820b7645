import FileStorage
import LifecycleOperations
import LosslessJSON
import Terminal

/// Lets a person edit a value in their editor: text as it is, anything else as JSON.
struct ValueEditing {
  private let editor: Editor
  private let world: World

  init(_ editor: Editor, _ world: World) {
    self.editor = editor
    self.world = world
  }

  /// Returns the edited value, or `nil` if it was left as it was.
  ///
  /// - Throws: ``LifecycleError`` `bad_resolution` if the editor fails or the text is not UTF-8;
  ///   `JSONParseError` for what should be JSON and is not.
  func edit(_ value: JSONValue?) throws -> JSONValue? {
    let text = value?.string
    let before = text?.utf8 ?? value?.prettyBytes() ?? Array("null\n".utf8)
    let folder = world.variable("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    let path = "\(folder)/ilm-\(world.makeID())" + (text == nil ? ".json" : ".txt")
    try world.fileSystem.writeAtomically(path, before, durable: false, permissions: 0o600)
    defer { try? world.fileSystem.removeFile(path) }
    guard editor.edit(path) else { throw refusal("the editor failed, and nothing was taken") }
    var after = try world.fileSystem.read(path)
    guard text != nil else { return after == before ? nil : try JSONValue(parsing: after) }
    // Most editors end the last line, which the text did not do.
    if before.last != Self.lineFeed, after.last == Self.lineFeed { after.removeLast() }
    guard after != before else { return nil }
    guard let string = JSONString(bytes: after) else { throw refusal("the text is not UTF-8") }
    return .string(string)
  }

  private static let lineFeed = UInt8(ascii: "\n")

  private func refusal(_ message: String) -> LifecycleError {
    LifecycleError(.usage, "bad_resolution", message)
  }
}
