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
  /// command line is libFuzzer's own.
  enum CoverageGuidedFuzzing {
    static func run() -> Int32 {
      if let folder = ProcessInfo.processInfo.environment["FUZZ_CORPUS"] { writeSeeds(to: folder) }
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
  }
#endif
