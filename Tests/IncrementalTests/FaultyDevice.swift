import Glibc
import Synchronization

@testable import Incremental

/// A file system that stops working in the middle of some operation.
///
/// Operations are counted, but for the opening of files. The one whose number is `stopsAt` is done
/// in part: of a write, the first `part` bytes. Then the process is killed, or every operation
/// fails from there on, which leaves the files in the same state.
final class FaultyDevice: StoreDevice {
    struct Fault: Sendable {
        var stopsAt: Int
        /// How many bytes of a write are done; anything else is done if it is not 0.
        var part: Int
        var kills = false
    }

    private let kernel = KernelDevice()
    private let fault: Fault?
    private let counter = Mutex((operations: 0, isDead: false))

    init(_ fault: Fault? = nil) {
        self.fault = fault
    }

    /// How many operations there have been.
    var operations: Int { counter.withLock { $0.operations } }

    /// Whether the next operation is the one to stop at.
    private func stopsNow() throws(StoreError) -> Bool {
        let (isDead, number) = counter.withLock { counter in
            defer { counter.operations += 1 }
            return (counter.isDead, counter.operations)
        }
        if isDead { throw StoreError("write", "a dead disk", code: EIO) }
        return number == fault?.stopsAt
    }

    private func stop() throws(StoreError) -> Never {
        if fault?.kills == true { kill(getpid(), SIGKILL) }
        counter.withLock { $0.isDead = true }
        throw StoreError("write", "a dying disk", code: EIO)
    }

    private func run(_ body: () throws(StoreError) -> Void) throws(StoreError) {
        guard let fault, try stopsNow() else { return try body() }
        if fault.part > 0 { try body() }
        try stop()
    }

    func open(_ path: String, truncate: Bool) throws(StoreError) -> Int32 {
        if counter.withLock({ $0.isDead }) { throw StoreError("open", path, code: EIO) }
        return try kernel.open(path, truncate: truncate)
    }

    func write(_ bytes: UnsafeRawBufferPointer, to file: Int32, at offset: Int) throws(StoreError) {
        guard let fault, try stopsNow() else {
            return try kernel.write(bytes, to: file, at: offset)
        }
        let part = UnsafeRawBufferPointer(rebasing: bytes.prefix(fault.part))
        try kernel.write(part, to: file, at: offset)
        try stop()
    }

    func truncate(_ file: Int32, to length: Int) throws(StoreError) {
        try run { () throws(StoreError) in try kernel.truncate(file, to: length) }
    }

    func synchronize(_ file: Int32) throws(StoreError) {
        try run { () throws(StoreError) in try kernel.synchronize(file) }
    }

    func replace(_ path: String, by newer: String, in folder: String) throws(StoreError) {
        try run { () throws(StoreError) in
            try kernel.replace(path, by: newer, in: folder)
        }
    }

    func remove(_ path: String) {
        if !counter.withLock({ $0.isDead }) { kernel.remove(path) }
    }
}

/// A file system that loses some of what was not synchronized when the power fails.
final class PowerlessDevice: StoreDevice {
    private enum Change {
        case write(offset: Int, [UInt8])
        case truncate(Int)
    }

    private struct State {
        var paths: [Int32: String] = [:]
        /// What survives for sure.
        var durable: [String: [UInt8]] = [:]
        var pending: [String: [Change]] = [:]
    }

    private let kernel = KernelDevice()
    private let folder: TemporaryFolder
    private let state = Mutex(State())

    init(_ folder: TemporaryFolder) {
        self.folder = folder
        state.withLock { state in
            for name in folder.names { state.durable[name] = folder.read(name) }
        }
    }

    private func name(_ path: String) -> String { String(path.dropFirst(folder.path.count + 1)) }

    private func note(_ file: Int32, _ change: Change) {
        state.withLock { $0.pending[$0.paths[file] ?? "", default: []].append(change) }
    }

    func open(_ path: String, truncate: Bool) throws(StoreError) -> Int32 {
        let file = try kernel.open(path, truncate: truncate)
        state.withLock { $0.paths[file] = name(path) }
        if truncate { note(file, .truncate(0)) }
        return file
    }

    func write(_ bytes: UnsafeRawBufferPointer, to file: Int32, at offset: Int) throws(StoreError) {
        try kernel.write(bytes, to: file, at: offset)
        note(file, .write(offset: offset, Array(bytes)))
    }

    func truncate(_ file: Int32, to length: Int) throws(StoreError) {
        try kernel.truncate(file, to: length)
        note(file, .truncate(length))
    }

    func synchronize(_ file: Int32) throws(StoreError) {
        state.withLock { state in
            let name = state.paths[file] ?? ""
            state.durable[name] = folder.read(name)
            state.pending[name] = nil
        }
    }

    func replace(_ path: String, by newer: String, in folder: String) throws(StoreError) {
        try kernel.replace(path, by: newer, in: folder)
        let (old, new) = (name(path), name(newer))
        state.withLock { state in
            state.durable[old] = state.durable.removeValue(forKey: new)
            state.pending[old] = state.pending.removeValue(forKey: new)
        }
    }

    func remove(_ path: String) {
        kernel.remove(path)
        state.withLock {
            $0.durable[name(path)] = nil
            $0.pending[name(path)] = nil
        }
    }

    /// Leaves the files as they may be after the power has failed: of the changes that were not
    /// synchronized, each may have been made, wholly or in part, or not.
    func failPower(_ random: inout SeededGenerator) {
        let (durable, pending) = state.withLock { ($0.durable, $0.pending) }
        for (name, changes) in pending {
            var bytes = durable[name] ?? []
            for change in changes where Int.random(in: 0..<3, using: &random) > 0 {
                switch change {
                case .truncate(let length):
                    bytes.removeLast(max(0, bytes.count - length))
                case .write(let offset, var part):
                    if Bool.random(using: &random) {
                        part.removeLast(Int.random(in: 0...part.count, using: &random))
                    }
                    let missing = max(0, offset + part.count - bytes.count)
                    bytes += [UInt8](repeating: 0, count: missing)
                    bytes.replaceSubrange(offset..<offset + part.count, with: part)
                }
            }
            folder.write(name, bytes)
        }
    }
}
