import Foundation

/// The folder of the checkout, and that of facts and real documents beside it.
enum SharedFolder {
  /// Where Package.swift is.
  static let packagePath: String = {
    var folder = (#filePath as NSString).deletingLastPathComponent
    while folder != "/", !FileManager.default.fileExists(atPath: folder + "/Package.swift") {
      folder = (folder as NSString).deletingLastPathComponent
    }
    return folder
  }()

  /// The text of a file in the shared folder, or `nil`, with a notice, where it is not there.
  static func text(_ name: String) -> String? {
    let text = try? String(contentsOfFile: packagePath + "/../shared/" + name, encoding: .utf8)
    if text == nil { print("notice: '../shared/\(name)' is not there, skipped") }
    return text
  }
}
