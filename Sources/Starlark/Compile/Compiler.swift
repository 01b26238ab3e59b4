import Diagnostics

/// Turns a resolved file into code, in one pass over the tree.
///
/// Each expression is compiled to a register: a variable's own one where that can be, else a
/// temporary. Temporaries are a stack, so that the arguments of a call, compiled in turn, lie
/// in a row at its end, where the callee's registers begin. Globals and loaded names are constants,
/// for a file is compiled when they are known.
struct Compiler: ~Copyable {
    let tree: SyntaxTree
    let resolution: Resolution
    let globals: Globals
    /// The values of the variables that `load` binds, by number of the global.
    var loaded: [Int: Value] = [:]
    /// The constants of universals that were used, by number of the universal.
    var universalConstants: [Int?]
    var pool: ConstantPool
    var block: BlockBuilder
    var finished: [FinishedBlock] = []
    let module: CompiledModule
    /// Whether a type is compiled, in which tuples can be alternatives.
    var isInAnnotation = false

    /// A function whose code is complete, before pools are.
    struct FinishedBlock {
        var function: FunctionID
        var builder: BlockBuilder
        /// Parameters that have a default.
        var defaults: [Bool] = []
        var annotationCount = 0
    }

    /// A block that does not start anywhere else.
    private init(
        tree: SyntaxTree, resolution: Resolution, globals: Globals, module: CompiledModule
    ) {
        self.tree = tree
        self.resolution = resolution
        self.globals = globals
        self.module = module
        universalConstants = Array(repeating: nil, count: resolution.universals.count)
        pool = ConstantPool(expectedBytes: tree.file.text.count)
        block = BlockBuilder(
            function: .module, localCount: resolution[FunctionID.module].locals.count)
    }

    /// Compiles a file.
    ///
    /// - Parameters:
    ///   - tree: A tree without errors.
    ///   - resolution: What its names mean.
    ///   - globals: The names it may use; all its universals are among them.
    ///   - modules: By path as written: the modules it loads.
    ///   - returnsLast: Whether the top level returns the value of its last expression.
    /// - Returns: The code of the top level and of all functions.
    /// - Throws: If a loaded module is not there or has not the name, or a limit is exceeded.
    static func compile(
        _ tree: SyntaxTree, _ resolution: Resolution, globals: Globals,
        modules: [String: FrozenModule], returnsLast: Bool = false
    ) throws(Diagnostic) -> CompiledModule {
        let module = CompiledModule(file: tree.file)
        var compiler = Compiler(
            tree: tree, resolution: resolution, globals: globals, module: module)
        try compiler.bindLoads(modules)
        compiler.compileModule(returnsLast: returnsLast)
        try compiler.checkLimits()
        compiler.finish()
        return module
    }

    private mutating func bindLoads(_ modules: [String: FrozenModule]) throws(Diagnostic) {
        for load in tree.loads {
            let path = tree.string(of: load.path)
            guard let module = modules[path] else {
                throw .error("Module `\(path)` is not there", at: tree.span(load.pathSpan))
            }
            for loadedName in tree[load.names] {
                let name = tree.names.string(loadedName.exported)
                guard let value = module[name] else {
                    let hidden = name.hasPrefix("_") ? "; names with a leading `_` are private" : ""
                    let hint = Failure.suggestion(for: name, among: module.exportedNames)
                    throw .error(
                        "Module `\(path)` has no name `\(name)`\(hidden.isEmpty ? hint : hidden)",
                        at: tree.span(loadedName.exportedSpan))
                }
                pool.arena.adopt(value.heap)
                let binding = resolution[loadedName.local]
                if binding.scope == .global { loaded[binding.index] = value.value }
            }
        }
    }

    private mutating func compileModule(returnsLast: Bool) {
        wrapCapturedLocals(parameterCount: 0)
        if case .block(let statements) = tree[FunctionID.module].body {
            if returnsLast, let last = tree[statements].last,
                case .expression(let expression) = tree[last]
            {
                compile(Run(statements.start..<statements.start + statements.count - 1))
                block.emit(.returnValue, a: compile(expression))
            } else {
                compile(statements)
            }
        }
        block.emit(.returnNone)
        finished.append(FinishedBlock(function: .module, builder: block))
    }

    private func checkLimits() throws(Diagnostic) {
        for finished in finished {
            guard let overflow = finished.builder.overflow else { continue }
            let range = tree[finished.function].span
            throw .error(
                "This function is too large: it needs more than 65535 \(overflow)",
                at: tree.span(range), help: ["Split it into several functions"])
        }
    }

