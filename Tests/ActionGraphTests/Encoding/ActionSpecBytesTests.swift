import BuildModel
import Incremental
import Testing

@testable import ActionGraph

/// The bytes of action specs say all that the specs say.
struct ActionSpecBytesTests {
    @Test func randomSpecsAreReadAsTheyWereWritten() throws {
        for seed in 1...3000 as ClosedRange<UInt64> {
            var generator = SpecGenerator(seed: seed)
            let spec = generator.spec()
            let bytes = bytes(of: spec)
            let copy = try self.spec(of: bytes)
            try #require(self.bytes(of: copy) == bytes, "seed \(seed)")
            try #require(Account(of: copy) == Account(of: spec), "seed \(seed)")
        }
    }

    /// What is damaged is refused or means something else; reading it ends all the same.
    @Test func damageEndsInAnError() throws {
        var refused = 0
        for seed in 1...200 as ClosedRange<UInt64> {
            var generator = SpecGenerator(seed: seed)
            var random = SplitMix(state: seed)
            let whole = bytes(of: generator.spec())
            for _ in 0..<20 {
                var damaged = whole
                let place = Int(random.next() % UInt64(damaged.count))
                if random.next() % 2 == 0 {
                    damaged.removeSubrange(place...)
                } else {
                    damaged[place] = UInt8(truncatingIfNeeded: random.next())
                }
                if (try? spec(of: damaged)) == nil { refused += 1 }
            }
        }
        #expect(refused > 1500)
    }

    /// A chain of sets as long as a stack is deep.
    @Test func longChainsOfSets() throws {
        var set = CommandLineSet(value: nil, children: [])
        for index in 0..<100_000 {
            set = CommandLineSet(
                value: CommandLine([.string("\(index)")]), children: [set, set])
        }
        let spec = ActionSpec(
            key: ActionKey(owner: .sample, index: 0), category: "chain",
            kind: .run(RunAction(command: CommandLine([.set(set, .postorder)]))), outputs: [])
        let copy = try self.spec(of: bytes(of: spec))
        #expect(Account(of: copy) == Account(of: spec))
    }

    private func bytes(of spec: ActionSpec) -> [UInt8] {
        var writer = ByteWriter()
        #expect(ActionSpecKey.write(spec, to: &writer))
        return writer.bytes
    }

    private func spec(of bytes: [UInt8]) throws -> ActionSpec {
        try ByteReader.read(bytes) { reader throws(DamagedBytes) in
            let spec = try ActionSpecKey.readOutput(from: &reader)
            try reader.end()
            return spec
        }
    }
}

/// All that performing an action takes from its spec.
private struct Account: Equatable {
    var words: [String] = []
    var visits = Visits()

    init(of spec: ActionSpec) {
        let layout = ArtifactLayout()
        words += ["\(spec.key)", spec.category, spec.identifier ?? "-"]
        words += spec.outputs.map { "\($0.key) \(layout.path(of: $0)) \($0.shortPath)" }
        spec.kind.visit(&visits)
        func add(_ line: CommandLine) {
            words += (try? line.expand(layout: layout, absoluteRoot: .root)) ?? ["malformed"]
        }
        switch spec.kind {
        case .run(let run):
            add(run.command)
            for (name, value) in run.environment {
                words.append(name)
                add(value)
            }
            words += run.depFiles.map { "\($0)" }
            words += ["\(run.place) \(run.weight) \(String(describing: run.timeout))"]
        case .write(let write):
            words.append((try? write.text(layout: layout, projectRoot: .root)) ?? "malformed")
        case .copy(let copy): words.append("\(copy)")
        case .symlink(let link): words.append("\(link)")
        case .symlinkedDirectory(let folder), .copiedDirectory(let folder):
            for entry in folder.entries { words.append("\(entry)") }
            add(folder.hidden)
        case .download(let download): words.append("\(download)")
        }
    }
}

/// All visits, in order.
private struct Visits: CommandLineVisitor, Equatable {
    var log: [String] = []

    private func text(_ tags: Set<ArtifactTag>) -> String {
        tags.map { "\($0)" }.sorted().joined(separator: " ")
    }

    mutating func visitInput(_ artifact: Artifact, tags: Set<ArtifactTag>) {
        log.append("input \(artifact) \(text(tags))")
    }

    mutating func visitOutput(_ artifact: BuildArtifact, tags: Set<ArtifactTag>) {
        log.append("output \(artifact) \(text(tags))")
    }

    mutating func visitProgram(_ program: HostProgram) { log.append("program \(program)") }

    mutating func enterSet(_ set: CommandLineSet, tags: Set<ArtifactTag>) -> Bool {
        log.append("set of \(set.children.count) \(text(tags))")
        return true
    }
}

extension ConfiguredTargetLabel {
    fileprivate static let sample = ConfiguredTargetLabel(
        target: TargetLabel(
            package: PackageLabel(cell: .root, path: RelativePath(unchecked: "a")), name: "b"),
        configuration: .unspecified)
}
