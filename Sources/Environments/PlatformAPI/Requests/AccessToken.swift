/// The credential of an account's API: sent with requests and shown nowhere.
public struct AccessToken: Sendable, CustomStringConvertible, CustomReflectable {
  let secret: String

  /// Takes the token out of what a file or a variable holds; `nil` where that is none: empty, of
  /// more than one line, or with characters that no token has.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    let isSpace = { (byte: UInt8) in [0x20, 0x09, 0x0a, 0x0d].contains(byte) }
    let token = bytes.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
    guard (1...4096).contains(token.count), token.allSatisfy({ (0x21...0x7e).contains($0) }) else {
      return nil
    }
    secret = String(decoding: token, as: UTF8.self)
  }

  /// Never the token.
  public var description: String { "access token" }

  /// Nothing to look into.
  public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }

  /// The text without the token, wherever it stands in it.
  func removed(from text: String) -> String {
    secret.utf8.count < 8 ? text : text.replacing(secret, with: "******")
  }
}
