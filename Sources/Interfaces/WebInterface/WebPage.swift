internal import Hashing

/// The one page, which asks for its files under the version of all of them: a browser keeps them for
/// good, and another program has others.
enum WebPage {
  /// Names all files as they are in this program.
  static let version: String = {
    let tags = WebAsset.all.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.entityTag)\n" }
    return String(WebAsset.digest(Array(tags.joined().utf8)))
  }()

  static let bytes: [UInt8] = Array(text.utf8)

  static let entityTag = "\"\(WebAsset.digest(bytes))\""

  private static let text: String = {
    let file = String(decoding: WebAsset.all["index.html"]?.bytes ?? [], as: UTF8.self)
    let versioned = file.replacing("\"/assets/", with: "\"\(prefix)")
    // Asked for at once, modules come without waiting for those that import them.
    return versioned.replacing(start, with: preloads + start)
  }()

  private static let start = "<script type=\"module\""
  private static let prefix = "/assets/\(version)/"

  private static let preloads = WebAsset.all.keys.sorted()
    .filter { $0.hasSuffix(".js") && $0 != "theme.js" }
    .map { "<link rel=\"modulepreload\" href=\"\(prefix)\($0)\">\n" }.joined()
}
