import Foundation
import LosslessJSON
import Testing

/// Whole accounts made and edited by the generator that lies beside the package.
enum GeneratedAccount {
  private static let program = PackageFolder.shared("tools/gen_account.py")
  private static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// Whether accounts can be made here.
  static let isAvailable = program != nil && python != nil

  /// Writes an account of `integrations` times `per` documents.
  static func make(
    _ folder: String, integrations: Int, per: Int = 50, seed: Int = 1, apis: Bool = true
  ) throws {
    try run([
      folder, "--integrations", "\(integrations)", "--per", "\(per)", "--seed", "\(seed)",
      "--apis", apis ? "1" : "0",
    ])
  }

  /// Edits documents of an account at random.
  static func edit(_ folder: String, seed: Int, count: Int = 10) throws {
    try run(["--edit", folder, "--seed", "\(seed)", "--count", "\(count)"])
  }

  private static func run(_ arguments: [String]) throws {
    let program = try #require(program)
    let python = try #require(python)
    let run = try ChildProcess(
      python, [program] + arguments, in: "/", variables: ["LANG": "C.UTF-8"]
    ).finish()
    try #require(run.status == 0, "\(run.story)")
  }
}
