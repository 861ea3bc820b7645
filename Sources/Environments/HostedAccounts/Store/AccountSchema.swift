/// The tables of the accounts' database; Docs/formats/hosted-accounts.md tells what they mean.
enum AccountSchema {
  /// The scripts that make the schema, oldest first. A script that was released is never changed.
  static let migrations = [
    people + documents + records + activity + personal, values + operations, editions + plans,
    sessions,
  ]

  private static let people = """
    CREATE TABLE accounts (
      number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
      owner TEXT NOT NULL, created_at INTEGER NOT NULL, sequence INTEGER NOT NULL DEFAULT 0,
      is_enabled INTEGER NOT NULL DEFAULT 1
    ) STRICT;
    CREATE TABLE users (
      id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE COLLATE NOCASE, name TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE shares (
      id TEXT PRIMARY KEY, account INTEGER NOT NULL REFERENCES accounts(number),
      user TEXT NOT NULL REFERENCES users(id), level TEXT, grants BLOB NOT NULL,
      flags BLOB NOT NULL, is_accepted INTEGER NOT NULL DEFAULT 0,
      is_dismissed INTEGER NOT NULL DEFAULT 0, is_disabled INTEGER NOT NULL DEFAULT 0,
      invited_at INTEGER NOT NULL, invitation BLOB,
      UNIQUE (account, user)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE tokens (
      id TEXT PRIMARY KEY, account INTEGER NOT NULL REFERENCES accounts(number),
      user TEXT NOT NULL REFERENCES users(id), name TEXT NOT NULL, hash BLOB NOT NULL,
      scope BLOB, created_at INTEGER NOT NULL, modified_at INTEGER NOT NULL,
      purge_at INTEGER, is_revoked INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX tokens_account ON tokens(account);

    """

  private static let documents = """
    CREATE TABLE documents (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      account INTEGER NOT NULL REFERENCES accounts(number), kind TEXT NOT NULL, id TEXT NOT NULL,
      version INTEGER NOT NULL, container TEXT, name TEXT NOT NULL,
      created_at INTEGER NOT NULL, modified_at INTEGER NOT NULL, created_by TEXT NOT NULL,
      body BLOB NOT NULL, brief BLOB, runtime BLOB,
      is_enabled INTEGER NOT NULL, is_offline INTEGER NOT NULL DEFAULT 0,
      deleted_at INTEGER, deleted_by TEXT, deletion TEXT,
      UNIQUE (account, kind, id)
    ) STRICT;
    CREATE INDEX documents_list ON documents(account, kind, number) WHERE deleted_at IS NULL;
    CREATE INDEX documents_contents ON documents(account, container, kind)
      WHERE container IS NOT NULL AND deleted_at IS NULL;
    CREATE INDEX documents_offline ON documents(account)
      WHERE is_offline AND deleted_at IS NULL;
    CREATE INDEX documents_deleted ON documents(account, deleted_at)
      WHERE deleted_at IS NOT NULL;
    CREATE TABLE secrets (
      document INTEGER NOT NULL REFERENCES documents(number) ON DELETE CASCADE,
      address TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (document, address)
    ) STRICT, WITHOUT ROWID;

    """

  private static let records = """
    CREATE TABLE audit (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL, account INTEGER NOT NULL REFERENCES accounts(number),
      time INTEGER NOT NULL, user TEXT NOT NULL, email TEXT NOT NULL, user_name TEXT NOT NULL,
      source TEXT NOT NULL, event TEXT NOT NULL, kind TEXT NOT NULL, resource TEXT NOT NULL,
      resource_name TEXT NOT NULL, container TEXT, changes BLOB NOT NULL
    ) STRICT;
    CREATE INDEX audit_time ON audit(account, number);
    CREATE INDEX audit_resource ON audit(account, resource, number);

    """

