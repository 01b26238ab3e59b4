import Diagnostics
import Testing

@testable import Starlark

/// The verifier passes what the compiler writes and stops on code that would harm the interpreter.
@Suite struct VerifierTests {
    /// Code of a small function, for the tests to spoil.
    private static func code() throws -> CompiledModule {
        let file = SourceFile(
            path: "t.bzl",
            text: Array("def f(a):\n    for i in a:\n        g(i, k = 1)\ng = f".utf8))
        let program = try #require(Program.parse(file, dialect: .extensionFile).program)
        return try program.compile(globals: .standard, loads: [:])
    }

    @Test func compiledCodePasses() throws {
        #expect(CodeVerifier.check(try VerifierTests.code()))
    }

    @Test func unknownOpcode() async {
        await #expect(processExitsWith: .failure) {
            try VerifierTests.spoil { $0.instructions[0] = 0xFF }
        }
    }

    @Test func registerOutOfRange() async {
        await #expect(processExitsWith: .failure) {
            try VerifierTests.spoil {
                $0.instructions[0] = Instruction(.move, a: $0.registerCount, b: 0).word
            }
        }
    }

    @Test func constantOutOfRange() async {
        await #expect(processExitsWith: .failure) {
            try VerifierTests.spoil {
                $0.instructions[0] = Instruction(.loadConstant, a: 0, wide: 1000).word
            }
        }
    }

    @Test func jumpOutOfRange() async {
        await #expect(processExitsWith: .failure) {
            try VerifierTests.spoil { $0.instructions[0] = Instruction(.jump, wide: 1000).word }
        }
    }

    @Test func noEnd() async {
        await #expect(processExitsWith: .failure) {
            try VerifierTests.spoil { $0.instructionCount -= 1 }
        }
    }

    /// Checks the code of `f` after a change; ends the process if it is found wrong.
    static func spoil(_ change: (inout CodeBlock) -> Void) throws {
        let module = try code()
        var block = module.blocks[1]
        change(&block)
        CodeVerifier.check(block)
    }
}
