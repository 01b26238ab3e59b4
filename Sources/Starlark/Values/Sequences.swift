import Glibc

/// The elements of a list or tuple as they are now; valid while the heap lives and, for a list,
/// while nothing is added to or removed from it.
public struct ElementsView: RandomAccessCollection, BitwiseCopyable {
    let base: UnsafeMutablePointer<Value>
    /// The number of elements.
    public let count: Int

    /// The first index, 0.
    public var startIndex: Int { 0 }
    /// One past the last index.
    public var endIndex: Int { count }

    /// The element at an index below `count`.
    public subscript(position: Int) -> Value {
        precondition(position >= 0 && position < count, "an index within the sequence")
        return base[position]
    }
}

struct ListView: BitwiseCopyable {
    let object: UnsafeMutableRawPointer

    @inline(__always)
    init(_ object: UnsafeMutableRawPointer) {
        self.object = object
    }

    var layout: UnsafeMutablePointer<ListLayout> {
        @inline(__always) get { object.assumingMemoryBound(to: ListLayout.self) }
    }

    var count: Int {
        @inline(__always) get { layout.pointee.count }
    }

    var base: UnsafeMutablePointer<Value> {
        @inline(__always) get { layout.pointee.elements }
    }

    var elements: ElementsView {
        @inline(__always) get { ElementsView(base: base, count: count) }
    }
}

struct TupleView: BitwiseCopyable {
    let object: UnsafeMutableRawPointer

    @inline(__always)
    init(_ object: UnsafeMutableRawPointer) {
        self.object = object
    }

    var count: Int {
        @inline(__always) get {
            object.assumingMemoryBound(to: TupleLayout.self).pointee.count
        }
    }

    var base: UnsafeMutablePointer<Value> {
        @inline(__always) get {
            (object + MemoryLayout<TupleLayout>.size).assumingMemoryBound(to: Value.self)
        }
    }

    var elements: ElementsView {
        @inline(__always) get { ElementsView(base: base, count: count) }
    }
}

extension Heap {
    /// Copies values; of few of them faster than a call of `memcpy` would.
    @inline(__always)
    func copyElements(
        _ source: UnsafePointer<Value>, to target: UnsafeMutablePointer<Value>, count: Int
    ) {
        guard count <= 8 else {
            memcpy(target, source, count &* 8)
            return
        }
        var number = 0
        while number < count {
            target[number] = source[number]
            number &+= 1
        }
    }

    /// Makes a list with room for `capacity` elements and `count` of them still to be written.
    @inline(__always)
    mutating func uninitializedList(count: Int, capacity: Int) -> ListView {
        let size = MemoryLayout<ListLayout>.size
        let object = allocate(bytes: size &+ capacity &* 8)
        let list = object.assumingMemoryBound(to: ListLayout.self)
        list.initialize(
            to: ListLayout(
                header: newHeader(.list), count: count, capacity: capacity,
                elements: (object + size).assumingMemoryBound(to: Value.self)))
        return ListView(object)
    }

    @inline(__always)
    mutating func list(_ elements: UnsafePointer<Value>?, count: Int) -> Value {
        let list = uninitializedList(count: count, capacity: count)
        if let elements { copyElements(elements, to: list.base, count: count) }
        return Value(object: list.object)
    }

    @inline(__always)
    mutating func uninitializedTuple(count: Int) -> TupleView {
        let object = allocate(bytes: MemoryLayout<TupleLayout>.size &+ count &* 8)
        object.assumingMemoryBound(to: TupleLayout.self).initialize(
            to: TupleLayout(header: newHeader(.tuple), count: count))
        return TupleView(object)
    }

    mutating func tuple(_ elements: UnsafePointer<Value>?, count: Int) -> Value {
        let tuple = uninitializedTuple(count: count)
        if let elements { copyElements(elements, to: tuple.base, count: count) }
        return Value(object: tuple.object)
    }

    /// Adds an element to a list that is neither frozen nor iterated over.
    @inline(__always)
    mutating func append(_ element: Value, to list: ListView) {
        let layout = list.layout
        if layout.pointee.count == layout.pointee.capacity {
            reserve(layout.pointee.count &+ 1, in: list)
        }
        layout.pointee.elements[layout.pointee.count] = element
        layout.pointee.count &+= 1
    }

    /// Makes room for at least `needed` elements in all.
    @inline(never)
    mutating func reserve(_ needed: Int, in list: ListView) {
        let layout = list.layout
        let capacity = layout.pointee.capacity
        guard needed > capacity else { return }
        let grown = max(needed, max(4, capacity &* 2))
        let old = UnsafeMutableRawPointer(layout.pointee.elements)
        if capacity > 0, extend(old, from: capacity &* 8, to: grown &* 8) {
            layout.pointee.capacity = grown
            return
        }
        let moved = allocate(bytes: grown &* 8)
        memcpy(moved, old, layout.pointee.count &* 8)
        layout.pointee.elements = moved.assumingMemoryBound(to: Value.self)
        layout.pointee.capacity = grown
    }
}
