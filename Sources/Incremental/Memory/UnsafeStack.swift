/// A growing stack of plain data behind a pointer.
/// ```
///   header  [ base | count | capacity ][ room for 8 elements ]    base -> here, until it grows
/// ```
/// It exists beside `Array` because a strand pushes and pops once a request: through a `let` of a
/// class there is no exclusivity check, no uniqueness check and no reference count. One task uses
/// it at a time; see `Strand`.
@usableFromInline
struct UnsafeStack<Element: BitwiseCopyable>: ~Copyable {
    @usableFromInline
    struct Header {
        @usableFromInline var base: UnsafeMutablePointer<Element>
        @usableFromInline var count: Int
        @usableFromInline var capacity: Int
    }

    @usableFromInline let header: UnsafeMutablePointer<Header>

    /// The elements that fit behind the header, so that a small stack is one allocation.
    private static var room: Int { 8 }
    private static var offset: Int {
        let alignment = MemoryLayout<Element>.alignment
        return (MemoryLayout<Header>.size + alignment - 1) / alignment * alignment
    }

    init() {
        let bytes = Self.offset + Self.room * MemoryLayout<Element>.stride
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16)
        let base = (memory + Self.offset).bindMemory(to: Element.self, capacity: Self.room)
        header = memory.bindMemory(to: Header.self, capacity: 1)
        header.initialize(to: Header(base: base, count: 0, capacity: Self.room))
    }

    deinit {
        if !isSmall { header.pointee.base.deallocate() }
        UnsafeMutableRawPointer(header).deallocate()
    }

    private var isSmall: Bool { header.pointee.capacity == Self.room }

    @inlinable var count: Int { header.pointee.count }
    @inlinable var isEmpty: Bool { count == 0 }

    /// The element at a position; valid until the next push.
    @inlinable
    subscript(index: Int) -> UnsafeMutablePointer<Element> {
        assert(index >= 0 && index < count, "an element of the stack")
        return header.pointee.base + index
    }

    /// The last element; valid until the next push.
    @inlinable var top: UnsafeMutablePointer<Element> { self[count - 1] }

    @inlinable
    func push(_ element: Element) {
        if header.pointee.count == header.pointee.capacity { grow() }
        (header.pointee.base + header.pointee.count).initialize(to: element)
        header.pointee.count += 1
    }

    @inlinable
    func truncate(to count: Int) {
        assert(count <= header.pointee.count, "a stack only shrinks here")
        header.pointee.count = count
    }

    /// The elements from `start` to the top; valid until the next push.
    func elements(from start: Int) -> UnsafeBufferPointer<Element> {
        UnsafeBufferPointer(start: header.pointee.base + start, count: count - start)
    }

    @usableFromInline
    func grow() {
        let capacity = header.pointee.capacity * 2
        let base = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
        base.update(from: header.pointee.base, count: header.pointee.count)
        if !isSmall { header.pointee.base.deallocate() }
        header.pointee.base = base
        header.pointee.capacity = capacity
    }
}
