import ObjectModel
import Synchronization

/// Keeps objects that deltas were applied to, because neighbours in a chain share them.
///
/// A table in which an object may take the place of another: most commands read a few objects, and
/// making a type of dictionary would take them longer than that.
final class DeltaBaseCache: Sendable {
  private let byteCountMax: Int
  private let state = Mutex(Table())

  init(byteCountMax: Int) {
    self.byteCountMax = byteCountMax
  }

  /// The object at an offset of the pack; everything is forgotten when the limit is reached.
  subscript(offset: Int) -> StoredObject? {
    get { state.withLock { $0.object(at: offset) } }
    set {
      guard let newValue, newValue.bytes.count <= byteCountMax / 8 else { return }
      state.withLock { state in
        guard state.object(at: offset) == nil else { return }
        if state.byteCount + newValue.bytes.count > byteCountMax { state = Table() }
        state.growIfCrowded()
        state.put(.init(offset: offset, object: newValue))
      }
    }
  }
}

extension DeltaBaseCache {
  /// Objects by offset. Each has two slots next to each other that it may be in.
  private struct Table {
    struct Slot {
      let offset: Int
      let object: StoredObject
    }

    private static let slotCountMin = 64
    private static let slotCountMax = 1 << 14

    private var slots: [Slot?] = []
    private var count = 0
    private(set) var byteCount = 0

    func object(at offset: Int) -> StoredObject? {
      guard !slots.isEmpty else { return nil }
      let place = place(of: offset)
      if let slot = slots[place], slot.offset == offset { return slot.object }
      if let slot = slots[place ^ 1], slot.offset == offset { return slot.object }
      return nil
    }

    /// Makes room before a further object is put in.
    mutating func growIfCrowded() {
      guard count >= slots.count / 2, slots.count < Self.slotCountMax else { return }
      let former = slots
      slots = Array(repeating: nil, count: max(Self.slotCountMin, former.count * 2))
      (count, byteCount) = (0, 0)
      for case let slot? in former { put(slot) }
    }

    /// Puts an object in that is not there.
    mutating func put(_ slot: Slot) {
      var place = place(of: slot.offset)
      if slots[place] != nil, slots[place ^ 1] == nil { place ^= 1 }
      if let former = slots[place] {
        byteCount -= former.object.bytes.count
      } else {
        count += 1
      }
      byteCount += slot.object.bytes.count
      slots[place] = slot
    }

    private func place(of offset: Int) -> Int {
      // Multiplied by the golden ratio, so that neighbouring offsets are spread.
      let spread = UInt64(truncatingIfNeeded: offset) &* 0x9e37_79b9_7f4a_7c15
      return Int(truncatingIfNeeded: spread >> 40) & (slots.count - 1)
    }
  }
}
