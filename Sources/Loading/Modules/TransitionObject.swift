import BuildModel
import Starlark

/// What `transition()` makes: a function from one platform to another, or to several.
final class TransitionObject: NativeObject {
    private let module: CellPath
    private var name: String?
    /// The function.
    let implementation: Value
    /// The targets whose providers the function gets, by the names it knows them by.
    let references: [(name: String, label: ProvidersLabel)]
    /// The attributes of the target that the function gets; nothing if it takes none.
    let attributes: [String]?
    /// Whether it makes several platforms, each with a name.
    let isSplit: Bool

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

    override var typeName: String { "transition" }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("<transition \(id.map(\.description) ?? "without a name")>")
    }

    override func export(name: String, module: String) throws {
        if self.name == nil { self.name = name }
    }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        guard name != nil else {
            throw Failure("Transition must be assigned to a variable")
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
                throw error.failure(of: "The reference `\(name)` of a transition")
            }
        }
        return evaluation.object(
            TransitionObject(
                module: host.path, implementation: arguments[0], references: references,
                attributes: arguments[2].isNone ? nil : try arguments.strings(2),
                isSplit: try arguments.bool(3)))
    }
}

extension TransitionObject: PersistentNative {
    static let persistentName = "transition"

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
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

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
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
