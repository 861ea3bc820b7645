/// A pointer that the library made and takes from any thread: to its functions, which never change,
/// to a daemon, or to a connection that sleeps.
struct LibraryHandle<Pointer>: @unchecked Sendable {
  let pointer: Pointer

  init(_ pointer: Pointer) { self.pointer = pointer }
}
