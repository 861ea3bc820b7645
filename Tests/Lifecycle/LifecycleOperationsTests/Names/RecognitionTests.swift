import IntegrationModel
import LifecycleOperations
import RepositoryCore
import StructuralDiff
import Testing

/// New resources that are old ones made anew.
@Suite struct RecognitionTests {
  private func world() throws -> (TestWorld, MemoryAccount) {
    let account = try MemoryAccount(OrdersAccount.documents)
    let world = try TestWorld(["prod": account.environment])
    try world.snapshot("prod/orders")
    return (world, account)
  }

  private func name(
    _ key: ResourceKey, _ world: TestWorld, _ target: String = "prod/orders"
  ) throws -> String? {
    try world.state(target).facts.names[key]?.description
  }

  @Test func `what is made anew under another name keeps its logical name`() throws {
    let (world, account) = try world()
    try account.delete(key("e1"))
    try account.delete(key("s2"))
    try account.add(
      #"e11 {"name": "Fetch carts", "_connectionId": "@c2", "adaptorType": "HTTPExport", "http": {"relativeURI": "/orders", "method": "GET"}, "hooks": {"preSavePage": {"function": "preSavePage", "_scriptId": "@s1"}}}"#
    )
    try account.add(
      #"s12 {"name": "After mapping", "content": "function postMap(options) { return options }\n"}"#
    )
    try account.edit("f1", "/pageGenerators/0/_exportId", to: #""@e11""#)
    try account.edit("f3", "/pageGenerators/0/_exportId", to: #""@e11""#)
    try account.edit("i1", "/hooks/postMap/_scriptId", to: #""@s12""#)
    #expect(try name(key("e11"), world) == "exports/get-orders")
    #expect(try name(key("s12"), world) == "scripts/order-hooks")
    let comparison = try world.compare("prod/orders@r1", "prod/orders")
    #expect(comparison.summary == Revision.Changes(modified: 2))
    #expect(comparison.resources.flatMap(\.changes).allSatisfy { "\($0.path)" == "/name" })
    try world.snapshot("prod/orders")
    #expect(try name(key("e11"), world) == "exports/get-orders")
  }

  @Test func `what is another thing gets another name`() throws {
    let (world, account) = try world()
    try account.delete(key("i3"))
    try account.add(
      #"i31 {"name": "Write audit", "_connectionId": "@c2", "adaptorType": "HTTPImport", "http": {"relativeURI": ["/audit/entries"], "method": ["PUT"]}}"#
    )
    for flow in ["f2", "f3"] {
      try account.edit(flow, "/pageProcessors/0/_importId", to: #""@i31""#)
    }
    #expect(try name(key("i31"), world) == "imports/write-audit")
  }

  @Test func `an alias tells what is made anew`() throws {
    let (world, account) = try world()
    try account.delete(key("l1"))
    try account.add(#"l11 {"name": "Places", "data": [{"key": "x", "value": "y"}]}"#)
    try account.edit("n1", "/aliases/3/_lookupCacheId", to: #""@l11""#)
    #expect(try name(key("l11"), world) == "lookupcaches/locations")
  }

  @Test func `twins that are made anew share out the old names whatever their ids are`() throws {
    func twin(_ id: String, _ name: String) -> String {
      #"\#(id) {"name": "\#(name)", "content": "function preSavePage(options) { return [] }\n"}"#
    }
    for ids in [["s5", "s6"], ["s6", "s5"]] {
      let account = try MemoryAccount(
        OrdersAccount.documents + [twin("s3", "Twin one"), twin("s4", "Twin two")])
      try account.edit("e8", "/hooks", to: #"{"preSavePage": {"_scriptId": "@s3"}}"#)
      try account.edit("e1", "/hooks", to: #"{"preSavePage": {"_scriptId": "@s4"}}"#)
      try account.edit(
        "f1", "/pageGenerators", to: #"[{"_exportId": "@e1"}, {"_exportId": "@e8"}]"#)
      let world = try TestWorld(["prod": account.environment])
      try world.snapshot("prod/orders")
      for old in ["s3", "s4"] { try account.delete(key(old)) }
      try account.add(twin(ids[0], "First"))
      try account.add(twin(ids[1], "Second"))
      try account.edit("e8", "/hooks", to: #"{"preSavePage": {"_scriptId": "@\#(ids[0])"}}"#)
      try account.edit("e1", "/hooks", to: #"{"preSavePage": {"_scriptId": "@\#(ids[1])"}}"#)
      #expect(try name(key(ids[0]), world) == "scripts/twin-one", "\(ids)")
      #expect(try name(key(ids[1]), world) == "scripts/twin-two", "\(ids)")
    }
  }

  @Test func `what partners have already is called the same`() throws {
    let (_, account) = try world()
    let other = try MemoryAccount(OrdersAccount.documents)
    let world = try TestWorld(["prod": account.environment, "dev": other.environment])
    try account.add(
      #"e9 {"name": "Get carts", "_connectionId": "@c2", "adaptorType": "HTTPExport", "http": {"relativeURI": "/shopping/carts", "method": "GET"}}"#
    )
    try account.edit("f1", "/pageGenerators/0/_exportId", to: #""@e9""#)
    try world.snapshot("prod/orders")
    try world.snapshot("dev/orders")
    let operation = try MatchOperation("prod/orders", "dev/orders", world.resolver())
    _ = try operation.declare(MatchOperation.Declaration())
    try other.add(
      #"e19 {"name": "Fetch baskets", "_connectionId": "@c2", "adaptorType": "HTTPExport", "http": {"relativeURI": "/shopping/carts", "method": "GET"}}"#
    )
    try other.edit("f1", "/pageGenerators/0/_exportId", to: #""@e19""#)
    #expect(try name(key("e19"), world, "dev/orders") == "exports/get-carts")
  }
}
