extension Freezer {
    /// Checks that nothing copied refers to the heap it was copied from; debug builds ask.
    ///
    /// - Returns: True; a mistake is a bug of the freezer and ends the process.
    func checkCopies() -> Bool {
        for copy in copies {
            checkFrozen(copy)
            switch copy.header.pointee.kind {
            case .list:
                for element in ListView(copy.object).elements { checkFrozen(element) }
            case .tuple:
                for element in TupleView(copy.object).elements { checkFrozen(element) }
            case .dict, .set, .structure:
                let table = TableView(copy.object)
                precondition(table.count == table.used, "a frozen table has no removed entries")
                for (key, value) in table {
                    checkFrozen(key)
                    checkFrozen(value)
                }
            case .function:
                let layout = copy.functionLayout.pointee
                checkFrozen(Value(object: UnsafeMutableRawPointer(layout.module)))
                for position in 0..<layout.tailCount { checkFrozen(copy.functionTail[position]) }
            case .boundMethod: checkFrozen(copy.boundMethodLayout.pointee.receiver)
            case .cell: checkFrozen(copy.cellLayout.pointee.value)
            case .module:
                let layout = copy.moduleLayout
                for slot in 0..<layout.pointee.slotCount { checkFrozen(layout.slots[slot]) }
            case .string, .bytes:
                let view = StringView(copy.object).layout.pointee
                precondition(
                    view.header.aux != 0 && view.scalarCount != .max,
                    "a frozen string knows its hash and length")
            case .range, .bigInteger, .float, .nativeFunction, .native: break
            }
        }
        return true
    }

    private func checkFrozen(_ value: Value) {
        guard value.isObject else { return }
        precondition(
            value.header.pointee.flags == ObjectHeader.frozenFlag,
            "a frozen value refers to frozen values only")
    }
}
