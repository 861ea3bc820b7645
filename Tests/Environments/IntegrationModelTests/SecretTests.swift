import LosslessJSON
import Testing

@testable import IntegrationModel

/// No credential is in anything that is stored, shown or written.
@Suite struct SecretTests {
  static func encode(_ kind: ResourceKind, _ json: String) throws -> NeutralResource {
    let document = try JSONDocument(parsing: Array(json.utf8))
    return NeutralEncoder(catalog: .platform, index: AccountIndex([])).encode(
      document, text: nil, key: ResourceKey(kind, "5f0000000000000000000001"),
      name: LogicalName(kind, "x"), naming: IntegrationNaming(integrationID: nil))
  }

  /// Every byte that comes out of an encoding.
  static func everything(_ resource: NeutralResource) -> String {
    var facts = IntegrationFacts(integrationID: nil, name: "")
    facts.resources[resource.name] = resource.facts
    let observation = IntegrationObservation([resource.name: resource.observation])
    var bytes = resource.content + (resource.text ?? [])
    bytes += facts.canonicalBytes() + observation.canonicalBytes()
    for payload in resource.payloads { bytes += payload.bytes }
    for warning in resource.warnings { bytes += Array((warning.message + warning.pointer).utf8) }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(
    arguments: [
      (.exports, #"{"http":{"headers":[{"name":"Authorization","value":"CANARY"}]}}"#),
      (.exports, #"{"http":{"headers":[{"name":"X-Api-Key","value":"CANARY"}]}}"#),
      (.exports, #"{"http":{"headers":[{"value":"CANARY","name":"cookie"}]}}"#),
      (.exports, #"{"http":{"headers":[{"key":"x-auth","value":1234567}]}}"#),
      (.exports, #"{"http":{"relativeURI":"/v1/x?a=b&api_key=CANARY&c=d"}}"#),
      (.exports, #"{"http":{"relativeURI":"orders?access_token=CANARY"}}"#),
      (.exports, #"{"http":{"relativeURI":"{{{connection.uri}}}/x?sig=CANARY#f"}}"#),
      (.exports, #"{"http":{"relativeURI":"https:\/\/user:CANARY@host\/x"}}"#),
      (.exports, #"{"http":{"relativeURI":"https://CANARY@host/x"}}"#),
      (.exports, #"{"description":"see ftp://a:CANARY@host and sftp://b:CANARY@host"}"#),
      (.imports, #"{"http":{"body":["grant_type=x&client_secret=CANARY"]}}"#),
      (.connections, #"{"jdbc":{"url":"jdbc:postgresql://u:CANARY@h/db"}}"#),
      (.connections, #"{"jdbc":{"url":"jdbc:sqlserver://h;user=u;password=CANARY"}}"#),
      (.connections, #"{"jdbc":{"properties":[{"name":"trustStorePassword","value":"CANARY"}]}}"#),
      (
        .connections,
        #"{"http":{"encrypted":{"primaryKeys":"CANARY","a":{"b":["CANARY",1234567]}}}}"#
      ),
      (.connections, #"{"http":{"auth":{"basic":{"password":1234567}}}}"#),
      (
        .connections, #"{"http":{"auth":{"token":{"token":["CANARY",["CANARY"],{"x":"CANARY"}]}}}}"#
      ),
      (.connections, #"{"pgp":{"publicKey":"CANARY","more":{"deep":"CANARY"}}}"#),
      (.connections, #"{"http":{"auth":{"token":{"t\u006fken":"CANARY"}}}}"#),
      (.flows, #"{"settings":{"apiKey":"CANARY"}}"#),
      (.flows, #"{"settings":{"api\u004bey":"CANARY"}}"#),
      (.flows, #"{"settings":{"password":1234567,"my_token":1234567}}"#),
      (.flows, #"{"settings":{"tokens":["CANARY","{{x}}",["CANARY"]]}}"#),
      (.flows, #"{"settings":{"credentials":{"user":"CANARY","pin":1234567}}}"#),
      (
        .flows,
        #"{"overrides":{"exports":[{"_id":"x","http":{"a":{"x_crypt":"CANARY","x_salt":"CANARY"}}}]}}"#
      ),
      (
        .integrations,
        #"{"settingsForm":{"form":{"fieldMap":{"x":{"name":"apiKey","defaultValue":"CANARY"}}}}}"#
      ),
      (
        .exports,
        #"{"mockOutput":{"page_of_records":[{"record":{"password":"CANARY","url":"https://a:CANARY@b"}}]}}"#
      ),
      (.exports, #"{"sampleData":[{"accessToken":"CANARY"}],"draft":{"secret":"CANARY"}}"#),
      (
        .exports,
        #"{"webhook":{"token":"CANARY","key":"CANARY"},"filter":{"rules":["https://a:CANARY@b"],"expression":{"rules":["https://a:CANARY@b"]}}}"#
      ),
      (
        .iclients,
        #"{"jwt":{"token":"CANARY"},"oauth2":{"auth":{"queryParameters":[{"name":"a","value":"CANARY"}]}}}"#
      ),
    ] as [(ResourceKind, String)])
  func `a credential is in no byte`(kind: ResourceKind, json: String) throws {
    let resource = try Self.encode(kind, json)
    let everything = Self.everything(resource)
    #expect(!everything.contains("CANARY"), "\(everything)")
    #expect(!everything.contains("1234567"), "\(everything)")
    #expect(!resource.facts.masked.isEmpty)
    if kind.isBound { #expect(everything.contains(SecretMask.text)) }
    // What takes documents apart sees the same.
    let document = try JSONValue(parsing: Array(json.utf8))
    let separated = SecretSeparator(catalog: .platform).separate(document, of: kind)
    #expect(
      Set(separated.secrets.map(\.pointer.description)) == Set(resource.facts.masked))
    // An account that does not show its credentials is no other one.
    let shown = String(decoding: separated.shown.compactBytes(), as: UTF8.self)
    let hidden = try Self.encode(kind, shown)
    #expect(hidden.facts.masked == resource.facts.masked)
    #expect(Self.everything(hidden) == Self.everything(resource))
    let again = SecretSeparator(catalog: .platform).separate(separated.shown, of: kind)
    #expect(again.shown == separated.shown)
    #expect(again.secrets.map(\.address) == separated.secrets.map(\.address))
  }

  @Test(
    arguments: [
      (
        .exports,
        #"{"http":{"headers":[{"name":"Authorization","value":"Bearer {{{connection.token}}}"}]}}"#
      ),
      (.exports, #"{"http":{"headers":[{"name":"X-Api-Key","value":"{{settings.key}}"}]}}"#),
      (.exports, #"{"http":{"relativeURI":"/x?token={{{export.token}}}&page=2"}}"#),
      (.exports, #"{"http":{"paging":{"token":"page.next"}}}"#),
      (.exports, #"{"http":{"relativeURI":"/x?max_tokens=100&time=12:30"}}"#),
      (.exports, #"{"description":"what? a=b; me@example.com: http://x.example.com/a@b"}"#),
      (
        .imports,
        #"{"aiAgent":{"openai":{"maxOutputTokens":4096},"litellm":{"maxCompletionTokens":1}}}"#
      ),
      (.imports, #"{"traceKeyTemplate":"{{id}}","rdbms":{"bulkLoad":{"primaryKeys":["id"]}}}"#),
      (
        .connections,
        #"{"http":{"auth":{"oauth":{"tokenURI":"https://x/token","clientCredentialsLocation":"body"}}}}"#
      ),
      (
        .connections,
        #"{"http":{"encryptedFields":[{"id":"apiSecret","type":"text"}],"unencrypted":{"a":"b"}}}"#
      ),
      (
        .connections, #"{"http":{"auth":{"token":{"location":"header","tokenPaths":["a.token"]}}}}"#
      ),
      (
        .connections,
        #"{"ftp":{"pgpKeyAlgorithm":"rsa"},"http":{"auth":{"token":{"token":"{{{x}}}"}}}}"#
      ),
      (
        .flows,
        #"{"settings":{"passwordMinLength":8,"tokensPerRun":5,"saltedPeanuts":"yes","isKey":true}}"#
      ),
    ] as [(ResourceKind, String)])
  func `what only looks like a credential stays`(kind: ResourceKind, json: String) throws {
    let resource = try Self.encode(kind, json)
    #expect(resource.facts.masked.isEmpty, "\(resource.facts.masked)")
    #expect(try JSONValue(parsing: resource.content) == JSONValue(parsing: Array(json.utf8)))
  }

  @Test func `a mask is noted wherever it will be written`() throws {
    let json = """
      {"filter":{"rules":[["https://a:b@c"]],"expression":{"rules":[["https://a:b@c"]]}},
       "http":{"headers":[{"name":"token","value":"***"}],"relativeURI":"/a?api_key=******&b=1"}}
      """
    let masked = try Self.encode(.exports, json).facts.masked
    #expect(
      masked.sorted() == [
        "/filter/expression/rules/0/0", "/filter/rules/0/0", "/http/headers/0/value",
        "/http/relativeURI",
      ])
  }

  @Test func `a field of the environment is masked as well`() throws {
    let pattern = try UserFieldPattern("flows:/settings/apiKey")
    let catalog = FieldCatalog.platform.adding(environmentFields: [pattern])
    let document = try JSONDocument(parsing: Array(#"{"settings":{"apiKey":"CANARY"}}"#.utf8))
    let resource = NeutralEncoder(catalog: catalog, index: AccountIndex([])).encode(
      document, text: nil, key: ResourceKey(.flows, "1"), name: LogicalName(.flows, "x"),
      naming: IntegrationNaming(integrationID: nil))
    #expect(resource.facts.environment["/settings/apiKey"] == .string("******"))
    #expect(!Self.everything(resource).contains("CANARY"))
  }

  @Test func `a known name is known after thousands of others`() throws {
    var members = (0..<40_000).map { #""key\#($0)":"\#($0)""# }
    members.append(#""zzz":{"_salt":"x"}"#)
    let map = "{" + members.joined(separator: ",") + "}"
    let json =
      #"{"a":{"map":\#(map)},"webhook":{"key":"CANARY"},"overrides":{"exports":[{"x_crypt":"CANARY"}]}}"#
    for kind in [ResourceKind.exports, .flows] {
      let resource = try Self.encode(
        kind, json.replacing("\"key\":", with: kind == .flows ? "\"token\":" : "\"key\":"))
      #expect(!Self.everything(resource).contains("CANARY"))
    }
  }
}
