import HostedAccounts

/// Times as the API has them.
typealias APITime = HostedAccounts.Timestamp
