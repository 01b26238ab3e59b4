public import Incremental
import Synchronization

/// A module store of one process, which counts what is asked of it.
public final class MemoryModuleStore: ModuleStore {
    private let entries = Mutex<[Fingerprint: [UInt8]]>([:])
    private let kept = Atomic<Int>(0)

    /// Makes an empty store.
    public init() {}

    /// How often something was kept.
    public var keptCount: Int { kept.load(ordering: .relaxed) }

    /// The bytes under a key.
    public func bytes(for key: Fingerprint) -> [UInt8]? { entries.withLock { $0[key] } }

    /// Keeps bytes.
    public func keep(_ bytes: [UInt8], for key: Fingerprint) {
        precondition(!bytes.isEmpty, "what is kept is not empty")
        kept.add(1, ordering: .relaxed)
        entries.withLock { $0[key] = bytes }
    }

    /// Changes a byte of everything that was kept.
    public func damage() {
        entries.withLock { entries in
            for key in entries.keys {
                guard let count = entries[key]?.count, count > 0 else { continue }
                entries[key]?[count / 2] ^= 0x55
            }
        }
    }
}
