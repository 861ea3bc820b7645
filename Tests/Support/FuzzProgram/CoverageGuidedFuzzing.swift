#if COVERAGE_GUIDED
  import Foundation
  import FuzzTargets

  @_silgen_name("LLVMFuzzerRunDriver")
  private func runDriver(
    _ count: UnsafeMutableRawPointer, _ arguments: UnsafeMutableRawPointer,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
  ) -> Int32

  private let chosenTarget: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget.named(name) else {
      preconditionFailure("FUZZ_TARGET names no target: '\(name)'")
    }
    return target
  }()

  private func feed(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    do {
      _ = try chosenTarget.check(input)
    } catch {
      // libFuzzer keeps the input of a process that traps.
      preconditionFailure("\(chosenTarget.name): \(error)")
    }
    return 0
  }

  /// Lets libFuzzer choose the inputs: the target is named by `FUZZ_TARGET`, everything else on the
  /// command line is libFuzzer's own. Without it the names of all targets are printed.
  enum CoverageGuidedFuzzing {
    static func run() -> Int32 {
      let environment = ProcessInfo.processInfo.environment
      guard environment["FUZZ_TARGET"] != nil else {
        FuzzTarget.all.forEach { print($0.name) }
        return 0
      }
      if let folder = environment["FUZZ_CORPUS"] { writeSeeds(to: folder) }
      if let file = environment["FUZZ_WORDS"] { writeWords(to: file) }
      let count = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
      count.pointee = CommandLine.argc
      let arguments = UnsafeMutablePointer<
        UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
      >.allocate(capacity: 1)
      arguments.pointee = CommandLine.unsafeArgv
      return runDriver(count, arguments, feed)
    }

    private static func writeSeeds(to folder: String) {
      for (number, seed) in chosenTarget.seeds.enumerated() {
        let place = URL(fileURLWithPath: folder).appendingPathComponent("seed-\(number)")
        try? Data(seed).write(to: place)
      }
    }

    /// Writes the words of the format, as libFuzzer's option `-dict` reads them.
    private static func writeWords(to file: String) {
      let lines = chosenTarget.words.map { word in
        "\"" + word.map { "\\x" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
          + "\"\n"
      }
      // libFuzzer refuses a file without a line.
      let text = "# words of \(chosenTarget.name)\n" + lines.joined()
      try? Data(text.utf8).write(to: URL(fileURLWithPath: file))
    }
  }
#endif
