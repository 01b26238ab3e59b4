import BuildModel
import Testing

@Suite struct CommandLineVisitorTests {
    @Test func inputsAndOutputsOnceInOrder() {
        let shared = CommandLine([.input(Sample.source("shared.h"))])
        let line = CommandLine(
            [
                .string("cc"), .input(Sample.source("a.c")), .nested(shared), .nested(shared),
                .output(Sample.output("a.o")), .path(ProjectPath(unchecked: "lib")),
                .set(CommandLineTraversalTests.diamond, .postorder),
            ], hidden: [.input(Sample.source("a.c")), .nested(shared)])
        let artifacts = line.artifacts
        #expect(
            artifacts.inputs.map(\.shortPath.text)
                == ["a.c", "shared.h", "r", "a", "c", "d", "b"])
        #expect(artifacts.outputs.map(\.path.text) == ["a.o"])
    }

    @Test func ignoredArtifactsAreNotVisited() {
        let line = CommandLine(
            [.input(Sample.source("a")), .output(Sample.output("b"))],
            hidden: [.input(Sample.source("c"))], options: .with { $0.ignoresArtifacts = true })
        #expect(line.artifacts.inputs.isEmpty)
        #expect(line.artifacts.outputs.isEmpty)
    }

    @Test func relativeToIsNoInput() {
        let line = CommandLine(
            [], options: .with { $0.relativeTo = .init(.artifact(Sample.source("dir"))) })
        #expect(line.artifacts.inputs.isEmpty)
    }

    @Test func tagsOnTheWay() {
        let shared = CommandLine([.input(Sample.source("x.h")), .output(Sample.output("x.d"))])
        let line = CommandLine([
            .nested(shared),
            .nested(CommandLine([.nested(shared)], tag: .init(Sample.tag(0), marksOutputs: true))),
            .nested(CommandLine([.nested(shared)], tag: .init(Sample.tag(1), marksOutputs: false))),
        ])
        let artifacts = line.artifacts
        #expect(artifacts.inputTags == [Sample.source("x.h"): [Sample.tag(0), Sample.tag(1)]])
        #expect(artifacts.taggedOutputs == [Sample.tag(0): [Sample.output("x.d")]])
    }

    @Test func setsCanBeTakenAsAWhole() {
        struct Visitor: CommandLineVisitor {
            var inputs = 0
            var sets = 0
            mutating func visitInput(_ artifact: Artifact, tags: Set<ArtifactTag>) { inputs += 1 }
            mutating func visitOutput(_ artifact: BuildArtifact, tags: Set<ArtifactTag>) {}
            mutating func enterSet(_ set: CommandLineSet, tags: Set<ArtifactTag>) -> Bool {
                sets += 1
                return false
            }
        }
        var visitor = Visitor()
        CommandLine([.set(CommandLineTraversalTests.diamond, .bfs)]).visit(&visitor)
        #expect(visitor.inputs == 0)
        #expect(visitor.sets == 1)
    }

    @Test func whatAWriteNamesIsNotRead() {
        let line = CommandLine([.input(Sample.source("a"))])
        #expect(ActionKind.write(WriteAction(content: .lines(line))).artifacts.inputs.isEmpty)
        let copy = ActionKind.copy(CopyAction(source: Sample.source("a")))
        #expect(copy.artifacts.inputs == [Sample.source("a")])
    }
}
