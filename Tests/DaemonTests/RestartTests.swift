import Foundation
import TestSupport
import Testing

/// What is computed by a process that finds the graph of the one before it.
@Suite struct RestartTests {
    @Test(arguments: ["cpp", "rust", "mixed"])
    func anotherProcessHasNothingToDo(name: String) async throws {
        let workspace = try await built(name)
        for _ in 0..<2 {
            let next = try await workspace.build("//...")
            #expect(next.errors == [])
            #expect(next.complaints == [])
            #expect(next.computed == [])
            #expect(next.events.filter { !$0.hasPrefix("load ") } == [])
        }
    }

    @Test(arguments: [
        ("cpp", "quantity/quantity.cpp", "int edited() { return 1; }", "quantity.cpp"),
        ("rust", "expression/parser.rs", "pub fn edited() -> u32 { 1 }", "expression"),
        ("mixed", "hexdump/hexdump.cpp", "int edited() { return 1; }", "hexdump"),
    ])
    func editingASourceEvaluatesNothing(
        name: String, path: String, addition: String, part: String
    ) async throws {
        let workspace = try await built(name)
        try workspace.edit(path) { $0 + "\n\(addition)\n" }
        let next = try await workspace.build("//...")
        #expect(next.errors == [])
        #expect(next.complaints == [])
        #expect(next.evaluated == [])
        #expect(next.ran.contains { $0.contains(part) }, "\(next.ran)")
        try expectGolden(
            next.computed.joined(separator: "\n") + "\n", Self.golden("restart-\(name)"))
    }

    /// A line of a BUCK file that no target is made of runs the file and nothing else.
    @Test func editingACommentRunsOneBuildFile() async throws {
        let workspace = try await built("cpp")
        try workspace.edit("quantity/BUCK") { "# Edited.\n" + $0 }
        let next = try await workspace.build("//...")
        #expect(next.errors == [])
        #expect(next.ran == [])
        #expect(next.computed.filter { $0.contains(" analysis(") } == [])
        #expect(
            next.computed.filter { $0.contains(" package(") } == [
                "recompute package(root//quantity)"
            ])
    }

    /// A flag of one library compiles that library again, and analyses nothing below it.
    @Test func editingAFlagAnalysesWhatSeesIt() async throws {
        let workspace = try await built("cpp")
        try workspace.edit("quantity/BUCK") { text in
            text.replacing(
                "name = \"quantity\",",
                with: "name = \"quantity\", compiler_flags = [\"-DX\"],")
        }
        let next = try await workspace.build("//...")
        #expect(next.errors == [])
        #expect(next.ran.count == 1, "\(next.ran)")
        // What is restored beside that are the modules and packages which the two need.
        let changed = next.computed.filter { !$0.hasPrefix("restore ") }
        try expectGolden(changed.joined(separator: "\n") + "\n", Self.golden("restart-flag"))
    }

    /// An example that two processes have built.
    ///
    /// The first reads files that were written a moment ago, whose stamps are not trusted yet, and
    /// which the second has to look at again.
    private func built(_ name: String) async throws -> KeptWorkspace {
        let workspace = try KeptWorkspace(TemporaryWorkspace(copying: example(name)))
        let first = try await workspace.build("//...")
        try #require(first.errors == [])
        #expect(!first.evaluated.isEmpty)
        let second = try await workspace.build("//...")
        #expect(second.evaluated == [])
        return workspace
    }

    private static func golden(_ name: String) -> URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Goldens/\(name).txt")
    }
}
