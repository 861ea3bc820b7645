import Foundation
import FuzzTargets

/// Feeds targets mutated inputs: `ilm-fuzz [TARGET…] [--seed N] [--rounds N]`, or one file as it is:
/// `ilm-fuzz TARGET --input FILE`.
@main
struct FuzzProgram {
  static func main() throws {
    #if COVERAGE_GUIDED
      exit(CoverageGuidedFuzzing.run())
    #else
      var arguments = Arguments(Array(CommandLine.arguments.dropFirst()))
      let seed = arguments.number("--seed") ?? UInt64.random(in: 0..<1_000_000)
      let roundCount = Int(arguments.number("--rounds") ?? 20_000)
      let input = arguments.value("--input")
      let targets = try arguments.targets()
      for target in targets {
        if let input {
          _ = try target.check(Array(try Data(contentsOf: URL(fileURLWithPath: input))))
          continue
        }
        print("\(target.name): \(roundCount) rounds from seed \(seed)")
        var loop = FuzzLoop(target, seed: seed)
        if let finding = loop.run(roundCount: roundCount) {
          print("found in round \(finding.round): \(finding.message)")
          print(Data(finding.input).base64EncodedString())
          exit(1)
        }
      }
    #endif
  }
}

/// The command line, taken apart.
struct Arguments {
  private var words: [String]

  init(_ words: [String]) { self.words = words }

  mutating func value(_ name: String) -> String? {
    guard let place = words.firstIndex(of: name), place + 1 < words.count else { return nil }
    defer { words.removeSubrange(place...(place + 1)) }
    return words[place + 1]
  }

  mutating func number(_ name: String) -> UInt64? { value(name).flatMap { UInt64($0) } }

  /// What is left names targets; nothing means all.
  func targets() throws -> [FuzzTarget] {
    guard !words.isEmpty else { return FuzzTarget.all }
    return try words.map { word in
      guard let target = FuzzTarget.named(word) else {
        let names = FuzzTarget.all.map(\.name).joined(separator: ", ")
        throw CocoaError(
          .featureUnsupported, userInfo: [NSLocalizedDescriptionKey: "targets: \(names)"])
      }
      return target
    }
  }
}
