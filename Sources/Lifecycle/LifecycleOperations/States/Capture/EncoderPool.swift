import IntegrationModel
import Synchronization

/// Encoders that nobody uses at the moment: each learns the paths of documents as it goes, and would
/// learn them again for every integration.
final class EncoderPool: Sendable {
  private struct Free: @unchecked Sendable {
    // Each encoder is here or with one lease, never both.
    var encoders: [NeutralEncoder] = []
  }

  private let catalog: FieldCatalog
  private let index: AccountIndex
  private let free = Mutex(Free())

  /// Prepares to take apart documents of the account that the index describes.
  init(catalog: FieldCatalog, index: AccountIndex) {
    self.catalog = catalog
    self.index = index
  }

  /// Lends an encoder to one worker, until it lets go of what is returned.
  func lease() -> Lease {
    let known = free.withLock { $0.encoders.popLast() }
    return Lease(known ?? NeutralEncoder(catalog: catalog, index: index), of: self)
  }

  /// An encoder that one worker has for itself.
  final class Lease {
    let encoder: NeutralEncoder
    private let pool: EncoderPool

    fileprivate init(_ encoder: NeutralEncoder, of pool: EncoderPool) {
      self.encoder = encoder
      self.pool = pool
    }

    deinit { pool.free.withLock { $0.encoders.append(encoder) } }
  }
}
