/// What an object in a heap is; the first byte of its header.
enum ObjectKind: UInt8 {
    case string = 1
    case bytes
    case list
    case tuple
    case dict
    case set
    case structure
    case range
    case bigInteger
    case float
    case function
    case nativeFunction
    case boundMethod
    case native
    case cell
    case module

    /// One more than the largest raw value: the length of tables indexed by kind.
    static let count = 17
}

/// The first eight bytes of every object.
///
/// ```text
/// byte 0     1      2..3         4..7
/// kind   flags  locks (iterations under way)  aux: the cached hash of a string, 0 if not computed
/// ```
/// Nothing of a frozen object is ever written again, its header included.
struct ObjectHeader: BitwiseCopyable {
    var kind: ObjectKind
    var flags: UInt8
    var locks: UInt16
    var aux: UInt32

    static let frozenFlag: UInt8 = 1
    /// The object was copied by a freezer, which put the number of the copy in a word that is
    /// not needed otherwise: `aux`, or for a string its `scalarCount`.
    static let forwardedFlag: UInt8 = 2

    var isFrozen: Bool {
        @inline(__always) get { flags & ObjectHeader.frozenFlag != 0 }
    }
}

/// A string or bytes: the bytes follow the 16 bytes of this layout.
struct StringLayout: BitwiseCopyable {
    var header: ObjectHeader
    var byteCount: UInt32
    /// Unicode scalars, or `UInt32.max` if not counted; equals `byteCount` exactly when ASCII.
    var scalarCount: UInt32
}

struct ListLayout: BitwiseCopyable {
    var header: ObjectHeader
    var count: Int
    var capacity: Int
    var elements: UnsafeMutablePointer<Value>
}

/// A tuple: the elements follow the 16 bytes of this layout.
struct TupleLayout: BitwiseCopyable {
    var header: ObjectHeader
    var count: Int
}

/// A dict, a set (whose values are all `None`) or a struct (whose keys are strings).
struct TableLayout: BitwiseCopyable {
    var header: ObjectHeader
    /// Entries that are there.
    var live: UInt32
    /// Entries written, removed ones included: those have an unbound key.
    var used: UInt32
    var capacity: UInt32
    /// The length of the index less one, a power of two less one; 0 while there is no index.
    var indexMask: UInt32
    var entries: UnsafeMutablePointer<TableEntry>
    var hashes: UnsafeMutablePointer<UInt32>
    /// Open addressing with linear probing: an entry's number plus one, 0 where free.
    var index: UnsafeMutablePointer<UInt32>?
}

struct TableEntry: BitwiseCopyable {
    var key: Value
    var value: Value
}

struct RangeLayout: BitwiseCopyable {
    var header: ObjectHeader
    var start: Int
    var stop: Int
    var step: Int
    var count: Int
}

/// A big integer: `locks` of the header is 1 if negative; limbs of the magnitude follow, the least
/// significant first and the last of them not zero.
struct BigIntegerLayout: BitwiseCopyable {
    var header: ObjectHeader
    var limbCount: Int
}

struct FloatLayout: BitwiseCopyable {
    var header: ObjectHeader
    var value: Double
}

/// A function written in Starlark: the values of its defaults, captured cells and annotations
/// follow, in that order, as counted by its code.
struct FunctionLayout: BitwiseCopyable {
    var header: ObjectHeader
    var tailCount: Int
    var code: UnsafeMutablePointer<CodeBlock>
    var module: UnsafeMutablePointer<ModuleLayout>
}

struct NativeFunctionLayout: BitwiseCopyable {
    var header: ObjectHeader
    var function: Unmanaged<NativeFunction>
}

struct BoundMethodLayout: BitwiseCopyable {
    var header: ObjectHeader
    var receiver: Value
    var function: Unmanaged<NativeFunction>
}

struct NativeLayout: BitwiseCopyable {
    var header: ObjectHeader
    var object: Unmanaged<NativeObject>
}

/// A variable that an inner function captured.
struct CellLayout: BitwiseCopyable {
    var header: ObjectHeader
    var value: Value
}

/// The global variables of a module, one slot each, after the 24 bytes of this layout.
struct ModuleLayout: BitwiseCopyable {
    var header: ObjectHeader
    var slotCount: Int
    /// The compiled module, which names the slots; kept alive by the heap.
    var code: Unmanaged<CompiledModule>
}

extension Value {
    var floatLayout: UnsafeMutablePointer<FloatLayout> {
        @inline(__always) get { object.assumingMemoryBound(to: FloatLayout.self) }
    }

    var functionLayout: UnsafeMutablePointer<FunctionLayout> {
        @inline(__always) get { object.assumingMemoryBound(to: FunctionLayout.self) }
    }

    /// The defaults, cells and annotations of a function.
    var functionTail: UnsafeMutablePointer<Value> {
        @inline(__always) get {
            (object + MemoryLayout<FunctionLayout>.size).assumingMemoryBound(to: Value.self)
        }
    }

    var nativeFunctionLayout: UnsafeMutablePointer<NativeFunctionLayout> {
        @inline(__always) get { object.assumingMemoryBound(to: NativeFunctionLayout.self) }
    }

    var boundMethodLayout: UnsafeMutablePointer<BoundMethodLayout> {
        @inline(__always) get { object.assumingMemoryBound(to: BoundMethodLayout.self) }
    }

    var nativeLayout: UnsafeMutablePointer<NativeLayout> {
        @inline(__always) get { object.assumingMemoryBound(to: NativeLayout.self) }
    }

    var cellLayout: UnsafeMutablePointer<CellLayout> {
        @inline(__always) get { object.assumingMemoryBound(to: CellLayout.self) }
    }

    var moduleLayout: UnsafeMutablePointer<ModuleLayout> {
        @inline(__always) get { object.assumingMemoryBound(to: ModuleLayout.self) }
    }
}

extension UnsafeMutablePointer<ModuleLayout> {
    var slots: UnsafeMutablePointer<Value> {
        @inline(__always) get {
            (UnsafeMutableRawPointer(self) + MemoryLayout<ModuleLayout>.size)
                .assumingMemoryBound(to: Value.self)
        }
    }
}
