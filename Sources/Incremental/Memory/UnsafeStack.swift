/// A growing stack of plain data behind a pointer.
///
/// It exists beside `Array` because a strand pushes and pops once a request: through a `let` of a
/// class there is no exclusivity check, no uniqueness check and no reference count. One task uses
/// it at a time; see `Strand`.
struct UnsafeStack<Element: BitwiseCopyable>: ~Copyable {
    private struct Header {
        var base: UnsafeMutablePointer<Element>
        var count: Int
        var capacity: Int
    }

    private let header: UnsafeMutablePointer<Header>

    init() {
        header = .allocate(capacity: 1)
        header.initialize(to: Header(base: .allocate(capacity: 8), count: 0, capacity: 8))
    }

    deinit {
        header.pointee.base.deallocate()
        header.deallocate()
    }

    @inline(__always) var count: Int { header.pointee.count }
    var isEmpty: Bool { count == 0 }

    /// The element at a position; valid until the next push.
    @inline(__always)
    subscript(index: Int) -> UnsafeMutablePointer<Element> {
        assert(index >= 0 && index < count, "an element of the stack")
        return header.pointee.base + index
    }

    /// The last element; valid until the next push.
    @inline(__always) var top: UnsafeMutablePointer<Element> { self[count - 1] }

    @inline(__always)
    func push(_ element: Element) {
        if header.pointee.count == header.pointee.capacity { grow() }
        (header.pointee.base + header.pointee.count).initialize(to: element)
        header.pointee.count += 1
    }

    @inline(__always)
    func truncate(to count: Int) {
        assert(count <= header.pointee.count, "a stack only shrinks here")
        header.pointee.count = count
    }

    /// The elements from `start` to the top; valid until the next push.
    func elements(from start: Int) -> UnsafeBufferPointer<Element> {
        UnsafeBufferPointer(start: header.pointee.base + start, count: count - start)
    }

    private func grow() {
        let capacity = header.pointee.capacity * 2
        let base = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
        base.update(from: header.pointee.base, count: header.pointee.count)
        header.pointee.base.deallocate()
        header.pointee.base = base
        header.pointee.capacity = capacity
    }
}
