import Glibc

/// `sorted`: a stable sort by keys that are computed once.
enum SortFunction {
    static let sorted = NativeFunction("sorted", "x, /, *, key?, reverse = False") {
        arguments, evaluation in
        let isReversed = arguments[2].isTruthy
        guard let key = arguments.optional(1) else {
            let elements = try Iteration.elements(arguments, 0, in: &evaluation)
            return try sorted(elements, by: elements, isReversed: isReversed, &evaluation)
        }
        try IterableFunctions.requireCallable(arguments, 1)
        return try Iteration.withElements(arguments, 0, in: &evaluation) { elements, evaluation in
            let keys = try evaluation.scratch(elements.count)
            for position in 0..<elements.count {
                keys.base[position] = try evaluation.call(key, elements[position])
            }
            return try sorted(elements, by: keys.elements, isReversed: isReversed, &evaluation)
        }
    }

    private static func sorted(
        _ elements: ElementsView, by keys: ElementsView, isReversed: Bool,
        _ evaluation: inout Evaluation
    ) throws -> Value {
        let count = elements.count
        let list = evaluation.heap.uninitializedList(count: count, capacity: count)
        if keys.allSatisfy(\.isSmall) {
            sortIntegers(elements, keys, isReversed, into: list.base)
        } else if keys.allSatisfy(\.isString) {
            sortStrings(elements, keys, isReversed, into: list.base)
        } else {
            try sortAny(elements, keys, isReversed, into: list.base)
        }
        return Value(object: list.object)
    }

    private struct Keyed<Key: BitwiseCopyable>: BitwiseCopyable {
        var key: Key
        var element: Value
    }

    private static func sortIntegers(
        _ elements: ElementsView, _ keys: ElementsView, _ isReversed: Bool,
        into result: UnsafeMutablePointer<Value>
    ) {
        withItems(
            elements, result, key: { keys.base[$0].small },
            sort: { items in
                if isReversed {
                    stableSort(items) { $0.key > $1.key }
                } else {
                    stableSort(items) { $0.key < $1.key }
                }
            })
    }

    private static func sortAny(
        _ elements: ElementsView, _ keys: ElementsView, _ isReversed: Bool,
        into result: UnsafeMutablePointer<Value>
    ) throws {
        let wanted: Equality.Order = isReversed ? .greater : .less
        try withItems(
            elements, result, key: { keys.base[$0] },
            sort: { items in
                try stableSort(items) { try Ordering.compare($0.key, $1.key) == wanted }
            })
    }

    /// A string as a sort key: its sixteen bytes after what all strings share, then the rest.
    private struct TextKey: BitwiseCopyable {
        var head: UInt64
        var next: UInt64
        var string: Value

        init(_ string: Value, from offset: Int) {
            head = SortFunction.word(of: string, from: offset)
            next = SortFunction.word(of: string, from: offset + 8)
            self.string = string
        }
    }

    private static func sortStrings(
        _ elements: ElementsView, _ keys: ElementsView, _ isReversed: Bool,
        into result: UnsafeMutablePointer<Value>
    ) {
        let shared = sharedPrefix(of: keys)
        func compare(_ left: TextKey, _ right: TextKey) -> Bool {
            if left.head != right.head { return left.head < right.head }
            if left.next != right.next { return left.next < right.next }
            let (one, other) = (StringView(left.string.object), StringView(right.string.object))
            let offset = min(shared + 16, min(one.byteCount, other.byteCount))
            let rest = min(one.byteCount, other.byteCount) - offset
            let order = memcmp(one.start + offset, other.start + offset, rest)
            return order != 0 ? order < 0 : one.byteCount < other.byteCount
        }
        withItems(
            elements, result, key: { TextKey(keys.base[$0], from: shared) },
            sort: { items in
                if isReversed {
                    stableSort(items) { compare($1.key, $0.key) }
                } else {
                    stableSort(items) { compare($0.key, $1.key) }
                }
            })
    }

    /// How many bytes all strings start with alike.
    private static func sharedPrefix(of strings: ElementsView) -> Int {
        guard strings.count > 0 else { return 0 }
        let first = StringView(strings.base[0].object)
        var shared = first.byteCount
        for position in 1..<max(1, strings.count) where shared > 0 {
            let other = StringView(strings.base[position].object)
            shared = min(shared, other.byteCount)
            var same = 0
            while same < shared && first.start[same] == other.start[same] { same += 1 }
            shared = same
        }
        return shared
    }

    /// Eight bytes as a number that orders as they do; zeros stand for what is missing.
    private static func word(of string: Value, from offset: Int) -> UInt64 {
        let view = StringView(string.object)
        let start = UnsafeRawPointer(view.start + offset)
        if view.byteCount - offset >= 8 {
            return UInt64(bigEndian: start.loadUnaligned(as: UInt64.self))
        }
        var head: UInt64 = 0
        for place in offset..<max(offset, view.byteCount) {
            head |= UInt64(view.start[place]) << UInt64(56 - 8 * (place - offset))
        }
        return head
    }

    /// Sorts elements beside their keys and writes them out in order.
    @inline(__always)
    private static func withItems<Key: BitwiseCopyable>(
        _ elements: ElementsView, _ result: UnsafeMutablePointer<Value>, key: (Int) -> Key,
        sort: (UnsafeMutableBufferPointer<Keyed<Key>>) throws -> Void
    ) rethrows {
        let items = UnsafeMutableBufferPointer<Keyed<Key>>.allocate(capacity: elements.count)
        defer { items.deallocate() }
        for position in 0..<elements.count {
            items.initializeElement(
                at: position, to: Keyed(key: key(position), element: elements.base[position]))
        }
        try sort(items)
        for position in 0..<elements.count { result[position] = items[position].element }
    }
}
