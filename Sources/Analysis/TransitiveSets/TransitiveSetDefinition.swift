import BuildModel
import Starlark

/// What the projections and reductions of a kind of transitive sets are called.
///
/// Shared by the definition, its frozen copy and its sets. When the module that defines it runs
/// again there is another one, which is equal if it has the same names.
/// Unchecked: the name is written once, before a second thread can see it.
final class TransitiveSetShape: @unchecked Sendable {
    let argumentProjections: [String]
    let jsonProjections: [String]
    let reductions: [String]
    private(set) var name: String?
    private(set) var module = ""

    init(arguments: [String], json: [String], reductions: [String]) {
        argumentProjections = arguments
        jsonProjections = json
        self.reductions = reductions
    }

    func export(name: String, module: String) {
        guard self.name == nil else { return }
        self.name = name
        self.module = module
    }

    /// All by which kinds of sets are told apart.
    var identity: [String] {
        [module, name ?? ""] + argumentProjections + [""] + jsonProjections + [""] + reductions
    }

    func isSame(as other: TransitiveSetShape) -> Bool {
        other === self || name != nil && other.identity == identity
    }
}

/// `TransitiveSetDefinition`: a kind of transitive sets, which is a type as well.
///
/// Unchecked like every type value: it does not change, and its frozen copy holds frozen functions.
final class TransitiveSetDefinition: TypeValue, @unchecked Sendable {
    let shape: TransitiveSetShape
    /// The functions, in the order of the names in `shape`.
    let argumentFunctions: [Value]
    let jsonFunctions: [Value]
    let reductionFunctions: [Value]

    init(
        _ shape: TransitiveSetShape, arguments: [Value], json: [Value], reductions: [Value]
    ) {
        self.shape = shape
        argumentFunctions = arguments
        jsonFunctions = json
        reductionFunctions = reductions
        super.init(shape.name ?? "transitive_set")
    }

    override func matches(_ value: Value) -> Bool {
        value.native(as: TransitiveSetObject.self)?.shape.isSame(as: shape) == true
    }

    /// The type of the sets, which holds none of the functions: the module that makes the
    /// definition may mention it before it is frozen.
    override var annotation: TypeValue? { TransitiveSetType(shape) }

    override var typeName: String { "TransitiveSetDefinition" }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append(shape.name ?? "transitive_set()")
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        other.native(as: TransitiveSetDefinition.self)?.shape.isSame(as: shape) == true
    }

    override func hash(_ this: Value) throws -> Int { shape.name.hashValue }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        TransitiveSetDefinition(
            shape, arguments: try freezer.freeze(argumentFunctions),
            json: try freezer.freeze(jsonFunctions),
            reductions: try freezer.freeze(reductionFunctions))
    }

    override func export(name: String, module: String) throws {
        shape.export(name: name, module: module)
    }

    /// The function `transitive_set`, which makes definitions.
    static let function = NativeFunction(
        "transitive_set", "*, args_projections = None, json_projections = None, reductions = None"
    ) { arguments, evaluation in
        func functions(_ slot: Int) throws -> (names: [String], functions: [Value]) {
            guard arguments.present(slot) != nil else { return ([], []) }
            var names: [String] = []
            var functions: [Value] = []
            for (name, function) in try arguments.dict(slot) {
                guard let name = name.asString else {
                    throw arguments.mismatch(slot, "a dict with string keys", got: name)
                }
                names.append(name)
                functions.append(function)
            }
            return (names, functions)
        }
        let (arguments, json, reductions) = (
            try functions(0), try functions(1), try functions(2)
        )
        for name in arguments.names where json.names.contains(name) {
            throw Failure("Projection `\(name)` is both an args and a json projection")
        }
        return evaluation.object(
            TransitiveSetDefinition(
                TransitiveSetShape(
                    arguments: arguments.names, json: json.names, reductions: reductions.names),
                arguments: arguments.functions, json: json.functions,
                reductions: reductions.functions))
    }
}

/// The type of the sets of one kind.
///
/// Unchecked like every type value: the shape is immutable once it is named.
final class TransitiveSetType: TypeValue, @unchecked Sendable {
    let shape: TransitiveSetShape

    init(_ shape: TransitiveSetShape) {
        self.shape = shape
        super.init(shape.name ?? "transitive_set")
    }

    override func matches(_ value: Value) -> Bool {
        value.native(as: TransitiveSetObject.self)?.shape.isSame(as: shape) == true
    }
}
