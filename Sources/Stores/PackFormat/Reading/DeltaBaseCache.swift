import ObjectModel
import Synchronization

/// Keeps objects that deltas were applied to, because neighbours in a chain share them.
final class DeltaBaseCache: Sendable {
  private struct State {
    var objects: [Int: StoredObject] = [:]
    var byteCount = 0
  }

  private let byteCountMax: Int
  private let state = Mutex(State())

  init(byteCountMax: Int) {
    self.byteCountMax = byteCountMax
  }

  /// The object at an offset of the pack; everything is forgotten when the limit is reached.
  subscript(offset: Int) -> StoredObject? {
    get { state.withLock { $0.objects[offset] } }
    set {
      guard let newValue, newValue.bytes.count <= byteCountMax / 8 else { return }
      state.withLock { state in
        guard state.objects[offset] == nil else { return }
        if state.byteCount + newValue.bytes.count > byteCountMax { state = State() }
        state.objects[offset] = newValue
        state.byteCount += newValue.bytes.count
      }
    }
  }
}
