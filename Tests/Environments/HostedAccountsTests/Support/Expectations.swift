import HostedAccounts
import Testing

/// Expects an account's refusal, and returns its problems.
@discardableResult
func expectRefusal<Result>(
  _ kind: AccountError.Kind, _ code: String? = nil, _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Result
) -> [AccountError.Problem] {
  let error = #expect(throws: AccountError.self, comment, sourceLocation: sourceLocation) {
    _ = try body()
  }
  #expect(error?.kind == kind, comment, sourceLocation: sourceLocation)
  if let code {
    #expect(
      error?.problems.contains { $0.code == code } == true, "\(error?.problems ?? [])",
      sourceLocation: sourceLocation)
  }
  #expect(error?.description.isEmpty == false, sourceLocation: sourceLocation)
  return error?.problems ?? []
}
