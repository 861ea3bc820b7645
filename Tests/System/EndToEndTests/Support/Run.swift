import Foundation

/// What one run of the program did.
struct Run {
  let arguments: [String]
  let status: Int32
  /// Standard output, as bytes and as text.
  let outputBytes: [UInt8]
  /// Standard error.
  let errors: String

  var output: String { String(decoding: outputBytes, as: UTF8.self) }

  /// The run in one paragraph, for a failed expectation.
  var story: String {
    """
    ilm \(arguments.joined(separator: " "))
    exit \(status)
    stdout: \(output.prefix(4000))
    stderr: \(errors.prefix(4000))
    """
  }
}

/// The built program.
enum IlmProgramFile {
  /// Where it is: beside the test bundle, or where `ILM_TEST_PROGRAM` says.
  static let path: String = {
    if let path = ProcessInfo.processInfo.environment["ILM_TEST_PROGRAM"] { return path }
    let arguments = CommandLine.arguments
    var candidates: [String] = []
    if let position = arguments.firstIndex(of: "--test-bundle-path"),
      position + 1 < arguments.count
    {
      candidates.append(arguments[position + 1])
    }
    candidates.append(arguments[0])
    let folders = candidates.map { ($0 as NSString).deletingLastPathComponent }
    let beside = (folders + [PackageFolder.path + "/.build/debug"]).map { $0 + "/ilm" }
    return beside.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "ilm"
  }()
}

/// The folder of this package and what lies beside it.
enum PackageFolder {
  static let path: String = {
    var folder = (#filePath as NSString).deletingLastPathComponent
    while folder != "/",
      !FileManager.default.fileExists(atPath: folder + "/Package.swift")
    {
      folder = (folder as NSString).deletingLastPathComponent
    }
    return folder
  }()

  /// The accounts that are part of the package.
  static let exampleAccounts = path + "/Examples/accounts"

  /// Something in the folder shared by several packages; `nil` with a notice where it is absent.
  ///
  /// A checkout elsewhere names the folder with `ILM_TEST_SHARED`.
  static func shared(_ name: String) -> String? {
    let named = ProcessInfo.processInfo.environment["ILM_TEST_SHARED"]
    let file = (named ?? path + "/../shared") + "/" + name
    if FileManager.default.fileExists(atPath: file) { return file }
    print("notice: '../shared/\(name)' is absent, what needs it is skipped")
    return nil
  }
}
