#if COVERAGE_GUIDED
  import Foundation
  import FuzzTargets

  @_silgen_name("LLVMFuzzerRunDriver")
  private func runDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
  ) -> Int32

  /// Lets libFuzzer choose the inputs: the target is named by `FUZZ_TARGET`, everything else on the
  /// command line is libFuzzer's own.
  enum CoverageGuidedFuzzing {
    private static let target: FuzzTarget = {
      let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
      guard let target = FuzzTarget.named(name) else {
        preconditionFailure("FUZZ_TARGET names no target: '\(name)'")
      }
      return target
    }()

    static func run() -> Never {
      if let folder = ProcessInfo.processInfo.environment["FUZZ_CORPUS"] { writeSeeds(to: folder) }
      var count = CommandLine.argc
      var arguments = CommandLine.unsafeArgv
      exit(
        runDriver(&count, &arguments) { bytes, count in
          let input = Array(UnsafeBufferPointer(start: bytes, count: count))
          do {
            _ = try target.check(input)
          } catch {
            // libFuzzer keeps the input of a process that traps.
            preconditionFailure("\(target.name): \(error)")
          }
          return 0
        })
    }

    private static func writeSeeds(to folder: String) {
      for (number, seed) in target.seeds.enumerated() {
        let place = URL(fileURLWithPath: folder).appendingPathComponent("seed-\(number)")
        try? Data(seed).write(to: place)
      }
    }
  }
#endif
