import BuildModel
import Starlark

extension NativeEncoder {
    mutating func write(_ path: CellPath) { write([path.cell.text, path.path.text]) }

    mutating func write(_ range: Range<Int>) {
        write(range.lowerBound)
        write(range.upperBound)
    }

    mutating func write(_ kind: PluginKind) {
        write(kind.module)
        write(kind.name)
    }

    mutating func write(_ kinds: [PluginKind]) {
        write(kinds.count)
        for kind in kinds { write(kind) }
    }

    mutating func write(_ plugins: PluginPulls) {
        switch plugins {
        case .all: write(false)
        case .kinds(let used, let pushed):
            write(true)
            write(used)
            write(pushed)
        }
    }

    mutating func write(_ transition: TransitionID) {
        switch transition {
        case .function(let module, let name):
            write(true)
            write(module)
            write(name)
        case .target(let label):
            write(false)
            write(label)
        }
    }
}

extension NativeDecoder {
    mutating func cellPath() throws -> CellPath {
        let parts = try strings()
        guard parts.count == 2 else { throw SnapshotDiscard.malformed }
        return CellPath(
            cell: CellName(unchecked: parts[0]), path: RelativePath(unchecked: parts[1]))
    }

    mutating func range() throws -> Range<Int> {
        let (lower, upper) = (try integer(), try integer())
        guard lower <= upper else { throw SnapshotDiscard.malformed }
        return lower..<upper
    }

    mutating func pluginKind() throws -> PluginKind {
        let module = try cellPath()
        return PluginKind(module: module, name: try string())
    }

    mutating func pluginKinds() throws -> [PluginKind] {
        var kinds: [PluginKind] = []
        for _ in 0..<(try count()) { kinds.append(try pluginKind()) }
        return kinds
    }

    mutating func pluginPulls() throws -> PluginPulls {
        guard try bool() else { return .all }
        let used = try pluginKinds()
        return .kinds(used: used, pushed: try pluginKinds())
    }

    mutating func transition() throws -> TransitionID {
        guard try bool() else { return .target(try label()) }
        let module = try cellPath()
        return .function(module: module, name: try string())
    }
}
