public import BuildModel
public import Starlark

/// What `transition()` makes: a function from one platform to another, or to several.
public final class TransitionObject: NativeObject {
    private let module: CellPath
    private var name: String?
    /// The function.
    public let implementation: Value
    /// The targets whose providers the function gets, by the names it knows them by.
    public let references: [(name: String, label: ProvidersLabel)]
    /// The attributes of the target that the function gets; nothing if it takes none.
    public let attributes: [String]?
    /// Whether it makes several platforms, each with a name.
    public let isSplit: Bool

    init(
        module: CellPath, name: String? = nil, implementation: Value,
        references: [(name: String, label: ProvidersLabel)], attributes: [String]?, isSplit: Bool
    ) {
        self.module = module
        self.name = name
        self.implementation = implementation
        self.references = references
        self.attributes = attributes
        self.isSplit = isSplit
    }

    /// The identity, once it has been assigned to a global.
    var id: TransitionID? { name.map { .function(module: module, name: $0) } }

    /// `Transition`.
    override public var typeName: String { "Transition" }

    override public func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("<transition \(id.map(\.description) ?? "without a name")>")
    }

    override public func export(name: String, module: String) throws {
        if self.name == nil { self.name = name }
    }

    override public func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        guard name != nil else {
            throw Failure(
                "Transition must be assigned to a variable, e.g. `android_cpus = transition(...)`")
        }
        return TransitionObject(
            module: module, name: name, implementation: try freezer.freeze(implementation),
            references: references, attributes: attributes, isSplit: isSplit)
    }

    /// The identity of the transition that an argument is.
    static func id(of arguments: Arguments, _ slot: Int) throws -> TransitionID {
        guard let object = arguments[slot].native(as: TransitionObject.self) else {
            throw arguments.mismatch(slot, "a transition, the result of `transition()`")
        }
        guard let id = object.id else {
            throw Failure("A transition can be used once it is assigned to a global variable")
        }
        return id
    }

    /// Checks that the function takes what it is going to be called with.
    private static func checkSignature(
        _ implementation: Value, takesAttributes: Bool, isSplit: Bool
    ) throws(Failure) {
        guard let parameters = implementation.functionParameters else { return }
        let passed = ["platform", "refs"] + (takesAttributes ? ["attrs"] : [])
        func fail(_ reason: String) -> Failure {
            Failure("`impl` function signature is incorrect: \(reason)")
        }
        guard parameters.accept(named: passed) else {
            throw fail(
                "it is called with " + passed.map { "`\($0)`" }.joined(separator: ", ")
                    + ", but takes " + parameters.names.map { "`\($0)`" }.joined(separator: ", "))
        }
        for name in passed {
            let wanted = name == "platform" ? "PlatformInfo" : "struct"
            guard let type = parameters.types[name], type != wanted, type != "typing.Any" else {
                continue
            }
            throw fail("`\(name)` is a `\(wanted)`, and not a `\(type)`")
        }
        guard let result = parameters.result else { return }
        if isSplit, result == "PlatformInfo" {
            throw fail("with `split = True` it returns a dict of `PlatformInfo`")
        }
        if !isSplit, result.hasPrefix("dict") {
            throw fail("it returns one `PlatformInfo`, and not a `\(result)`")
        }
    }

    /// The function `transition()`.
    static let function = NativeFunction(
        "transition", "*, impl, refs, attrs = None, split = False"
    ) { arguments, evaluation in
        guard let host = evaluation.host as? ModuleHost else {
            throw Failure("`transition` can only be called at the top level of a .bzl file")
        }
        guard arguments[0].isCallable else {
            throw arguments.mismatch(0, "a function")
        }
        var references: [(name: String, label: ProvidersLabel)] = []
        for (name, label) in try arguments.dict(1) {
            guard let name = name.asString, let label = label.asString else {
                throw arguments.mismatch(1, "a dict from names to target labels")
            }
            do {
                references.append((name, try host.coercer.label(label)))
            } catch let error as CoercionError {
                throw error.failure("Error coercing the reference `\(name)` of a transition")
            }
        }
        let attributes = arguments[2].isNone ? nil : try arguments.strings(2)
        if let attributes, Set(attributes).count != attributes.count {
            throw Failure("Non-unique list of attrs")
        }
        let isSplit = try arguments.bool(3)
        try checkSignature(arguments[0], takesAttributes: attributes != nil, isSplit: isSplit)
        return evaluation.object(
            TransitionObject(
                module: host.path, implementation: arguments[0], references: references,
                attributes: attributes, isSplit: isSplit))
    }
}

extension TransitionObject: PersistentNative {
    /// Its name in files.
    public static let persistentName = "transition"

    /// Writes all parts.
    public func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        guard case .function(let module, let name) = id else {
            throw SnapshotRefusal("a transition has no name")
        }
        encoder.write(module)
        encoder.write(name)
        try encoder.write(implementation)
        encoder.write(references.map(\.name))
        for reference in references { encoder.write(reference.label) }
        encoder.write(attributes != nil)
        encoder.write(attributes ?? [])
        encoder.write(isSplit)
    }

    /// Reads all parts.
    public static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        let module = try decoder.cellPath()
        let name = try decoder.string()
        let implementation = try decoder.value()
        var references: [(name: String, label: ProvidersLabel)] = []
        for name in try decoder.strings() { references.append((name, try decoder.label())) }
        let hasAttributes = try decoder.bool()
        let attributes = try decoder.strings()
        return TransitionObject(
            module: module, name: name, implementation: implementation, references: references,
            attributes: hasAttributes ? attributes : nil, isSplit: try decoder.bool())
    }
}
