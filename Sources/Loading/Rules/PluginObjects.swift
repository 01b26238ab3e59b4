import BuildModel
public import Starlark

/// What `plugins.kind()` makes: a kind of plugins, known by the global it is assigned to.
final class PluginKindObject: NativeObject {
    private let module: CellPath
    private var name: String?

    init(module: CellPath, name: String? = nil) {
        self.module = module
        self.name = name
    }

    /// The identity, once it has been assigned to a global.
    var kind: PluginKind? { name.map { PluginKind(module: module, name: $0) } }

    override var typeName: String { "PluginKind" }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("<plugin_kind \(name ?? "without a name")>")
    }

    override func export(name: String, module: String) throws {
        if self.name == nil { self.name = name }
    }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        guard name != nil else {
            throw Failure("A plugin kind has to be assigned to a global variable")
        }
        return self
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        guard let other = other.native(as: PluginKindObject.self) else { return false }
        return kind != nil && kind == other.kind
    }

    override func hash(_ this: Value) throws -> Int { kind.hashValue }

    /// The kind that an argument is.
    static func kind(_ arguments: Arguments, _ slot: Int) throws -> PluginKind {
        try kind(arguments[slot], arguments, slot)
    }

    /// The kinds that an argument lists.
    static func kinds(_ arguments: Arguments, _ slot: Int) throws -> [PluginKind] {
        try arguments.sequence(slot).map { try kind($0, arguments, slot) }
    }

    private static func kind(
        _ value: Value, _ arguments: Arguments, _ slot: Int
    ) throws -> PluginKind {
        guard let object = value.native(as: PluginKindObject.self) else {
            throw arguments.mismatch(slot, "a plugin kind", got: value)
        }
        guard let kind = object.kind else {
            throw Failure("A plugin kind can be used once it is assigned to a global variable")
        }
        return kind
    }
}

extension Value {
    /// The kind that a value of `plugins.kind()` is.
    public var asPluginKind: PluginKind? { native(as: PluginKindObject.self)?.kind }
}

/// `plugins.All`: the plugins of every kind.
final class AllPluginsObject: NativeObject {
    override var typeName: String { "AllPlugins" }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("<all_plugins>")
    }
}

/// The members of the `plugins` namespace.
enum PluginFunctions {
    static let namespace: Globals = {
        var builder = Globals.Builder()
        let kind = NativeFunction("plugins.kind", "") { _, evaluation in
            guard let host = evaluation.host as? ModuleHost else {
                throw Failure("`plugins.kind` can only be called at the top level of a .bzl file")
            }
            return evaluation.object(PluginKindObject(module: host.path))
        }
        builder.set("kind", FrozenValue(function: kind))
        builder.set("All", FrozenValue(object: AllPluginsObject()))
        builder.add(TypeValue("PluginKind") { $0.native(as: PluginKindObject.self) != nil })
        builder.add(TypeValue("AllPlugins") { $0.native(as: AllPluginsObject.self) != nil })
        return builder.build()
    }()
}

extension PluginKindObject: PersistentNative {
    static let persistentName = "plugin_kind"

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        guard let kind else { throw SnapshotRefusal("a plugin kind has no name") }
        encoder.write(kind)
    }

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        let kind = try decoder.pluginKind()
        return PluginKindObject(module: kind.module, name: kind.name)
    }
}
