import BuildEvents
import DaemonProtocol
import Foundation
import TestSupport
import Testing

/// Words of a command line that stand for the words of a file.
@Suite struct ArgumentFileTests {
    private static let files = [
        ".buckconfig": "[cells]\nroot = .\nother = other\n[cell_aliases]\nalias = other\n",
        "app/BUCK": "print(read_config(\"a\", \"b\"), read_config(\"a\", \"c\"))\n",
        "app/here": "-c\na.b=here\n",
        "mode/one": "--# a comment\n-c\na.b=one\n\n@mode/two\n",
        "mode/two": "--config=a.c=two\n",
        "mode/loop": "@root//mode/back\n",
        "mode/back": "--flagfile\nmode/loop\n",
        "mode/script.py": """
        import os, sys
        print("-c")
        print("a.b=" + os.environ["BUCK2_ARG_FILE"] + "".join(sys.argv[1:]))
        """,
        "mode/broken.py": "import sys\nsys.exit('sorry')\n",
        "other/BUCK": "",
        "other/mode": "-c\na.b=other\n",
    ]

    @Test(arguments: [
        (["@mode/one"], "", "one two"),
        (["--flagfile", "mode/two"], "", "None two"),
        (["@//mode/two"], "app", "None two"),
        (["@root//mode/two", "-c", "a.c=later"], "", "None later"),
        (["@other//mode"], "", "other None"),
        (["@alias//mode"], "app", "other None"),
        (["@here"], "app", "here None"),
        (["@mode/two"], "app", "None two"),
        (["@mode/script.py"], "", "1 None"),
        (["@mode/script.py#x"], "", "1--flavorsx None"),
    ])
    func wordsComeFromFiles(_ words: [String], _ folder: String, _ printed: String) async throws {
        let workspace = try TemporaryWorkspace(ArgumentFileTests.files)
        let outcome = await workspace.bld(["targets", "//app:"] + words, in: folder)
        #expect(outcome.exitCode == .success, "\(outcome.errors)")
        #expect(outcome.errors.contains("\(printed)\n"), "\(outcome.errors)")
    }

    @Test(arguments: [
        ("@mode/twoo", "Unable to read flag file at `mode/twoo`; did you mean `two`?"),
        ("@nowhere//mode", "Error resolving flagfile `nowhere//mode`: Unknown cell"),
        ("@", "No flag file path after @ symbol in argfile argument"),
        ("--flagfile", "Missing flag file path after --flagfile argument"),
        ("@mode/loop", "`@root//mode/loop` includes itself by way of `@root//mode/back`"),
        ("@mode", "Unable to read flag file at `root//mode`"),
        ("@mode/broken.py", "Python argfile at `root//mode/broken.py` exited with non-zero status"),
    ])
    func whatIsWrongIsSaid(_ word: String, _ message: String) async throws {
        let workspace = try TemporaryWorkspace(ArgumentFileTests.files)
        let outcome = await workspace.bld("targets", "//app:", word)
        #expect(outcome.exitCode == .userError)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }

    @Test func wordsOfProgramsAreTheirs() async throws {
        let workspace = try TemporaryWorkspace([
            ".buckconfig": "[project]\n",
            "BUCK": "sh_binary(name = \"show\", main = \"show.sh\")\n", "show.sh": "#!/bin/sh\n",
        ])
        let outcome = await workspace.bld("run", "//:show", "--", "@file", "--flagfile")
        #expect(outcome.program?.arguments.suffix(2) == ["@file", "--flagfile"])
    }
}
