import ByteCoding
import Glibc
import Synchronization

/// The folder in which a graph is kept between processes.
/// ```
///   snapshot      the whole graph, as it was when it was last written as a whole
///   journal       what each save since has changed
///   snapshot.new  a snapshot that is being written
///   lock          locked by the process that has the store
/// ```
/// What the files hold is right or is not used: one that is damaged, of another format, of another
/// identity or with unknown kinds of keys is discarded as a whole, with one line to the log.
///
/// An engine is made with the store first; then the attachments are read.
public final class GraphStore: Sendable {
    let folder: String
    let identity: Fingerprint
    let kinds: PersistentKinds
    let device: any StoreDevice
    private let log: @Sendable (String) -> Void
    /// The descriptor of the lock; negative if another process has it.
    private let lock: Atomic<Int32>
    private let contents: Mutex<Contents>

    /// What the files had when they were opened.
    private struct Contents {
        var snapshot: SnapshotFile?
        var journal: Journal?
        var attachments: [Attachment] = []
        /// It is not used any more; somebody may still be reading the attachments.
        var isDiscarded = false
    }

    /// The journal, and what it said when it was opened.
    final class Journal: Sendable {
        let contents: JournalContents

        init(_ contents: consuming JournalContents) { self.contents = contents }
    }

    /// One chunk of an attachment in the journal.
    ///
    /// `@unchecked Sendable`: its pointer leads to what is never written.
    private struct Attachment: @unchecked Sendable {
        let name: String
        // In the journal's mapping, which lives as long as the store.
        let bytes: UnsafeRawBufferPointer
    }

    /// Opens what a folder has, or makes it.
    ///
    /// If another process has the store, or the folder cannot be made, the store is empty and keeps
    /// nothing; the log is told.
    ///
    /// - Parameters:
    ///   - folder: The path of the folder; its parents are made too.
    ///   - identity: Stands for the build of the program and for the project. What was kept under
    ///     another is discarded.
    ///   - kinds: The types of keys that may be in the files.
    ///   - log: Told in one line why something is not used.
    public convenience init(
        folder: String, identity: String, kinds: PersistentKinds,
        log: @escaping @Sendable (String) -> Void
    ) {
        self.init(
            folder: folder, identity: identity, kinds: kinds, device: KernelDevice(), log: log)
    }

    init(
        folder: String, identity: String, kinds: PersistentKinds, device: any StoreDevice,
        log: @escaping @Sendable (String) -> Void
    ) {
        precondition(kinds.types.count <= Int(UInt8.max), "kinds of keys fit a byte")
        self.folder = folder
        self.identity = Fingerprinter.fingerprint(of: identity)
        self.kinds = kinds
        self.device = device
        self.log = log
        lock = Atomic(Self.takeLock(folder, log))
        contents = Mutex(Contents())
        guard isActive else { return }
        do throws(StoreDiscard) {
            try open()
        } catch {
            discard(error)
        }
    }

    deinit { close() }

    /// Whether the store is this process's, so that saving keeps something.
    public var isActive: Bool { lock.load(ordering: .acquiring) >= 0 }

    /// Lets others have the store: from now on saving keeps nothing.
    public func close() {
        let file = lock.exchange(-1, ordering: .acquiringAndReleasing)
        guard file >= 0 else { return }
        // A child that has not come to its `exec` yet has the file open too, and the lock with it.
        flock(file, LOCK_UN)
        Glibc.close(file)
    }

    /// The chunks of an attachment, oldest first: everything, then changes.
    ///
    /// None if nothing was kept, or it was discarded. The memory stays as long as the store lives.
    public func attachment(_ name: String) -> [UnsafeRawBufferPointer] {
        // Pointers into mappings, which may leave the lock.
        nonisolated(unsafe) var chunks: [UnsafeRawBufferPointer] = []
        contents.withLock { contents in
            guard !contents.isDiscarded, let snapshot = contents.snapshot, !snapshot.isDamaged
            else { return }
            if let bytes = snapshot.attachment(name) { chunks.append(bytes) }
            // Changes are of no use without what they change.
            if snapshot.isDamaged {
                chunks = []
                return
            }
            chunks += contents.attachments.filter { $0.name == name }.map(\.bytes)
        }
        return chunks
    }

    var snapshotPath: String { folder + "/snapshot" }
    var newSnapshotPath: String { folder + "/snapshot.new" }
    var journalPath: String { folder + "/journal" }

    var snapshot: SnapshotFile? { contents.withLock { $0.isDiscarded ? nil : $0.snapshot } }
    var journal: Journal? { contents.withLock { $0.isDiscarded ? nil : $0.journal } }

    /// Throws away what is kept, and says why.
    func discard(_ reason: StoreDiscard) {
        log("the graph kept in \(folder) is not used: \(reason)")
        contents.withLock { $0.isDiscarded = true }
        guard isActive else { return }
        // The snapshot last: without it the journal is nothing.
        device.remove(newSnapshotPath)
        device.remove(journalPath)
        device.remove(snapshotPath)
    }

    private func open() throws(StoreDiscard) {
        guard let mapping = MappedFile(path: snapshotPath) else { return }
        let snapshot = try SnapshotFile(mapping, identity: identity)
        let known = Set(kinds.types.map { $0.persistentName })
        if let unknown = snapshot.kinds.first(where: { !known.contains($0) }) {
            throw .unknownKind(unknown)
        }
        var journal: Journal?
        if let mapping = MappedFile(path: journalPath),
            let contents = JournalContents(
                mapping, identity: identity, generation: snapshot.header.generation)
        {
            journal = Journal(contents)
        }
        var attachments: [Attachment] = []
        if let journal {
            for batch in journal.contents.batches.indices {
                do throws(DamagedBytes) {
                    var reader = ByteReader(journal.contents.bytes(batch))
                    for (name, bytes) in try JournalBatch.attachments(&reader) {
                        attachments.append(Attachment(name: name, bytes: bytes))
                    }
                } catch {
                    throw .damaged
                }
            }
        }
        contents.withLock {
            $0.snapshot = snapshot
            $0.journal = journal
            $0.attachments = attachments
        }
    }

    /// Makes the folder and locks it for this process.
    ///
    /// - Returns: The descriptor of the lock, or -1.
    private static func takeLock(_ folder: String, _ log: (String) -> Void) -> Int32 {
        var end = folder.startIndex
        while end < folder.endIndex {
            end = folder[folder.index(after: end)...].firstIndex(of: "/") ?? folder.endIndex
            mkdir(String(folder[..<end]), 0o777)
        }
        let path = folder + "/lock"
        let file = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        if file < 0 {
            log("the graph is not kept: \(StoreError("open", path))")
            return -1
        }
        if flock(file, LOCK_EX | LOCK_NB) != 0 {
            log("the graph is not kept: another process has \(folder)")
            Glibc.close(file)
            return -1
        }
        return file
    }
}