  private static let activity = """
    CREATE TABLE jobs (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL, account INTEGER NOT NULL REFERENCES accounts(number),
      type TEXT NOT NULL, status TEXT NOT NULL, flow TEXT, integration TEXT, parent TEXT,
      step TEXT, created_at INTEGER NOT NULL, started_at INTEGER, ended_at INTEGER,
      modified_at INTEGER NOT NULL, successes INTEGER NOT NULL DEFAULT 0,
      errors INTEGER NOT NULL DEFAULT 0, ignored INTEGER NOT NULL DEFAULT 0,
      resolved INTEGER NOT NULL DEFAULT 0, UNIQUE (account, id)
    ) STRICT;
    CREATE INDEX jobs_created ON jobs(account, created_at, number);
    CREATE INDEX jobs_flow ON jobs(account, flow, number);
    CREATE INDEX jobs_current ON jobs(account, number) WHERE ended_at IS NULL;
    CREATE TABLE errors (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL, account INTEGER NOT NULL REFERENCES accounts(number),
      flow TEXT NOT NULL, integration TEXT, step TEXT NOT NULL, job TEXT,
      code TEXT NOT NULL, message TEXT NOT NULL, source TEXT NOT NULL, trace_key TEXT,
      occurred_at INTEGER NOT NULL, retry_key TEXT, assigned_to TEXT,
      tags BLOB NOT NULL DEFAULT X'5B5D', resolved_at INTEGER, resolved_by TEXT,
      UNIQUE (account, id)
    ) STRICT;
    CREATE INDEX errors_open ON errors(account, flow, step, number) WHERE resolved_at IS NULL;
    CREATE INDEX errors_resolved ON errors(account, flow, step, number)
      WHERE resolved_at IS NOT NULL;
    CREATE INDEX errors_retry ON errors(account, retry_key) WHERE retry_key IS NOT NULL;
    CREATE TABLE retries (
      account INTEGER NOT NULL REFERENCES accounts(number), key TEXT NOT NULL,
      flow TEXT NOT NULL, step TEXT NOT NULL, stage TEXT NOT NULL, content BLOB NOT NULL,
      version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT 'kept',
      job TEXT, marked_at INTEGER, leased_until INTEGER, PRIMARY KEY (account, key)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX retries_waiting ON retries(account, marked_at) WHERE state = 'marked';
    CREATE TABLE statistics (
      account INTEGER NOT NULL REFERENCES accounts(number), flow TEXT NOT NULL,
      day TEXT NOT NULL, successes INTEGER NOT NULL, errors INTEGER NOT NULL,
      ignored INTEGER NOT NULL, milliseconds INTEGER NOT NULL, PRIMARY KEY (account, flow, day)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE tags (
      account INTEGER NOT NULL REFERENCES accounts(number), id TEXT NOT NULL,
      tag TEXT NOT NULL, PRIMARY KEY (account, id), UNIQUE (account, tag)
    ) STRICT, WITHOUT ROWID;

    """

  private static let personal = """
    CREATE TABLE preferences (
      account INTEGER NOT NULL REFERENCES accounts(number), user TEXT NOT NULL,
      content BLOB NOT NULL, PRIMARY KEY (account, user)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE subscriptions (
      account INTEGER NOT NULL REFERENCES accounts(number), id TEXT NOT NULL,
      user TEXT NOT NULL REFERENCES users(id), topic TEXT NOT NULL, subject TEXT NOT NULL,
      created_at INTEGER NOT NULL, PRIMARY KEY (account, id),
      UNIQUE (account, user, topic, subject)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE outbox (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      account INTEGER NOT NULL REFERENCES accounts(number), user TEXT NOT NULL,
      topic TEXT NOT NULL, subject TEXT NOT NULL, event BLOB NOT NULL,
      created_at INTEGER NOT NULL, due_at INTEGER NOT NULL, batch TEXT, attempts INTEGER NOT NULL
        DEFAULT 0, failure TEXT
    ) STRICT;
    CREATE INDEX outbox_due ON outbox(due_at);
    """

  /// What running flows keep: entries of lookup caches, and state under keys.
  private static let values = """
    CREATE TABLE cache_entries (
      document INTEGER NOT NULL REFERENCES documents(number) ON DELETE CASCADE,
      key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (document, key)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE states (
      account INTEGER NOT NULL REFERENCES accounts(number),
      document INTEGER REFERENCES documents(number) ON DELETE CASCADE,
      key TEXT NOT NULL, value BLOB NOT NULL, modified_at INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX states_key ON states(account, coalesce(document, 0), key);
    CREATE INDEX states_document ON states(document) WHERE document IS NOT NULL;

    """

  /// What there is in which version, without a look at any document.
  private static let editions = """
    CREATE INDEX documents_editions ON documents(account, kind, id, version)
      WHERE deleted_at IS NULL;

    """

  /// The plans that were shown, by what they say.
  private static let plans = """
    CREATE TABLE plans (
      id TEXT NOT NULL, user TEXT NOT NULL, shown_at INTEGER NOT NULL, PRIMARY KEY (id, user)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX plans_shown ON plans(shown_at);
    """

  /// Browsers that are signed in, by the digest of what they show.
  private static let sessions = """
    CREATE TABLE sessions (
      digest BLOB PRIMARY KEY, token TEXT NOT NULL REFERENCES tokens(id) ON DELETE CASCADE,
      created_at INTEGER NOT NULL, ends_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX sessions_token ON sessions(token);
    CREATE INDEX sessions_end ON sessions(ends_at);
    """

  private static let operations = """
    CREATE TABLE operations (
      id TEXT PRIMARY KEY, user TEXT NOT NULL, summary TEXT NOT NULL, target TEXT NOT NULL,
      started_at INTEGER NOT NULL, ended_at INTEGER, status INTEGER, answer BLOB
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX operations_ended ON operations(ended_at);
    """
}
