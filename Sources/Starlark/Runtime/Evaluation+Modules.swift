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

    /// Makes a value one of the module's exports under a name that the file's text does not bind.
    ///
    /// The file itself cannot refer to the name; files that load it can. The last definition of a
    /// name counts.
    public mutating func define(_ name: String, _ value: Value) throws {
        definitions.removeAll { $0.name == name }
        definitions.append((name, value))
        guard value.isObject, !value.header.pointee.isFrozen, depth > 0 else { return }
        let module = frames[depth - 1].code.pointee.module.takeUnretainedValue()
        try value.asNative?.export(name: name, module: module.path)
    }

    /// Ends the evaluation of a module by freezing its global variables.
    consuming func freezeModule(
        _ module: Value, _ code: CompiledModule
    ) throws(Diagnostic) -> FrozenModule {
        do {
            var freezer = Freezer(from: &heap)
            let frozen = try freezer.freeze(module)
            var defined: [(name: String, value: Value)] = []
            for (name, value) in definitions { defined.append((name, try freezer.freeze(value))) }
            try freezer.finish()
            let slots = frozen.moduleLayout.slots
            let exports = freezer.structure(
                code.exportedSlots
                    .filter { !slots[$0].isUnbound }
                    .map { (code.globalNames[$0], slots[$0]) } + defined)
            return FrozenModule(
                path: code.path, heap: freezer.seal(as: .module), exports: exports,
                variables: frozen)
        } catch {
            throw diagnose(error, downTo: depth)
        }
    }
}
