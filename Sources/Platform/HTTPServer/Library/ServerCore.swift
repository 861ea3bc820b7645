internal import CMicrohttpdLoader
import Dispatch
import Glibc
import Synchronization

/// What all requests of a server have in common.
final class ServerCore: Sendable {
  private let loaded: LibraryHandle<UnsafePointer<MicrohttpdLibrary>>
  let configuration: HTTPServerConfiguration
  let refuse: @Sendable (HTTPRefusal) -> HTTPResponse
  let log: @Sendable (HTTPAccess) -> Void
  let monotonicMilliseconds: @Sendable () -> Int64
  let answer: @Sendable (HTTPRequest) -> HTTPAnswer
  let workers = DispatchQueue(label: "HTTPServer.workers", attributes: .concurrent)
  /// For what is answered soon: a queue that does one thing at a time has a thread of its own, however
  /// many workers there are.
  private let lanes = (0..<4).map { DispatchQueue(label: "HTTPServer.lane\($0)") }
  private let laneCount = Atomic<Int>(0)

  private let running = Atomic<Int>(0)
  private let stopping = Atomic<Bool>(false)
  private let streams = Mutex<[ObjectIdentifier: HTTPStream]>([:])
  /// The sockets of all connections. A descriptor is forgotten before the library closes it, so that
  /// none in here belongs to anything else.
  private let sockets = Mutex<Set<Int32>>([])

  init(
    library: UnsafePointer<MicrohttpdLibrary>, configuration: HTTPServerConfiguration,
    refuse: @escaping @Sendable (HTTPRefusal) -> HTTPResponse,
    log: @escaping @Sendable (HTTPAccess) -> Void,
    monotonicMilliseconds: @escaping @Sendable () -> Int64,
    answer: @escaping @Sendable (HTTPRequest) -> HTTPAnswer
  ) {
    loaded = LibraryHandle(library)
    self.configuration = configuration
    self.refuse = refuse
    self.log = log
    self.monotonicMilliseconds = monotonicMilliseconds
    self.answer = answer
  }

  /// The functions of the library.
  var library: MicrohttpdLibrary { loaded.pointer.pointee }
  /// Where they are, for what is called through C.
  var libraryPointer: UnsafePointer<MicrohttpdLibrary> { loaded.pointer }

  /// Where the next thing is done that is answered soon.
  var nextLane: DispatchQueue {
    lanes[laneCount.add(1, ordering: .relaxed).oldValue % lanes.count]
  }

  var runningCount: Int { running.load(ordering: .acquiring) }
  var isStopping: Bool { stopping.load(ordering: .acquiring) }

  func requestBegan() { running.add(1, ordering: .acquiringAndReleasing) }
  func requestEnded() { running.subtract(1, ordering: .acquiringAndReleasing) }

  func opened(_ socket: Int32) { sockets.withLock { _ = $0.insert(socket) } }
  func closed(_ socket: Int32) { sockets.withLock { _ = $0.remove(socket) } }

  /// Breaks all connections off.
  ///
  /// - Returns: How many the library still has to notice.
  func breakConnectionsOff() -> Int {
    sockets.withLock { sockets in
      for socket in sockets { shutdown(socket, Int32(SHUT_RDWR)) }
      return sockets.count
    }
  }

  func keep(_ stream: HTTPStream) {
    streams.withLock { $0[ObjectIdentifier(stream)] = stream }
    // One that came too late for the end of all.
    if isStopping { stream.end() }
  }

  func forget(_ stream: HTTPStream) {
    stream.close()
    streams.withLock { $0[ObjectIdentifier(stream)] = nil }
  }

  func beginStopping() {
    stopping.store(true, ordering: .sequentiallyConsistent)
    for stream in streams.withLock({ Array($0.values) }) { stream.end() }
  }
}
