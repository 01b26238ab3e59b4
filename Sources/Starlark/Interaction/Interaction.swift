public import Diagnostics

/// A session at a prompt: programs that run one after the other and share their global variables.
///
/// Each program is a module of its own, whose variables start out with the values that the names
/// have. After it has run, modules of earlier programs get the values that it assigned, for their
/// functions may use them.
public struct Interaction: ~Copyable {
    private let globals: Globals
    private var evaluation: Evaluation
    private var values: [String: Value] = [:]
    /// By name: the variables of that name in all modules, in memory that the heap keeps.
    private var variables: [String: [UnsafeMutablePointer<Value>]] = [:]

    /// Starts a session in which nothing is defined.
    ///
    /// - Parameters:
    ///   - globals: The names that need no definition.
    ///   - limits: How much all programs together may use.
    ///   - printer: Where `print` goes; the standard error stream if left out.
    public init(
        globals: Globals, limits: EvaluationLimits = EvaluationLimits(),
        printer: (@Sendable (String) -> Void)? = nil
    ) {
        self.globals = globals
        evaluation = Evaluation(limits: limits)
        evaluation.printer = printer
    }

    /// Parses a program, which may use the names that are defined by now.
    ///
    /// - Returns: The program unless there are errors, and all errors and warnings.
    public func parse(_ file: SourceFile) -> (program: Program?, diagnostics: [Diagnostic]) {
        Program.parse(file, dialect: .extensionFile, sessionNames: Set(values.keys))
    }

    /// Runs a program that was parsed just before.
    ///
    /// - Parameters:
    ///   - program: What `parse` returned.
    ///   - modules: By path as written in `loads`: the modules it loads.
    /// - Returns: The `repr` of its last statement if that is an expression other than `None`.
    /// - Throws: The first error; what was assigned before it stays assigned.
    public mutating func run(
        _ program: Program, loads modules: [String: FrozenModule] = [:]
    ) throws(Diagnostic) -> String? {
        let code = try program.compile(globals: globals, loads: modules, returnsLast: true)
        for load in program.loads {
            for binding in load.bindings {
                guard let value = modules[load.path]?[binding.exported] else { continue }
                values[binding.local] = evaluation.adopt(value)
            }
        }
        let module = evaluation.module(of: code)
        let slots = module.moduleLayout.slots
        for (slot, name) in code.globalNames.enumerated() {
            if let value = values[name] { slots[slot] = value }
            variables[name, default: []].append(slots + slot)
        }
        let top = evaluation.top
        defer {
            evaluation.top = top
            share(code.globalNames, slots)
        }
        let result = try evaluation.runMain(of: code, in: module)
        return result.isNone ? nil : result.repr
    }

    /// Lets all modules know the values that the variables of one have.
    private mutating func share(_ names: [String], _ slots: UnsafeMutablePointer<Value>) {
        for (slot, name) in names.enumerated() where !slots[slot].isUnbound {
            values[name] = slots[slot]
            for variable in variables[name] ?? [] { variable.pointee = slots[slot] }
        }
    }
}
