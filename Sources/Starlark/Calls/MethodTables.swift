/// The built-in methods of strings, lists, dicts and the other kinds, found by name.
///
/// Made once from what the library lists. The compiler looks a name up once for each place it is
/// used; the interpreter then finds the method of a receiver by its kind, without a search.
///
/// Unchecked: written once, in the initializer; never freed.
final class MethodTables: @unchecked Sendable {
    typealias Row = UnsafeMutablePointer<Unmanaged<NativeFunction>?>

    private var rows: [String: Row] = [:]
    /// Open addressing over the hashes of the names, which are kept for ever.
    private let slots: UnsafeMutablePointer<(name: StringView, row: Row)?>
    private let slotMask: Int
    private let names: FrozenHeap
    private let emptyRow: Row

    static let standard = MethodTables(StandardMethods.all)

    init(_ methods: [(kind: ObjectKind, functions: [NativeFunction])]) {
        emptyRow = MethodTables.newRow()
        for (kind, functions) in methods {
            for function in functions {
                let row = rows[function.name] ?? MethodTables.newRow()
                rows[function.name] = row
                row[Int(kind.rawValue)] = .passRetained(function)
            }
        }
        var slotCount = 16
        while slotCount < rows.count * 4 { slotCount *= 2 }
        slotMask = slotCount - 1
        slots = .allocate(capacity: slotCount)
        slots.initialize(repeating: nil, count: slotCount)
        var names = Heap(arenaOf: 32 * rows.count)
        for (name, row) in rows {
            let view = StringView(names.string(name).object)
            var slot = Int(view.hash) & slotMask
            while slots[slot] != nil { slot = (slot + 1) & slotMask }
            slots[slot] = (view, row)
        }
        self.names = names.seal()
    }

    private static func newRow() -> Row {
        let row = Row.allocate(capacity: ObjectKind.count)
        row.initialize(repeating: nil, count: ObjectKind.count)
        return row
    }

    /// By kind: the methods of a name.
    func row(_ name: String) -> Row { rows[name] ?? emptyRow }

    /// By kind: the methods of a name.
    func row(_ name: StringView) -> Row {
        var slot = Int(name.hash) & slotMask
        while let (known, row) = slots[slot] {
            if StringView.equal(known, name) { return row }
            slot = (slot + 1) & slotMask
        }
        return emptyRow
    }

    /// The names of a kind's methods in alphabetical order.
    func names(of kind: ObjectKind) -> [String] {
        rows.filter { $0.value[Int(kind.rawValue)] != nil }.keys.sorted()
    }
}
