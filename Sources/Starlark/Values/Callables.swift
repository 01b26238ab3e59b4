extension Heap {
    mutating func nativeFunction(_ function: NativeFunction) -> Value {
        retain(function)
        let object = allocate(bytes: MemoryLayout<NativeFunctionLayout>.size)
        object.assumingMemoryBound(to: NativeFunctionLayout.self).initialize(
            to: NativeFunctionLayout(
                header: newHeader(.nativeFunction), function: .passUnretained(function)))
        return Value(object: object)
    }

    /// Makes a method that remembers its receiver; methods live as long as the process.
    mutating func boundMethod(_ function: Unmanaged<NativeFunction>, receiver: Value) -> Value {
        let object = allocate(bytes: MemoryLayout<BoundMethodLayout>.size)
        object.assumingMemoryBound(to: BoundMethodLayout.self).initialize(
            to: BoundMethodLayout(
                header: newHeader(.boundMethod), receiver: receiver, function: function))
        return Value(object: object)
    }

    /// Makes the value of a Swift object, which the heap keeps alive.
    mutating func native(_ native: NativeObject) -> Value {
        let object = allocate(bytes: MemoryLayout<NativeLayout>.size)
        object.assumingMemoryBound(to: NativeLayout.self).initialize(
            to: NativeLayout(header: newHeader(.native), object: own(native)))
        return Value(object: object)
    }

    @inline(__always)
    mutating func cell(_ value: Value) -> Value {
        let object = allocate(bytes: MemoryLayout<CellLayout>.size)
        object.assumingMemoryBound(to: CellLayout.self).initialize(
            to: CellLayout(header: newHeader(.cell), value: value))
        return Value(object: object)
    }

    /// Makes a function whose tail is still to be written.
    mutating func uninitializedFunction(
        code: UnsafeMutablePointer<CodeBlock>, module: UnsafeMutablePointer<ModuleLayout>,
        tailCount: Int
    ) -> Value {
        let object = allocate(bytes: MemoryLayout<FunctionLayout>.size &+ tailCount &* 8)
        object.assumingMemoryBound(to: FunctionLayout.self).initialize(
            to: FunctionLayout(
                header: newHeader(.function), tailCount: tailCount, code: code, module: module))
        return Value(object: object)
    }

    /// Makes the global variables of a module, all unbound.
    mutating func module(_ code: CompiledModule, slotCount: Int) -> Value {
        retain(code)
        let object = allocate(bytes: MemoryLayout<ModuleLayout>.size &+ slotCount &* 8)
        let layout = object.assumingMemoryBound(to: ModuleLayout.self)
        layout.initialize(
            to: ModuleLayout(
                header: newHeader(.module), slotCount: slotCount, code: .passUnretained(code)))
        layout.slots.initialize(repeating: .unbound, count: slotCount)
        return Value(object: object)
    }
}
