public import HostedAccounts
public import MailTransport

/// Carries letters from the accounts' outboxes to a mail server.
///
/// A letter that cannot be handed over stays in the outbox and is tried again later, so one may come
/// twice and none is lost.
public final class Postman: Sendable {
  /// How long it waits between two rounds, in milliseconds.
  static let pause = 5_000

  private let accounts: AccountStore
  private let server: MailServer
  private let sender: String
  private let now: @Sendable () -> Int64
  private let logFailure: @Sendable (String) -> Void
  /// Makes a postman, who waits to be started.
  ///
  /// - Parameters:
  ///   - sender: The address that letters come from.
  ///   - now: The time, in milliseconds since 1970.
  ///   - logFailure: Told in a line what went wrong; never what a letter said.
  public init(
    _ accounts: AccountStore, _ server: MailServer, sender: String,
    now: @escaping @Sendable () -> Int64, logFailure: @escaping @Sendable (String) -> Void
  ) {
    self.accounts = accounts
    self.server = server
    self.sender = sender
    self.now = now
    self.logFailure = logFailure
  }

  /// Hands over what is due.
  ///
  /// - Parameter isStopped: Whether it shall end after the letter that is being handed over.
  func goRound(isStopped: () -> Bool = { false }) {
    do {
      for letter in try accounts.takeLetters() {
        if isStopped() { return }
        try handOver(letter)
      }
    } catch {
      logFailure("letters cannot be taken from the outbox: \(error)")
    }
  }

  private func handOver(_ letter: OutgoingLetter) throws {
    let written = Letter(letter)
    do throws(MailError) {
      try server.send(
        MailMessage(
          sender: sender, recipient: letter.recipient.email, subject: written.subject,
          text: written.text, seconds: now() / 1000, id: letter.batch))
    } catch {
      logFailure(error.message)
      try accounts.failLetter(letter.batch, reason: error.message)
      return
    }
    try accounts.finishLetter(letter.batch)
  }
}
