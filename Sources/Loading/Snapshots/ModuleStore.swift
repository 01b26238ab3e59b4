public import Incremental
public import Starlark

/// Where modules are kept for later processes: bytes by key, of which any may be gone.
public protocol ModuleStore: Sendable {
    /// The bytes that were kept under a key, if they still are.
    ///
    /// They need not be checked for damage: snapshots notice it themselves.
    func bytes(for key: Fingerprint) -> [UInt8]?

    /// Keeps bytes, at least one; that it did not work nobody needs to know.
    func keep(_ bytes: [UInt8], for key: Fingerprint)
}

/// Set by the composition root if modules are to outlive the process.
public enum ModuleSnapshotsResource: ResourceKey {
    /// What loading needs for it.
    public typealias Service = ModuleSnapshots
}

/// How modules are kept.
public struct ModuleSnapshots: Sendable {
    /// Where.
    public let store: any ModuleStore
    /// The classes of native objects that modules may hold, beside those of loading itself.
    public let kinds: [any PersistentNative.Type]
    /// Stands for the program: for how it reads files and for what its native functions do.
    public let build: String

    /// Says how modules are kept.
    public init(
        store: any ModuleStore, kinds: [any PersistentNative.Type],
        build: String
    ) {
        self.store = store
        self.kinds = kinds
        self.build = build
    }

    func registry(for globals: Globals) -> SnapshotRegistry {
        let own: [any PersistentNative.Type] = [
            AttributeObject.self, RuleObject.self, SelectObject.self, SelectEndingObject.self,
            TransitionObject.self,
            PluginKindObject.self, TargetNameGlobObject.self,
        ]
        return SnapshotRegistry(globals: globals, kinds: own + kinds, build: build)
    }
}
