/// What a snapshot takes from elsewhere, each thing once.
struct ImportTable {
    /// One thing; the raw values are those of the manifest.
    enum Kind: Int {
        /// The value of a global.
        case value
        /// The address of a native function that a global leads to.
        case function
        /// An object in another snapshot.
        case object
        /// A native object of this snapshot.
        case ownNative
        /// A native object of another snapshot.
        case imageNative
        /// A native object that a global leads to.
        case globalNative
        /// The code of the module itself.
        case code
        /// The address of a built-in method of a kind of objects.
        case method
    }

    /// How another snapshot is found.
    enum Route: Int {
        /// By the path of a `load`.
        case load
        /// By the name of a global that lives in it.
        case global
        /// By its number among the imports of a snapshot that comes earlier here.
        case via
    }

    private struct Key: Hashable {
        var kind: Kind
        var path = ""
        var image = 0
        var number = 0
    }

    private let modules: [String: FrozenModule]
    private let registry: SnapshotRegistry
    private var entries: [Key] = []
    private var numbers: [Key: Int] = [:]
    private var images: [(route: Route, path: String, image: Int, number: Int, ModuleImage)] = []
    private var imageNumbers: [ObjectIdentifier: Int] = [:]
    /// For each image that can be reached: the one through which it is, and its number there.
    private var parents: [ObjectIdentifier: (image: ModuleImage, number: Int)]?
    private var roots: [ObjectIdentifier: (route: Route, path: String)] = [:]

    init(modules: [String: FrozenModule], registry: SnapshotRegistry) {
        self.modules = modules
        self.registry = registry
    }

    /// Whether an import is written to its words only once native objects are made.
    func isNative(_ number: Int) -> Bool { entries[number].kind == .ownNative }

    mutating func value(_ path: String) -> Int { number(Key(kind: .value, path: path)) }

    mutating func function(_ path: String) -> Int { number(Key(kind: .function, path: path)) }

    mutating func native(_ path: String) -> Int { number(Key(kind: .globalNative, path: path)) }

    mutating func own(_ native: Int) -> Int { number(Key(kind: .ownNative, number: native)) }

    mutating func method(_ name: String, of kind: ObjectKind) -> Int {
        number(Key(kind: .method, path: name, number: Int(kind.rawValue)))
    }

    mutating func code() -> Int { number(Key(kind: .code)) }

    mutating func object(
        of image: ModuleImage, at offset: Int, in map: HeapMap
    ) throws(SnapshotRefusal) -> Int {
        number(Key(kind: .object, image: try self.image(image), number: offset))
    }

    mutating func native(
        _ native: Int, of image: ModuleImage, in map: HeapMap
    ) throws(SnapshotRefusal) -> Int {
        number(Key(kind: .imageNative, image: try self.image(image), number: native))
    }

    private mutating func number(_ key: Key) -> Int {
        if let known = numbers[key] { return known }
        entries.append(key)
        numbers[key] = entries.count - 1
        return entries.count - 1
    }

    private mutating func image(_ image: ModuleImage) throws(SnapshotRefusal) -> Int {
        let identity = ObjectIdentifier(image)
        if let known = imageNumbers[identity] { return known }
        let parents = self.parents ?? findRoutes()
        if let (route, path) = roots[identity] {
            images.append((route, path, 0, 0, image))
        } else if let parent = parents[identity] {
            let number = try self.image(parent.image)
            images.append((.via, "", number, parent.number, image))
        } else {
            throw SnapshotRefusal("it refers to a module that no load and no global leads to")
        }
        imageNumbers[identity] = images.count - 1
        return images.count - 1
    }

    /// Goes through all snapshots that can be reached, the nearest first.
    private mutating func findRoutes() -> [ObjectIdentifier: (image: ModuleImage, number: Int)] {
        var queue: [ModuleImage] = []
        for (path, module) in modules.sorted(by: { $0.key < $1.key }) {
            guard let image = module.heap.image, roots[ObjectIdentifier(image)] == nil else {
                continue
            }
            roots[ObjectIdentifier(image)] = (.load, path)
            queue.append(image)
        }
        for (path, heap) in registry.images {
            guard let image = heap.image, roots[ObjectIdentifier(image)] == nil else { continue }
            roots[ObjectIdentifier(image)] = (.global, path)
            queue.append(image)
        }
        var parents: [ObjectIdentifier: (image: ModuleImage, number: Int)] = [:]
        var position = 0
        while position < queue.count {
            let image = queue[position]
            position += 1
            for number in image.imports.indices {
                guard let (imported, _) = image.imported(number) else { continue }
                let identity = ObjectIdentifier(imported)
                guard roots[identity] == nil, parents[identity] == nil else { continue }
                parents[identity] = (image, number)
                queue.append(imported)
            }
        }
        self.parents = parents
        return parents
    }

    func write(to packed: inout PackedWriter) {
        packed.write(images.count)
        for (route, path, image, number, target) in images {
            packed.write(route.rawValue)
            if route == .via {
                packed.write(image)
                packed.write(number)
            } else {
                packed.write(path)
            }
            packed.write(target.digest)
        }
        packed.write(entries.count)
        for entry in entries {
            packed.write(entry.kind.rawValue)
            switch entry.kind {
            case .value, .function, .globalNative: packed.write(entry.path)
            case .object, .imageNative:
                packed.write(entry.image)
                packed.write(entry.number)
            case .ownNative: packed.write(entry.number)
            case .method:
                packed.write(entry.path)
                packed.write(entry.number)
            case .code: break
            }
        }
    }
}
