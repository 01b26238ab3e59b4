import Testing

@testable import Daemon

/// What is kept of command lines from one command to the next.
@Suite struct CommandLinesTests {
    @Test func sameWordsAreParsedOnce() throws {
        let lines = CommandLines()
        for _ in 0..<5 {
            let command = try #require(
                try lines.command(["build", "//a:b", "--out", "c"]) as? BuildCommand)
            #expect(command.targets == ["//a:b"])
            #expect(command.out == "c")
        }
        #expect(lines.parses == 1)
        let other = try #require(try lines.command(["build", "//a:c"]) as? BuildCommand)
        #expect(other.targets == ["//a:c"])
        #expect(lines.parses == 2)
    }

    @Test func wrongWordsAreWrongEachTime() {
        let lines = CommandLines()
        for _ in 0..<2 {
            #expect(throws: (any Error).self) { try lines.command(["build", "--no-such-option"]) }
        }
        #expect(lines.parses == 2)
    }

    @Test func theTableStaysSmall() throws {
        let lines = CommandLines()
        for number in 0...CommandLines.limit {
            _ = try lines.command(["audit", "cell", "cell\(number)"])
        }
        let before = lines.parses
        _ = try lines.command(["audit", "cell", "cell\(CommandLines.limit)"])
        #expect(lines.parses == before)
        _ = try lines.command(["audit", "cell", "cell0"])
        #expect(lines.parses == before + 1)
    }
}
