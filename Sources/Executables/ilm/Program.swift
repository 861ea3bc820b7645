import CommandInterface
import Glibc

/// The program `ilm`.
@main
struct Program {
  static func main() {
    exit(IlmProgram.run(Array(CommandLine.arguments.dropFirst())))
  }
}
