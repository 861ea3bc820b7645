import CMalloc
import CProcessArguments
import CommandInterface
import Glibc

/// The program `ilm`.
@main
struct Program {
  static func main() {
    keepFreedMemory()
    var arguments: [String] = []
    for place in 1..<max(1, process_argument_count()) {
      arguments.append(String(cString: process_argument(place)))
    }
    exit(IlmProgram.run(arguments))
  }

  /// Has the C library take memory from the system in larger pieces, and give back only what is much:
  /// commands are short, and each time that both cores wait for the system to do it.
  private static func keepFreedMemory() {
    _ = mallopt(M_TOP_PAD, 16 << 20)
    _ = mallopt(M_TRIM_THRESHOLD, 64 << 20)
  }
}
