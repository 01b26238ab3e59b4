import BuildEvents
import BuildModel
import TestSupport
import Testing

/// `Examples/platforms`: toolchains whose flags depend on what is built for, and on what builds.
@Suite(.enabled(if: Story.machineHas([["clang", "gcc", "cc"]]), "a C compiler is not on PATH"))
struct PlatformTests {
    private static let ways: [(arguments: [String], prints: String)] = [
        (["//mode:mode"], "debug\n"),
        (["//mode:mode", "-m", "release"], "release\n"),
        (["//mode:mode", "-m", "//platforms:mode[release]"], "release\n"),
        (["//mode:mode?//platforms:mode[release]"], "release\n"),
        (["//mode:mode", "-m", "release", "-m", "//platforms:mode[debug]"], "debug\n"),
        (["//mode:mode", "--target-platforms", "//platforms:shipped"], "release\n"),
        (
            ["//mode:mode", "--target-platforms", "//platforms:shipped", "-m", "debug"], "debug\n"
        ),
        (["//mode:mode", "-m", "//platforms:memory[large]"], "large, debug\n"),
        (["//mode:shipped"], "release\n"),
    ]

    @Test func flagsAreThoseOfTheConfiguration() async throws {
        let workspace = try TemporaryWorkspace(copying: example("platforms"))
        for way in Self.ways {
            let outcome = await workspace.bld(["run"] + way.arguments)
            let program = try #require(outcome.program, "\(outcome.errors)")
            #expect(try program.output() == ProgramOutput(way.prints), "\(way.arguments)")
        }
    }

    /// What tools tell is copied, for their folders are called by hashes.
    @Test func toolsAreBuiltForTheExecutionPlatform() async throws {
        let workspace = try TemporaryWorkspace(copying: example("platforms"))
        for (name, text) in [("of-tools", "release\n"), ("of-large-tools", "large, release\n")] {
            let target = "//mode:\(name)"
            let build = await workspace.bld("build", target, "--out", "\(name).txt")
            #expect(build.exitCode == .success, "\(build.errors)")
            #expect(try workspace.read("\(name).txt") == text)
        }
    }

    @Test func aFlagOfOneModeCompilesThatModeAgain() async throws {
        let workspace = try TemporaryWorkspace(copying: example("platforms"))
        let targets = ["//mode:mode", "//mode:shipped"]
        let compile = "root//mode:mode (c_compile main.c)"
        let link = "root//mode:mode (cxx_link)"
        #expect(await workspace.bld(["build"] + targets).ran == [compile, compile, link, link])
        try workspace.edit("toolchains/BUCK", replacing: "-O2", with: "-O3")
        let edited = await workspace.bld(["build"] + targets)
        #expect(edited.ran == [compile] || edited.ran == [compile, link])
        try workspace.edit("toolchains/BUCK", replacing: "-O3", with: "-O2")
        #expect(await workspace.bld(["build"] + targets).ran == [])
    }

    /// Only the configuration that asks for a program needs it.
    @Test func aMissingCompilerIsNamedWithItsToolchain() async throws {
        let workspace = try TemporaryWorkspace(copying: example("platforms"))
        try workspace.edit(
            "toolchains/BUCK", replacing: "name = \"cxx\",",
            with: """
                name = "cxx",
                compiler = select({"root//platforms:mode[release]": "no-such-cc", "DEFAULT": ["clang", "gcc", "cc"]}),
                """)
        #expect(await workspace.bld("build", "//mode:mode").exitCode == .success)
        let build = await workspace.bld("build", "//mode:mode", "-m", "release")
        #expect(build.exitCode == .userError)
        #expect("\(build.errors)".contains("`toolchains//:cxx` needs `no-such-cc`"))
    }
}