    /// Gives each local that an inner function captures a cell, at the start of a function.
    mutating func wrapCapturedLocals(parameterCount: Int) {
        for (register, local) in resolution[block.function].locals.enumerated()
        where local.isCaptured {
            if register >= parameterCount { block.emit(.unbind, a: register) }
            block.emit(.wrapCell, a: register)
        }
    }
}

extension Compiler {
    /// Puts all blocks into the module's memory.
    private consuming func finish() {
        let tree = self.tree
        let resolution = self.resolution
        let module = self.module
        let finished = self.finished
        // Names of functions and variables are values too; they go into the arena while it is open.
        var drafts: [CodeBlock] = []
        let byFunction = finished.sorted { $0.function.rawValue < $1.function.rawValue }
        var numbers = [Int](repeating: 0, count: tree.functions.count)
        for (number, block) in byFunction.enumerated() { numbers[block.function.index] = number }
        for block in byFunction { drafts.append(draft(block)) }
        let constants = module.keep(pool.values)
        let attributes = module.keep(pool.attributes)
        let shapes = module.keep(pool.shapes)
        let templates = module.keep(pool.templates)
        let blocks = module.keep(drafts)
        let table = module.keep(
            numbers.map { (blocks + $0) as UnsafeMutablePointer<CodeBlock> })
        for number in 0..<drafts.count {
            blocks[number].constants = constants
            blocks[number].constantCount = pool.values.count
            blocks[number].attributes = attributes
            blocks[number].attributeCount = pool.attributes.count
            blocks[number].shapes = shapes
            blocks[number].shapeCount = pool.shapes.count
            blocks[number].templates = templates
            blocks[number].templateCount = pool.templates.count
            blocks[number].children = table
            blocks[number].childCount = numbers.count
        }
        let globals = resolution.globals
        module.complete(
            blocks: blocks, count: drafts.count, constants: pool.seal(),
            globalNames: globals.map { tree.names.string($0.name) },
            exportedSlots: globals.indices.filter { globals[$0].isExported })
    }

    private mutating func draft(_ finished: FinishedBlock) -> CodeBlock {
        let builder = finished.builder
        let scope = resolution[finished.function]
        let function = tree[finished.function]
        let parameters = Array(tree[function.parameters])
        var name = "lambda"
        if let named = function.name, case .name(let id) = tree[named] {
            name = tree.names.string(id)
        } else if finished.function.rawValue == FunctionID.module.rawValue {
            name = "<module>"
        }
        let nameValue = pool.arena.string(name)
        let localNames = module.keep(scope.locals.map { nameConstant($0.name) })
        let layout = ParameterLayout(
            function: nameValue, names: localNames, count: parameters.count,
            positionalCount: parameters.count { $0.kind == .positional }, positionalOnlyCount: 0,
            positionalsSlot: parameters.firstIndex { $0.kind == .variadic } ?? -1,
            keywordsSlot: parameters.firstIndex { $0.kind == .keywords } ?? -1)
        let captures = scope.captures.map { capture in
            switch capture.source {
            case .cell(let register): CaptureSource(isOuterCapture: false, index: Int32(register))
            case .captured(let index): CaptureSource(isOuterCapture: true, index: Int32(index))
            }
        }
        // The pools' pointers are filled in once the pools are complete.
        return CodeBlock(
            instructions: module.keep(builder.instructions),
            instructionCount: builder.instructions.count,
            constants: localNames, constantCount: 0,
            attributes: module.keep([]), attributeCount: 0,
            shapes: module.keep([]), shapeCount: 0,
            templates: module.keep([]), templateCount: 0,
            children: module.keep([]), childCount: 0,
            ranges: module.keep(builder.ranges),
            parameters: module.keep([layout]),
            hasDefault: module.keep(finished.defaults),
            registerCount: builder.registerCount, localCount: builder.localCount,
            localNames: localNames, captureCount: captures.count,
            captures: module.keep(captures),
            captureNames: module.keep(scope.captures.map { nameConstant($0.name) }),
            annotationCount: finished.annotationCount,
            clearsLocals: builder.clearsLocals,
            name: nameValue, module: .passUnretained(module))
    }

    private mutating func nameConstant(_ name: NameID) -> Value {
        pool.values[pool.string(tree.names.utf8(name))]
    }
}
