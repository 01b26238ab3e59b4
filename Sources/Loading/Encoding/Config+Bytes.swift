public import BuildModel
public import ByteCoding

// The bytes of where configuration comes from, and of the cells that it names.

extension ConfigSources: ByteCodable {
    /// Appends the files of the machine, the arguments, the machine, what is checked.
    public func write(to writer: inout ByteWriter) {
        writer.write(machine)
        writer.write(arguments)
        writer.write(host.system.rawValue)
        writer.write(host.architecture.rawValue)
        writer.write(host.xcode?.text)
        writer.write(checksTypes)
        writer.write(hardErrors)
    }

    /// Reads sources.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        let machine: [AbsolutePath] = try reader.read()
        let arguments: [Argument] = try reader.read()
        guard let system = HostMachine.System(rawValue: try reader.read()),
            let architecture = HostMachine.Architecture(rawValue: try reader.read())
        else { throw DamagedBytes() }
        let xcode = try reader.read(String?.self).map(HostMachine.Xcode.init)
        self.init(
            machine: machine, arguments: arguments,
            host: HostMachine(system: system, architecture: architecture, xcode: xcode),
            checksTypes: try reader.read(), hardErrors: try reader.read())
    }
}

extension ImplicitLoads: ByteCodable {
    func write(to writer: inout ByteWriter) {
        writer.write(everywhere)
        writer.write(folders) { writer, folder in
            writer.write(folder.folder)
            writer.write(folder.module)
            let symbols = folder.symbols.sorted { $0.key < $1.key }
            writer.write(symbols.flatMap { [$0.key, $0.value] })
        }
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        everywhere = try reader.read()
        folders = try reader.list { reader throws(DamagedBytes) -> Folder in
            let (folder, module): (RelativePath, CellPath) = (try reader.read(), try reader.read())
            var symbols: [String: String] = [:]
            var names: [String] = try reader.read()
            while let symbol = names.popLast(), let alias = names.popLast() {
                symbols[alias] = symbol
            }
            return Folder(folder: folder, module: module, symbols: symbols)
        }
    }
}

extension ConfigSources.Argument: ByteCodable {
    /// Appends its form, then what the option was given.
    public func write(to writer: inout ByteWriter) {
        switch self {
        case .value(let override):
            writer.write(UInt64(0))
            writer.write(override.cell)
            writer.write(override.section)
            writer.write(override.key)
            writer.write(override.value)
        case .file(let path):
            writer.write(UInt64(1))
            writer.write(path)
        case .cellFile(let alias, let path):
            writer.write(UInt64(2))
            writer.write(alias)
            writer.write(path)
        }
    }

    /// Reads an argument.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        switch try reader.number() {
        case 0:
            self = .value(
                ConfigOverride(
                    cell: try reader.read(), section: try reader.read(), key: try reader.read(),
                    value: try reader.read()))
        case 1: self = .file(try reader.read())
        case 2: self = .cellFile(alias: try reader.read(), try reader.read())
        default: throw DamagedBytes()
        }
    }
}

extension CellResolver: ByteCodable {
    /// Appends the cells.
    public func write(to writer: inout ByteWriter) { writer.write(cells) }

    /// Reads cells, which have to fit together.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        let cells: [Cell] = try reader.read()
        guard let resolver = try? CellResolver(cells: cells) else { throw DamagedBytes() }
        self = resolver
    }
}

extension CellResolver.Cell: ByteCodable {
    /// Appends name, root and aliases.
    public func write(to writer: inout ByteWriter) {
        writer.write(name)
        writer.write(root)
        writer.write(aliases)
    }

    /// Reads a cell.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            name: try reader.read(), root: try reader.read(), aliases: try reader.read())
    }
}

extension CellResolver.Root: ByteCodable {
    /// Appends its form, then the folders.
    public func write(to writer: inout ByteWriter) {
        switch self {
        case .bundled: writer.write(UInt64(0))
        case .project(let folder):
            writer.write(UInt64(1))
            writer.write(folder)
        case .external(let folder, inPlaceOf: let place):
            writer.write(UInt64(2))
            writer.write(folder)
            writer.write(place)
        case .checkout(let folder, inPlaceOf: let place):
            writer.write(UInt64(3))
            writer.write(folder)
            writer.write(place)
        }
    }

    /// Reads where a cell is.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        switch try reader.number() {
        case 0: self = .bundled
        case 1: self = .project(try reader.read())
        case 2: self = .external(try reader.read(), inPlaceOf: try reader.read())
        case 3: self = .checkout(try reader.read(), inPlaceOf: try reader.read())
        default: throw DamagedBytes()
        }
    }
}

extension CellSettings: ByteCodable {
    /// Appends names of build files, what is ignored, and cells inside.
    public func write(to writer: inout ByteWriter) {
        writer.write(buildFileNames)
        writer.write(ignores)
        writer.write(nestedCells)
    }

    /// Reads settings.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            buildFileNames: try reader.read(), ignores: try reader.read(),
            nestedCells: try reader.read())
    }
}

extension GlobPattern: ByteCodable {
    /// Appends the text of the pattern.
    public func write(to writer: inout ByteWriter) { writer.write(text) }

    /// Reads a pattern.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        guard let pattern = try? GlobPattern(try reader.string()) else { throw DamagedBytes() }
        self = pattern
    }
}
