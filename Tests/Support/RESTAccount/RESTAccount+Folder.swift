import Foundation
import LosslessJSON

extension RESTAccount {
  /// Takes in the documents of an account folder, with the bodies of scripts in their members, and
  /// lets time pass, so that all of them are old.
  public func fill(from folder: String) throws {
    for kind in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
      let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(kind)")
      for name in files.sorted() where name.hasSuffix(".json") {
        let path = "\(folder)/\(kind)/\(name)"
        guard var document = try JSONValue(parsing: Self.read(path)).object else { continue }
        let body = path.dropLast(5) + ".js"
        if FileManager.default.fileExists(atPath: String(body)) {
          document["content"] = JSONString(bytes: try Self.read(String(body))).map { .string($0) }
        }
        put(kind == "mcpservers" ? "mcpServers" : kind, document)
      }
    }
    wait(milliseconds: 3_600_000)
  }

  private static func read(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  }
}
