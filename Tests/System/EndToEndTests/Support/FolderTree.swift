import Foundation
import LosslessJSON

/// Every file below a folder, to compare before and after.
struct FolderTree: Equatable {
  private var files: [String: Data] = [:]

  /// Reads a folder; names below `excluding` are left out.
  init(_ folder: String, excluding: [String] = []) throws {
    let enumerator = FileManager.default.enumerator(atPath: folder)
    while let name = enumerator?.nextObject() as? String {
      if excluding.contains(where: { name == $0 || name.hasPrefix($0 + "/") }) { continue }
      var isFolder: ObjCBool = false
      let path = folder + "/" + name
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { continue }
      files[name] =
        isFolder.boolValue ? Data("folder".utf8) : try Data(contentsOf: URL(fileURLWithPath: path))
    }
  }

  var names: [String] { files.keys.sorted() }

  /// Returns what differs, one line a file; empty where both are equal byte for byte.
  func differences(from other: FolderTree) -> [String] {
    Set(files.keys).union(other.files.keys).sorted().compactMap { name in
      switch (files[name], other.files[name]) {
      case (nil, _): "missing \(name)"
      case (_, nil): "new \(name)"
      case (let mine, let theirs): mine == theirs ? nil : "changed \(name)"
      }
    }
  }

  /// The JSON documents by kind and `_id`, and the scripts' files by kind and name, both without
  /// what the platform changes on its own at every save.
  func documents() throws -> [String: JSONValue] {
    var documents: [String: JSONValue] = [:]
    for (name, bytes) in files where name.hasSuffix(".json") {
      guard case .object(var object) = try JSONValue(parsing: [UInt8](bytes)) else { continue }
      for key in ["lastModified", "createdAt", "__v"] { object[JSONString(key)] = nil }
      let kind = name.split(separator: "/").first.map(String.init) ?? ""
      documents["\(kind)/\(object["_id"]?.text ?? name)"] = .object(object)
    }
    return documents
  }

  /// Whether some file holds the bytes.
  func filesHolding(_ text: String) -> [String] {
    let needle = Data(text.utf8)
    return files.filter { $0.value.range(of: needle) != nil }.keys.sorted()
  }
}
