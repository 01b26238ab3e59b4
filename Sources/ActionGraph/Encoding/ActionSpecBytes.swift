import Analysis
import BuildModel
import ByteCoding
import Incremental
import Loading

// The bytes of action specs.
//
//   spec  key, category, identifier or nothing, outputs, rule, kind
//   kind  0 run | 1 write lines | 2 write JSON | 3 copy | 4 symlink | 5 folder of links
//         | 6 folder of copies | 7 download | 8 folder of links and copies

extension ModelWriter {
    mutating func write(_ spec: ActionSpec) {
        write(spec.key)
        bytes.write(spec.category)
        bytes.write(spec.identifier)
        write(spec.outputs) { $0.write($1) }
        bytes.write(spec.rule)
        write(spec.kind)
    }

    private mutating func write(_ kind: ActionKind) {
        switch kind {
        case .run(let action):
            bytes.write(UInt64(0))
            write(action)
        case .write(let action):
            switch action.content {
            case .lines(let line):
                bytes.write(UInt64(1))
                write(line)
            case .json(let value, let isPretty):
                bytes.write(UInt64(2))
                write(value)
                bytes.write(isPretty)
            }
            bytes.write(action.isExecutable)
            bytes.write(action.usesAbsolutePaths)
            bytes.write(action.forgetsContents)
        case .copy(let action):
            bytes.write(UInt64(3))
            write(action.source)
            bytes.write(action.isDirectory)
            bytes.write(action.isExecutable)
        case .symlink(let action):
            bytes.write(UInt64(4))
            write(action.target)
        case .symlinkedDirectory(let action):
            bytes.write(UInt64(5))
            write(action)
        case .copiedDirectory(let action):
            bytes.write(UInt64(6))
            write(action)
        case .assembledDirectory(let action):
            bytes.write(UInt64(8))
            write(action)
        case .download(let action):
            bytes.write(UInt64(7))
            bytes.write(action.url)
            bytes.write(action.sha256)
            bytes.write(action.sha1)
            bytes.write(action.sizeBytes)
            bytes.write(action.isExecutable)
        }
    }

    private mutating func write(_ action: DirectoryAction) {
        write(action.entries) {
            $0.bytes.write($1.path)
            $0.write($1.source)
            $0.bytes.write($1.isLink)
        }
        write(action.hidden)
    }

    private mutating func write(_ action: RunAction) {
        write(action.command)
        write(action.environment) {
            $0.bytes.write($1.name)
            $0.write($1.value)
        }
        write(action.depFiles) {
            $0.bytes.write($1.name)
            $0.write($1.tag)
            $0.write($1.output)
        }
        bytes.write(action.inputList != nil)
        if let list = action.inputList {
            bytes.write(list.variable)
            bytes.write(list.path)
            write(list.ignoredTags) { $0.write($1) }
        }
        bytes.write(UInt64(RunAction.Place.inBytes.firstIndex(of: action.place) ?? 0))
        switch action.weight {
        case .slots(let count):
            bytes.write(false)
            bytes.write(count)
        case .percentage(let share):
            bytes.write(true)
            bytes.write(share)
        }
        bytes.write(action.timeout)
        bytes.write(action.keepsOutputs)
        bytes.write(action.showsStandardError)
        bytes.write(action.allowsCacheUpload)
        bytes.write(action.hasErrorHandler)
        bytes.write(action.expectsDedupe)
    }
}

extension ModelReader {
    mutating func actionSpec() throws(DamagedBytes) -> ActionSpec {
        let key = try actionKey()
        let category = try bytes.string()
        let identifier: String? = try bytes.read()
        let outputs = try list { reader throws(DamagedBytes) in try reader.buildArtifact() }
        let rule = try bytes.string()
        return ActionSpec(
            key: key, category: category, identifier: identifier, kind: try actionKind(),
            outputs: outputs, rule: rule)
    }

    private mutating func actionKind() throws(DamagedBytes) -> ActionKind {
        switch try bytes.number() {
        case 0: return .run(try runAction())
        case 1: return .write(try writeAction(.lines(try line())))
        case 2:
            let value = try json()
            return .write(try writeAction(.json(value, isPretty: try bytes.bool())))
        case 3:
            return .copy(
                CopyAction(
                    source: try artifact(), isDirectory: try bytes.bool(),
                    isExecutable: try bytes.read()))
        case 4: return .symlink(SymlinkAction(target: try artifact()))
        case 5: return .symlinkedDirectory(try directoryAction())
        case 6: return .copiedDirectory(try directoryAction())
        case 7: return .download(try downloadAction())
        case 8: return .assembledDirectory(try directoryAction())
        default: throw DamagedBytes()
        }
    }

    private mutating func writeAction(
        _ content: WriteAction.Content
    ) throws(DamagedBytes) -> WriteAction {
        WriteAction(
            content: content, isExecutable: try bytes.bool(),
            usesAbsolutePaths: try bytes.bool(), forgetsContents: try bytes.bool())
    }

    private mutating func directoryAction() throws(DamagedBytes) -> DirectoryAction {
        let entries = try list { reader throws(DamagedBytes) in
            DirectoryAction.Entry(
                path: try reader.bytes.read(), source: try reader.artifact(),
                isLink: try reader.bytes.bool())
        }
        return DirectoryAction(entries: entries, hidden: try line())
    }

    private mutating func downloadAction() throws(DamagedBytes) -> DownloadAction {
        DownloadAction(
            url: try bytes.read(), sha256: try bytes.read(), sha1: try bytes.read(),
            sizeBytes: try bytes.read(), isExecutable: try bytes.read())
    }

    private mutating func inputList() throws(DamagedBytes) -> RunAction.InputList {
        let variable = try bytes.string()
        let path: RelativePath = try bytes.read()
        return RunAction.InputList(
            variable: variable, path: path,
            ignoredTags: try list { reader throws(DamagedBytes) in try reader.tag() })
    }

    private mutating func runAction() throws(DamagedBytes) -> RunAction {
        let command = try line()
        let environment = try list { reader throws(DamagedBytes) in
            (name: try reader.bytes.string(), value: try reader.line())
        }
        let depFiles = try list { reader throws(DamagedBytes) in
            RunAction.DepFile(
                name: try reader.bytes.string(), tag: try reader.tag(),
                output: try reader.buildArtifact())
        }
        let inputList = try bytes.bool() ? try inputList() : nil
        let place = try index()
        guard place < RunAction.Place.inBytes.count else { throw DamagedBytes() }
        let isShare = try bytes.bool()
        let amount = try bytes.integer()
        let timeout: Duration? = try bytes.read()
        return RunAction(
            command: command, environment: environment, depFiles: depFiles, inputList: inputList,
            place: RunAction.Place.inBytes[place],
            weight: isShare ? .percentage(amount) : .slots(amount), timeout: timeout,
            keepsOutputs: try bytes.bool(), showsStandardError: try bytes.bool(),
            allowsCacheUpload: try bytes.read(), hasErrorHandler: try bytes.bool(),
            expectsDedupe: try bytes.read())
    }
}

extension RunAction.Place {
    /// All places, each at its number.
    fileprivate static let inBytes: [RunAction.Place] = [
        .anywhere, .localOnly, .preferLocal, .preferRemote,
    ]
}
