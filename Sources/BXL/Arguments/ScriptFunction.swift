package import BuildModel
package import Diagnostics
package import Loading
import Starlark

/// A function of a script that `bld bxl` can call: what `bxl_main` returns.
package struct ScriptFunction: Sendable {
    /// The function.
    let implementation: FrozenValue
    /// The arguments that it declares, in order.
    let arguments: [(name: String, declaration: ArgumentDeclaration)]
    /// What `--help` says of it.
    package let documentation: String
    /// Where it was made.
    let span: SourceSpan?

    /// The function that a run calls.
    ///
    /// - Throws: A diagnostic if the script has none of that name.
    package init(_ run: ScriptRun, in module: LoadedModule) throws(Diagnostic) {
        try self.init(named: run.function, of: run.file, in: module)
    }

    /// The function that is a global variable of a script.
    ///
    /// - Throws: A diagnostic if there is no such variable, or it is something else.
    package init(
        named name: String, of file: CellPath, in module: LoadedModule
    ) throws(Diagnostic) {
        guard let value = module.module.variable(named: name) else {
            throw .error(
                "Module `\(file)` has no variable `\(name)`"
                    + didYouMean(name, among: module.module.exportedNames))
        }
        let object = withExtendedLifetime(value) {
            value.value.native(as: ScriptFunctionObject.self)
        }
        guard let object else {
            throw .error(
                "Expected value of type `bxl` but got `\(value.value.typeName)`",
                help: ["`\(name) = bxl_main(impl = …, cli_args = {})` makes one"])
        }
        implementation = value.part(object.implementation)
        arguments = object.arguments
        documentation = object.documentation
        span = object.span
    }
}

/// `bxl`: a function with the arguments that its command line takes.
final class ScriptFunctionObject: NativeObject {
    let implementation: Value
    let arguments: [(name: String, declaration: ArgumentDeclaration)]
    let documentation: String
    let span: SourceSpan?
    private var name: String?

    init(
        _ implementation: Value,
        arguments: [(name: String, declaration: ArgumentDeclaration)], documentation: String,
        span: SourceSpan?, name: String? = nil
    ) {
        self.implementation = implementation
        self.arguments = arguments
        self.documentation = documentation
        self.span = span
        self.name = name
    }

    override var typeName: String { "bxl" }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append(name.map { "\($0)()" } ?? "<unbound bxl>")
    }

    override func export(name: String, module: String) throws {
        if self.name == nil { self.name = name }
    }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        guard name != nil else {
            throw Failure(
                "Bxl must be assigned to a variable, e.g. `my_bxl = bxl_main(...)`",
                notes: [.init("It is made here", at: span)])
        }
        return ScriptFunctionObject(
            try freezer.freeze(implementation), arguments: arguments,
            documentation: documentation, span: span, name: name)
    }

    /// `bxl_main`, and `bxl.main`, under a name.
    static func function(named name: String) -> NativeFunction {
        NativeFunction(name, "*, impl, cli_args, doc = \"\"") { arguments, evaluation in
            guard RunningModule(evaluation)?.path.path.text.hasSuffix(".bxl") == true else {
                throw Failure("`bxl` can only be declared in bxl files")
            }
            guard arguments[0].isCallable else { throw arguments.mismatch(0, "a function") }
            var declared: [(name: String, declaration: ArgumentDeclaration)] = []
            for (key, value) in try arguments.dict(1) {
                guard let name = key.asString,
                    let object = value.native(as: ArgumentDeclarationObject.self)
                else {
                    throw arguments.mismatch(
                        1, "a dict from names to what `cli_args` makes", got: value)
                }
                try check(name, object.declaration, after: declared)
                declared.append((name, object.declaration))
            }
            return evaluation.object(
                ScriptFunctionObject(
                    arguments[0], arguments: declared, documentation: try arguments.string(2),
                    span: evaluation.callSite))
        }
    }

    private static func check(
        _ name: String, _ declaration: ArgumentDeclaration,
        after others: [(name: String, declaration: ArgumentDeclaration)]
    ) throws {
        for other in others {
            if let short = declaration.short, short == other.declaration.short {
                throw Failure(
                    "Duplicate short args are not allowed: `\(short)` was already used",
                    help: ["`--\(other.name)` and `--\(name)` have it both"])
            }
            if other.name.replacing("-", with: "_") == name.replacing("-", with: "_") {
                throw Failure(
                    "An argument can be kebab-case OR snake-case, not both: `\(name)`")
            }
        }
    }
}
