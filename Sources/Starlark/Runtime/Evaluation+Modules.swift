import Diagnostics

extension Evaluation {
    /// Makes the module of a file, none of whose variables is bound.
    mutating func module(of code: CompiledModule) -> Value {
        heap.adopt(code.constantHeap)
        return heap.module(code, slotCount: code.globalNames.count)
    }

    /// Runs the top level of a file.
    ///
    /// - Returns: The module, that is, its global variables, and what the code returned.
    mutating func runMain(
        of code: CompiledModule
    ) throws(Diagnostic) -> (module: Value, result: Value) {
        let module = module(of: code)
        return (module, try runMain(of: code, in: module))
    }

    /// Runs the top level of a file in its module.
    ///
    /// - Returns: What the code returned.
    mutating func runMain(of code: CompiledModule, in module: Value) throws(Diagnostic) -> Value {
        guard let main = code.main else {
            preconditionFailure("a module is compiled before it runs")
        }
        let function = heap.uninitializedFunction(
            code: main, module: module.moduleLayout, tailCount: 0)
        let window = top
        window[0] = function
        do {
            return try interpret(function, at: window + 1)
        } catch {
            throw diagnose(error, downTo: depth)
        }
    }

    /// Tells a native object of this module the global name it was assigned to.
    @inline(never)
    func exportNative(
        _ value: Value, as slot: Int, _ code: UnsafeMutablePointer<CodeBlock>
    ) throws {
        guard !value.header.pointee.isFrozen else { return }
        let module = code.pointee.module.takeUnretainedValue()
        try value.asNative?.export(name: module.globalNames[slot], module: module.path)
    }

    /// Ends the evaluation of a module by freezing its global variables.
    consuming func freezeModule(
        _ module: Value, _ code: CompiledModule
    ) throws(Diagnostic) -> FrozenModule {
        do {
            var freezer = Freezer(from: &heap)
            let frozen = try freezer.freeze(module)
            try freezer.finish()
            let slots = frozen.moduleLayout.slots
            let exports = freezer.structure(
                code.exportedSlots
                    .filter { !slots[$0].isUnbound }
                    .map { (code.globalNames[$0], slots[$0]) })
            return FrozenModule(
                path: code.path, heap: freezer.seal(as: .module), exports: exports,
                variables: frozen)
        } catch {
            throw diagnose(error, downTo: depth)
        }
    }
}
