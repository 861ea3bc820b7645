import FileStorage
import Glibc
import HostedAccounts
import IntegrationModel
import LosslessJSON

/// Writes documents into the accounts of a folder and says after each write that it was
/// acknowledged: `account-writer FOLDER`, until it is killed.
@main
struct Program {
  static func main() throws {
    let surroundings = AccountSurroundings(
      now: {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
      },
      randomBytes: { count in
        var random = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
      })
    let store = try AccountStore(
      folder: CommandLine.arguments[1], fileSystem: LocalFileSystem(), surroundings: surroundings)
    let owner = Person(email: "owner@example.com", name: "O")
    let account = try store.accounts().first ?? store.createAccount(name: "P", owner: owner).account
    let session = try store.ownerSession(accountID: account.id)
    var document = try session.create(.exports, ["name": "E", "number": 0])
    var number = 0
    while true {
      acknowledge(document.key.id, number)
      number += 1
      let content: JSONValue = ["name": "E", "number": .number(JSONNumber(number))]
      if number % 10 == 0 {
        document = try session.create(.exports, content)
      } else {
        document = try session.replace(document.key, with: content, expecting: document.version)
      }
    }
  }

  private static func acknowledge(_ id: String, _ number: Int) {
    let line = Array("\(id) \(number)\n".utf8)
    _ = write(1, line, line.count)
  }
}
