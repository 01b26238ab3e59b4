import BuildModel

/// Makes action specs of every kind at random: graphs of nodes that are shared by reference.
struct SpecGenerator {
    private var random: SplitMix
    private var lines: [CommandLine] = []
    private var sets: [CommandLineSet] = []
    private var jsonSets: [JSONContentSet] = []

    init(seed: UInt64) { random = SplitMix(state: seed) }

    mutating func spec() -> ActionSpec {
        for _ in 0..<number(8) {
            lines.append(line())
            let children = (0..<number(3)).compactMap { _ in pick(sets) }
            sets.append(
                CommandLineSet(
                    value: flag() ? line() : nil, children: children,
                    identity: .init(owner: owner(), index: sets.count)))
            let below = (0..<number(3)).compactMap { _ in pick(jsonSets) }
            jsonSets.append(JSONContentSet(value: flag() ? json(depth: 2) : nil, children: below))
        }
        return ActionSpec(
            key: ActionKey(owner: owner(), index: number(1000)), category: text(),
            identifier: maybe { $0.text() }, kind: kind(), outputs: some { $0.output() })
    }

    /// The sets that were made with some identities.
    func sets(_ identities: [CommandLineSet.Identity]) -> [CommandLineSet] {
        identities.compactMap { identity in sets.first { $0.identity == identity } }
    }

    private mutating func kind() -> ActionKind {
        switch number(9) {
        case 0: return .write(write(.lines(line())))
        case 1: return .write(write(.json(json(depth: 3), isPretty: flag())))
        case 2:
            return .copy(
                CopyAction(
                    source: artifact(), isDirectory: flag(), isExecutable: maybe { $0.flag() }))
        case 3: return .symlink(SymlinkAction(target: artifact()))
        case 4: return .symlinkedDirectory(folder())
        case 5: return .copiedDirectory(folder())
        case 7: return .assembledDirectory(folder())
        case 6:
            return .download(
                DownloadAction(
                    url: text(), sha256: maybe { $0.text() }, sha1: maybe { $0.text() },
                    sizeBytes: maybe { Int64($0.number(1 << 40)) }, isExecutable: flag()))
        default: return .run(run())
        }
    }

    private mutating func write(_ content: WriteAction.Content) -> WriteAction {
        WriteAction(
            content: content, isExecutable: flag(), usesAbsolutePaths: flag(),
            forgetsContents: flag())
    }

    private mutating func folder() -> DirectoryAction {
        DirectoryAction(
            entries: some { .init(path: $0.path(), source: $0.artifact(), isLink: $0.flag()) },
            hidden: line())
    }

    private mutating func run() -> RunAction {
        let places: [RunAction.Place] = [.anywhere, .localOnly, .preferLocal, .preferRemote]
        return RunAction(
            command: line(), environment: some { (name: $0.text(), value: $0.line()) },
            depFiles: some { .init(name: $0.text(), tag: $0.tag(), output: $0.output()) },
            place: places[number(4)],
            weight: flag() ? .slots(number(9)) : .percentage(number(101)),
            timeout: maybe { .milliseconds($0.number(1 << 40)) }, keepsOutputs: flag(),
            showsStandardError: flag(), allowsCacheUpload: maybe { $0.flag() })
    }

    private mutating func line() -> CommandLine {
        if let known = pick(lines), number(3) == 0 { return known }
        return CommandLine(
            some { $0.element() }, hidden: some { $0.element() },
            options: maybe { $0.options() },
            tag: maybe { CommandLine.TagUse($0.tag(), marksOutputs: $0.flag()) })
    }

    private mutating func element() -> CommandLine.Element {
        switch number(10) {
        case 0: return .input(artifact())
        case 1: return .output(output())
        case 2: return .path(path())
        case 3: return .program(program())
        case 4: if let line = pick(lines) { return .nested(line) }
        case 5, 6: if let set = pick(sets) { return .set(set, ordering()) }
        case 7: return .outputPart(output(), path())
        default: break
        }
        return .string(text())
    }

