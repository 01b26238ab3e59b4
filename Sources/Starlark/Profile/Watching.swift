/// Whether the interpreter tells a profiler of each instruction.
///
/// Its loop is compiled once for each answer, so that programs which nobody watches pay nothing.
protocol Watching {
    static var isOn: Bool { get }
}

/// The usual case.
enum Unwatched: Watching {
    static var isOn: Bool {
        @inline(__always) get { false }
    }
}

/// While there is a profiler.
enum Watched: Watching {
    static var isOn: Bool {
        @inline(__always) get { true }
    }
}

extension Evaluation {
    /// Tells the profiler which instruction comes next.
    @inline(never)
    mutating func watch(
        _ pc: UnsafeMutablePointer<UInt64>, _ registers: UnsafeMutablePointer<Value>
    ) {
        guard let profiler else { return }
        settle(profiler)
        let code = frames[depth - 1].code
        if pc == code.pointee.instructions { profiler.countCall(of: code) }
        profiler.position = Profiler.Position(
            pc: pc, depth: depth, native: nativeCallee(Instruction(pc.pointee), code, registers))
    }

    /// Counts what has passed since the last time for the instruction that was running.
    private func settle(_ profiler: Profiler) {
        if let amount = profiler.measure(allocatedBytes: heap.allocatedBytes) {
            profiler.attribute(amount, frames)
        }
    }

    /// The native function that an instruction is about to call.
    private func nativeCallee(
        _ instruction: Instruction, _ code: UnsafeMutablePointer<CodeBlock>,
        _ registers: UnsafeMutablePointer<Value>
    ) -> Unmanaged<NativeFunction>? {
        let callee = registers[instruction.a]
        switch instruction.opcode {
        case .call, .callShaped:
            if callee.isKind(.nativeFunction) {
                return callee.nativeFunctionLayout.pointee.function
            }
            return callee.isKind(.boundMethod) ? callee.boundMethodLayout.pointee.function : nil
        case .callMethod, .callMethodShaped:
            return code.pointee.attributes[instruction.b].method(of: callee)
        default: return nil
        }
    }

    /// Tells the profiler that a native function calls back into Starlark.
    ///
    /// - Returns: Where the native function was called, for `endCallback`.
    @inline(never)
    mutating func beginCallback() -> Profiler.Position? {
        guard let profiler else { return nil }
        settle(profiler)
        let caller = profiler.position
        if let caller, caller.native != nil {
            profiler.callbacks.append(caller)
            profiler.position?.native = nil
        }
        return caller
    }

    /// Tells the profiler that the native function goes on.
    @inline(never)
    mutating func endCallback(_ caller: Profiler.Position?) {
        guard let profiler else { return }
        settle(profiler)
        if let caller, caller.native != nil { profiler.callbacks.removeLast() }
        profiler.position = caller
    }
}
