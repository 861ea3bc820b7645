internal import CWebAssets
internal import Hashing

/// One file of the web interface, as it is in the program.
public struct WebAsset: Sendable {
  /// Its path below the folder `Assets`, such as `core/dom.js`.
  public let path: String
  /// What it is, for the header `Content-Type`.
  public let mediaType: String
  /// Names its bytes, for the header `ETag`; quoted.
  public let entityTag: String
  private let number: Int

  /// Its bytes, copied.
  public var bytes: [UInt8] { Self.bytes(number) }

  /// All files, by their paths.
  public static let all: [String: WebAsset] = {
    let assets = (0..<Int(web_asset_count())).map(WebAsset.init(number:))
    return Dictionary(uniqueKeysWithValues: assets.map { ($0.path, $0) })
  }()

  private init(number: Int) {
    self.number = number
    path = String(cString: web_asset_at(number).pointee.path)
    mediaType = Self.mediaType(of: path)
    entityTag = "\"\(Self.digest(Self.bytes(number)))\""
  }

  private static func bytes(_ number: Int) -> [UInt8] {
    let asset = web_asset_at(number).pointee
    return Array(UnsafeBufferPointer(start: asset.bytes, count: asset.count))
  }

  /// Sixteen digits tell versions apart; nothing rests on more.
  static func digest(_ bytes: [UInt8]) -> Substring {
    let digits: [UInt8] = Array("0123456789abcdef".utf8)
    let hex = HashAlgorithm.sha256.hash(bytes).flatMap {
      [digits[Int($0 >> 4)], digits[Int($0 & 15)]]
    }
    return String(decoding: hex, as: UTF8.self).prefix(16)
  }

  static func mediaType(of path: String) -> String {
    switch path.split(separator: ".").last {
    case "html": "text/html; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "svg": "image/svg+xml"
    default: "application/octet-stream"
    }
  }
}