    private mutating func options() -> CommandLineOptions {
        var options = CommandLineOptions()
        if flag() { options.absolutePrefix = text() }
        if flag() { options.absoluteSuffix = text() }
        options.parents = number(3)
        options.ignoresArtifacts = number(4) == 0
        if flag() { options.delimiter = text() }
        if flag() { options.format = "<{}>" + text() }
        if flag() { options.prepend = text() }
        options.quoting = maybe { $0.flag() ? .shell : .json }
        if flag() { options.replacements = [.init(pattern: "[ab]+", replacement: text())] }
        switch number(3) {
        case 0: options.relativeTo = .init(.artifact(artifact()), parents: number(2))
        case 1: options.relativeTo = .init(.path(path()))
        default: break
        }
        return options
    }

    private mutating func json(depth: Int) -> JSONContent {
        switch number(depth > 0 ? 10 : 5) {
        case 0: return .null
        case 1: return .bool(flag())
        case 2: return .number(String(number(1000)))
        case 3: return .text(line())
        case 5: return .array(some { $0.json(depth: depth - 1) })
        case 6: return .object(some { (name: $0.text(), value: $0.json(depth: depth - 1)) })
        case 7: return .arguments(line())
        case 8, 9: if let set = pick(jsonSets) { return .set(set, ordering()) }
        default: break
        }
        return .string(text())
    }

    private mutating func artifact() -> Artifact {
        let base: Artifact.Base =
            flag()
            ? .build(output())
            : .source(SourceArtifact(package: package(), path: path(), pathInPackage: path()))
        return flag() ? Artifact(base) : Artifact(base, projection: path(), hidesPrefix: flag())
    }

    private mutating func output() -> BuildArtifact {
        BuildArtifact(
            key: ActionKey(owner: owner(), index: number(20) - 3), path: path(),
            shortPath: maybe { $0.path() }, isDirectory: flag())
    }

    private mutating func owner() -> AnalysisOwner {
        let base: AnalysisOwner.Base =
            number(4) == 0 ? .anonymous(anonymousTarget(depth: 2)) : .target(target())
        return AnalysisOwner(base, steps: number(4) == 0 ? some { $0.number(3) } : [])
    }

    private mutating func anonymousTarget(depth: Int) -> AnonymousTarget {
        let parts = depth == 0 ? [] : some { $0.anonymousTarget(depth: depth - 1) }
        return AnonymousTarget(
            label: target(), module: CellPath(cell: CellName(unchecked: "root"), path: path()),
            rule: text(), execution: ConfigurationLabel(name: text(), hash: random.next()),
            attributes: Array(text().utf8), parts: parts,
            identity: .init(low: random.next(), high: random.next()))
    }

    private mutating func target() -> ConfiguredTargetLabel {
        ConfiguredTargetLabel(
            target: TargetLabel(package: package(), name: text()),
            configuration: ConfigurationLabel(name: text(), hash: random.next()))
    }

    private mutating func package() -> PackageLabel {
        PackageLabel(cell: CellName(unchecked: flag() ? "root" : "cell"), path: path())
    }

    private mutating func tag() -> ArtifactTag {
        ArtifactTag(owner: owner(), index: number(3))
    }

    private mutating func program() -> HostProgram {
        HostProgram(
            name: text(), path: .root.appending(path(RelativePath.self)), digest: Digest(of: text())
        )
    }

    private mutating func path<Path: ForwardPath>(_: Path.Type = Path.self) -> Path {
        Path(unchecked: ["a", "a/b", "src/c.h", "ä/ö", "x.cpp"][number(5)])
    }

    private mutating func ordering() -> TransitiveOrdering {
        TransitiveOrdering.allCases[number(TransitiveOrdering.allCases.count)]
    }

    private mutating func text() -> String {
        ["", "a", "-Ib", "ünïcode", "with space", "x\u{0}y", "lib"][number(7)]
    }

    private mutating func number(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
    private mutating func flag() -> Bool { number(2) == 0 }

    private mutating func pick<Value>(_ values: [Value]) -> Value? {
        values.isEmpty ? nil : values[number(values.count)]
    }

    private mutating func maybe<Value>(_ body: (inout SpecGenerator) -> Value) -> Value? {
        number(3) == 0 ? body(&self) : nil
    }

    private mutating func some<Value>(_ body: (inout SpecGenerator) -> Value) -> [Value] {
        (0..<number(4)).map { _ in body(&self) }
    }
}

/// A small generator of numbers, the same everywhere.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
