import Analysis
import BuildModel
import ByteCoding
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
            let encoded = try self.encoded(bytes)
            let copy = try self.spec(encoded, generator.sets(encoded.sets))
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
            let spec = generator.spec()
            let whole = EncodedValue { $0.write(spec) }
            for _ in 0..<20 {
                var damaged = whole.bytes
                let place = Int(random.next() % UInt64(damaged.count))
                if random.next() % 2 == 0 {
                    damaged.removeSubrange(place...)
                } else {
                    damaged[place] = UInt8(truncatingIfNeeded: random.next())
                }
                let read = try? ByteReader.read(damaged) { reader throws(DamagedBytes) in
                    var model = ModelReader(reader, sets: generator.sets(whole.sets))
                    let spec = try model.actionSpec()
                    try model.bytes.end()
                    return spec
                }
                if read == nil { refused += 1 }
            }
        }
        #expect(refused > 1500)
    }

    /// A chain of sets as long as no stack is deep.
    @Test func longChainsOfJSONSets() throws {
        var set = JSONContentSet(value: nil, children: [])
        for index in 0..<100_000 {
            set = JSONContentSet(value: .number("\(index)"), children: [set, set])
        }
        let spec = ActionSpec(
            key: ActionKey(owner: .sample, index: 0), category: "chain",
            kind: .write(WriteAction(content: .json(.set(set, .postorder), isPretty: false))),
            outputs: [])
        let copy = try self.spec(encoded(bytes(of: spec)), [])
        #expect(Account(of: copy) == Account(of: spec))
    }

    /// What is kept is found to be damaged when it is read, not when the action is performed.
    @Test func keptBytesHaveAChecksum() throws {
        var generator = SpecGenerator(seed: 1)
        let whole = bytes(of: generator.spec())
        for place in whole.indices {
            var damaged = whole
            damaged[place] ^= 0x10
            #expect(throws: DamagedBytes.self) { try encoded(damaged) }
        }
    }

    private func bytes(of spec: ActionSpec) -> [UInt8] {
        var writer = ByteWriter()
        #expect(ActionSpecKey.write(EncodedValue { $0.write(spec) }, to: &writer))
        return writer.bytes
    }

    private func encoded(_ bytes: [UInt8]) throws -> EncodedValue {
        try ByteReader.read(bytes) { reader throws(DamagedBytes) in
            let encoded = try ActionSpecKey.readOutput(from: &reader)
            try reader.end()
            return encoded
        }
    }

    private func spec(_ encoded: EncodedValue, _ sets: [CommandLineSet]) throws -> ActionSpec {
        try encoded.decode(sets) { reader throws(DamagedBytes) in try reader.actionSpec() }
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
        case .symlinkedDirectory(let folder), .copiedDirectory(let folder),
            .assembledDirectory(let folder):
            for entry in folder.entries { words.append("\(entry)") }
            add(folder.hidden)
        case .download(let download): words.append("\(download)")
        }
    }
}

/// All that is visited, in the order in which it first is.
///
/// A line which a set holds too is another object for whoever reads the set, and visited twice.
private struct Visits: CommandLineVisitor, Equatable {
    var log: [String] = []

    private mutating func note(_ visit: String) {
        if !log.contains(visit) { log.append(visit) }
    }

    private func text(_ tags: Set<ArtifactTag>) -> String {
        tags.map { "\($0)" }.sorted().joined(separator: " ")
    }

    mutating func visitInput(_ artifact: Artifact, tags: Set<ArtifactTag>) {
        note("input \(artifact) \(text(tags))")
    }

    mutating func visitOutput(_ artifact: BuildArtifact, tags: Set<ArtifactTag>) {
        note("output \(artifact) \(text(tags))")
    }

    mutating func visitProgram(_ program: HostProgram) { note("program \(program)") }

    mutating func enterSet(_ set: CommandLineSet, tags: Set<ArtifactTag>) -> Bool {
        note("set \(set.identity) \(text(tags))")
        return true
    }
}

extension ConfiguredTargetLabel {
    fileprivate static let sample = ConfiguredTargetLabel(
        target: TargetLabel(
            package: PackageLabel(cell: .root, path: RelativePath(unchecked: "a")), name: "b"),
        configuration: .unspecified)
}
