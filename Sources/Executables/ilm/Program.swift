import CProcessArguments
import CommandInterface
import Glibc

/// The program `ilm`.
@main
struct Program {
  static func main() {
    var arguments: [String] = []
    for place in 1..<max(1, process_argument_count()) {
      arguments.append(String(cString: process_argument(place)))
    }
    exit(IlmProgram.run(arguments))
  }
}
