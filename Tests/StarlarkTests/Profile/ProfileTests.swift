import Diagnostics
import Testing

@testable import Starlark

/// What a profiler says about programs whose allocations and calls are known.
@Suite struct ProfileTests {
    private static let program = """
        def leaf(n):
            return [0] * n

        def middle(n):
            small = leaf(100)
            return leaf(n)

        def by_key(n):
            return (0,) * 100

        def recursive(n):
            kept = [0] * 1000
            return recursive(n - 1) if n else kept

        for i in range(10):
            middle(1000)
        sorted([3, 1, 2], key = by_key)
        recursive(4)
        text = "abc".replace("b", "x" * 5000)
        """

    private func profile(_ measure: Profiler.Measure, _ program: String = program) throws
        -> Profile
    {
        let profiler = Profiler(measuring: measure)
        let file = SourceFile(path: "test.star", text: program)
        let parsed = try #require(Program.parse(file, dialect: .extensionFile).program)
        _ = try parsed.evaluate(globals: .standard, profiler: profiler)
        return Profile(profiler)
    }

    @Test func allocationsBelongToTheLineThatMakesThem() throws {
        let profile = try profile(.allocations)
        let leaf = try #require(profile.lines.first { $0.line == 2 })
        // Ten times 100 and 1000 values of 8 bytes, and the headers of lists.
        #expect((88_000..<92_000).contains(leaf.own))
        #expect(leaf.total == leaf.own)
        let caller = try #require(profile.lines.first { $0.line == 6 })
        #expect((80_000..<82_000).contains(caller.total))
        #expect(caller.own < 100)
        #expect(profile.lines.first?.line == 2)
        #expect(profile.stacks.reduce(0) { $0 + $1.amount } == profile.total)
    }

    @Test func functionsAreCountedWithTheirCalls() throws {
        let profile = try profile(.allocations)
        let functions = Dictionary(uniqueKeysWithValues: profile.functions.map { ($0.name, $0) })
        #expect(functions["leaf"]?.calls == 20)
        #expect(functions["middle"]?.calls == 10)
        #expect(functions["by_key"]?.calls == 3)
        #expect(functions["recursive"]?.calls == 5)
        #expect(functions["test.star"]?.calls == 1)
        #expect(functions["test.star"]?.total == profile.total)
        // However deep it calls itself, what it used counts once.
        let recursive = try #require(functions["recursive"])
        #expect((40_000..<42_000).contains(recursive.total))
        #expect(recursive.total == recursive.own)
    }

    @Test func nativeFunctionsAreLeavesAndCallBack() throws {
        let profile = try profile(.allocations)
        let stacks = profile.stacks.map(\.names)
        #expect(stacks.contains(["test.star", "sorted", "by_key"]))
        #expect(stacks.contains(["test.star", "middle", "leaf"]))
        #expect(stacks.contains(["test.star", "replace"]))
        #expect(!stacks.contains { $0.contains("sorted") && $0.count > 3 })
        #expect(profile.functions.first { $0.name == "replace" }?.path == nil)
        #expect(profile.folded.contains("\ntest.star;sorted;by_key "))
        #expect(profile.text().contains("replace (native)"))
    }

    @Test func timeAddsUp() throws {
        let profile = try profile(
            .time,
            """
            def busy():
                for i in range(300000):
                    x = i % 7
            busy()
            """)
        #expect(profile.stacks.reduce(0) { $0 + $1.amount } == profile.total)
        #expect(profile.functions.reduce(0) { $0 + $1.own } == profile.total)
        #expect(profile.lines.reduce(0) { $0 + $1.own } == profile.total)
        #expect(profile.functions.first { $0.name == "busy" }?.calls == 1)
        #expect(profile.text().hasPrefix("Time by function: "))
    }

    @Test func failedEvaluationsCanBeFollowedByOthers() throws {
        let profiler = Profiler(measuring: .allocations)
        for text in ["sorted([1], key = lambda x: [] + 1)", "sorted([1], key = lambda x: [x])"] {
            let file = SourceFile(path: text, text: text)
            let program = try #require(Program.parse(file, dialect: .extensionFile).program)
            _ = try? program.evaluate(globals: .standard, profiler: profiler)
        }
        let profile = Profile(profiler)
        #expect(profile.functions.count { $0.name == "lambda" && $0.calls == 1 } == 2)
        #expect(profile.stacks.allSatisfy { $0.names.count <= 3 })
    }

    @Test func tablesAreAligned() throws {
        let text = try profile(.allocations, "def f():\n    return [0] * 100\nf()\nx = f()\n").text(
            rowLimit: 1)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines[1] == "     self         total       calls  function")
        #expect(lines[2] == "  1.7 KiB  98%  1.7 KiB  98%      2  f (test.star:2)")
        #expect(lines[3] == "  and 1 more")
        #expect(lines[7].hasSuffix("test.star:2 in f"))
    }
}
