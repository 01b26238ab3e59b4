import Diagnostics

/// The code of one function, or of the top level of a file: raw memory that the interpreter reads.
///
/// Everything in it is written by the compiler and never after, so that a frozen module's functions
/// can run in any number of threads. `CompiledModule` owns the memory.
struct CodeBlock: BitwiseCopyable {
    /// Instructions of 8 bytes; see `Opcode` for their format.
    var instructions: UnsafeMutablePointer<UInt64>
    var instructionCount: Int
    var constants: UnsafeMutablePointer<Value>
    var constantCount: Int
    /// The attribute names that the code uses.
    var attributes: UnsafeMutablePointer<AttributeName>
    var attributeCount: Int
    /// One for each call that is not plain.
    var shapes: UnsafeMutablePointer<CallShape>
    var shapeCount: Int
    /// The keys of dict displays whose keys are constant strings.
    var templates: UnsafeMutablePointer<DictTemplate>
    var templateCount: Int
    /// All blocks of the file, by function number.
    var children: UnsafeMutablePointer<UnsafeMutablePointer<CodeBlock>>
    var childCount: Int
    /// By instruction: the bytes of the source it came from.
    var ranges: UnsafeMutablePointer<ByteRange>
    var parameters: UnsafeMutablePointer<ParameterLayout>
    /// By slot: whether the parameter has a default.
    var hasDefault: UnsafeMutablePointer<Bool>
    /// Parameters, other variables and temporaries.
    var registerCount: Int
    /// Parameters and other variables.
    var localCount: Int
    /// The names of the locals, for errors.
    var localNames: UnsafeMutablePointer<Value>
    /// Cells taken from the function around it: in the function's tail, after the fallbacks.
    var captureCount: Int
    /// Where `makeFunction` finds them.
    var captures: UnsafeMutablePointer<CaptureSource>
    var captureNames: UnsafeMutablePointer<Value>
    /// Annotations evaluated when the function is made: the last of the tail.
    var annotationCount: Int
    /// Whether some local is read where it may be unbound, so that all must be cleared on entry.
    var clearsLocals: Bool
    /// A string.
    var name: Value
    var module: Unmanaged<CompiledModule>

    var nameText: String { name.asString ?? "lambda" }
    /// Values in the tail of a function object.
    var tailCount: Int { parameters.pointee.count + captureCount + annotationCount }
}

/// The keys of a dict display: strings that differ from each other, with their hashes.
struct DictTemplate: BitwiseCopyable {
    var keys: UnsafeMutablePointer<Value>
    var hashes: UnsafeMutablePointer<UInt32>
    var count: Int
}

/// Where a new function finds a cell that it captures.
struct CaptureSource: BitwiseCopyable {
    /// Whether it is a capture of the function that makes it, else one of its registers.
    var isOuterCapture: Bool
    var index: Int32
}

/// An attribute name that code uses, with the built-in methods of that name.
struct AttributeName: BitwiseCopyable {
    /// A frozen string.
    var name: Value
    /// By kind of object: the method, if the kind has one of this name.
    var methods: UnsafeMutablePointer<Unmanaged<NativeFunction>?>
}

extension Frame {
    /// The path of the file that the code is from.
    var path: String { code.pointee.module._withUnsafeGuaranteedRef { $0.path } }

    /// The place of the instruction that runs or made a call.
    var span: SourceSpan {
        let number = max(0, pc - code.pointee.instructions - 1)
        let module = code.pointee.module.takeUnretainedValue()
        return SourceSpan(file: module.file, range: code.pointee.ranges[number].range)
    }
}
