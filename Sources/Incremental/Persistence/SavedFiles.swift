/// What is known of the files: which number each node has in them, and where values lie.
///
/// The nodes of the snapshot that was opened, and of its journal, have the same numbers here. Nodes
/// that came later are numbered when they are first saved, and when this process writes another
/// snapshot it numbers all of them anew.
struct SavedFiles: ~Copyable {
    static let noNumber = UInt32.max

    /// The snapshot that is on disk.
    var newest: SnapshotFile?
    /// The journal that continues it; opened by the first save.
    var journal: JournalFile?
    /// The place in the kinds of the snapshot of each kind of this process.
    var kindPlaces: [UInt8?]

    /// Nodes below this have the same numbers in the files.
    var sameNumbers: Int
    /// The numbers in the files of the nodes after these.
    var numbers: [UInt32] = []
    /// How many numbers are taken.
    var numbered: Int

    /// Values in the journal, each with its checksum in front.
    var journalValues: [NodeID: (place: Int, count: Int, changedAt: Revision)] = [:]

    /// The nodes that are clean here but not in the files, because below them is something that
    /// cannot be kept: an error, a key of another kind.
    var tainted: Set<NodeID> = []

    /// The next save writes everything.
    var isSnapshotDue: Bool
    /// The files were thrown away since they are damaged.
    var isDiscarded = false

    init(_ snapshot: SnapshotFile?, kinds: [String]) {
        newest = snapshot
        sameNumbers = snapshot?.nodeCount ?? 0
        numbered = sameNumbers
        kindPlaces = Self.places(of: kinds, in: snapshot?.kinds ?? [])
        isSnapshotDue = snapshot == nil
    }

    static func places(of kinds: [String], in saved: [String]) -> [UInt8?] {
        kinds.map { kind in saved.firstIndex(of: kind).map { UInt8($0) } }
    }

    /// The number of a node in the files.
    func number(of id: NodeID) -> UInt32? {
        let index = Int(id.raw)
        if index < sameNumbers { return id.raw }
        guard index - sameNumbers < numbers.count else { return nil }
        let number = numbers[index - sameNumbers]
        return number == Self.noNumber ? nil : number
    }

    /// Gives a node that has none the next number.
    mutating func assignNumber(to id: NodeID) {
        let index = Int(id.raw) - sameNumbers
        if index >= numbers.count {
            let missing = index + 1 - numbers.count
            numbers.append(contentsOf: repeatElement(Self.noNumber, count: missing))
        }
        numbers[index] = UInt32(numbered)
        numbered += 1
    }

    /// Where a value is kept; found under the lock, and read without.
    enum ValuePlace {
        case snapshot(SnapshotFile, UInt64)
        case bytes([UInt8])

        /// Calls `body` with the bytes of the value.
        ///
        /// - Returns: Nil if they are damaged.
        func withBytes<Answer>(_ body: (UnsafeRawBufferPointer) -> Answer) -> Answer? {
            switch self {
            case .snapshot(let snapshot, let place): return snapshot.value(at: place).map(body)
            case .bytes(let bytes):
                return bytes.withUnsafeBytes { bytes in
                    let value = UnsafeRawBufferPointer(rebasing: bytes[8...])
                    return bytes.get(UInt64.self, 0) == checksum(value) ? body(value) : nil
                }
            }
        }
    }

    /// Where the value is that a node has had since `changedAt`.
    func place(ofValueOf id: NodeID, changedAt: Revision) -> ValuePlace? {
        if let (place, count, kept) = journalValues[id] {
            guard kept == changedAt else { return nil }
            return journalBytes(count, at: place).map { .bytes($0) }
        }
        guard let newest, let number = number(of: id), Int(number) < newest.nodeCount,
            let (_, record) = newest.locate(number), record.value != 0,
            record.changedAt == changedAt
        else { return nil }
        return .snapshot(newest, record.value)
    }

    /// Calls `body` with the bytes of the value that a node has had since `changedAt`.
    ///
    /// - Returns: Nil if they are not there, or damaged.
    func withValue<Answer>(
        of id: NodeID, changedAt: Revision, _ body: (UnsafeRawBufferPointer) -> Answer
    ) -> Answer? {
        place(ofValueOf: id, changedAt: changedAt)?.withBytes(body)
    }

    private func journalBytes(_ count: Int, at place: Int) -> [UInt8]? {
        switch journal {
        case .some(let journal): journal.read(count, at: place)
        case .none: nil
        }
    }
}
