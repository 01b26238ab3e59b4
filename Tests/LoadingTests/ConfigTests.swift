import BuildModel
import Diagnostics
import Incremental
import Testing

@testable import Loading

@Suite struct ConfigTests {
    static let readings: [(String, String)] = [
        ("[a]\nb = c", "c"),
        ("[a]\n  b=  c d  ", "c d"),
        ("[a]\nb = 1\nb = 2", "2"),
        ("[a]\nb = x\\\n  y", "xy"),
        ("# no\n; no\n[a] # yes\nb = c # kept", "c # kept"),
        ("[x]\ny = one\n[a]\nb = $(config x.y) and $(config x.z)!", "one and !"),
        ("[x]\ny = $(config x.z)\nz = deep\n[a]\nb = $(config x.y)", "deep"),
        ("<file:sub/more>\n[a]\n", "from more"),
        ("<?file:absent>\n[a]\nb = c", "c"),
        ("[a]\nb = local is later", "local"),
    ]

    /// A `.buckconfig`, and what `a.b` is then.
    @Test(arguments: readings)
    func value(_ text: String, _ expected: String) async throws {
        let tree = MemorySourceTree([
            ".buckconfig": text,
            ".buckconfig.local": text.contains("local") ? "[a]\nb = local" : "",
            "sub/more": "<file:./last>",
            "sub/last": "[a]\nb = from more",
        ])
        let value = try await tree.engine().withContext { context in
            try await context.config(of: .root, "a", "b")
        }
        #expect(value == expected)
    }

    static let mistakes: [(String, String)] = [
        ("[a\n", "1:1: error: Section without its `]`: `[a`"),
        ("[a]\nb", "2:1: error: Expected `[section]`, `key = value` or `<file:path>`, found `b`"),
        ("[a]\n = c", "2:2: error: Expected a key before `=` in `= c`"),
        ("b = c", "1:1: error: `b` stands before the first `[section]`"),
        (
            "[a]\nb = $(config a.b)",
            "2:1: error: The value of `a.b` refers to itself: `a.b` -> `a.b`"
        ),
        ("<file:gone>", "1:1: error: `.buckconfig` includes `gone`, which does not exist"),
        (
            "<file:.buckconfig>",
            "1:1: error: `.buckconfig` includes itself by way of `.buckconfig`"
        ),
        (
            "[cells]\nroot = .\n[cell_aliases]\nx = rot",
            "4:1: error: Cell name `x` should be an alias for an existing cell, but `rot` isn't a "
                + "known alias; did you mean `root`?"
        ),
        (
            "[cells]\nroot = .\n[external_cells]\nx = git",
            "4:1: error: `x` is not a known cell alias; `[cells]` has to name the cell as well"
        ),
        (
            "[project]\nignore = a//b",
            "2:1: error: Pattern `a//b` of `[project] ignore` must not contain `//`"
        ),
    ]

    @Test(arguments: mistakes)
    func mistake(_ text: String, _ message: String) async throws {
        let engine = MemorySourceTree([".buckconfig": text]).engine()
        let error = await #expect(throws: Diagnostic.self) {
            try await engine.withContext { context in
                _ = try await context.config(of: .root)
                _ = try await context.request(CellSettingsKey(cell: .root))
            }
        }
        #expect(error?.description == ".buckconfig:" + message)
    }

    static let overrides: [(String, ConfigOverride)] = [
        ("a.b=c", ConfigOverride(section: "a", key: "b", value: "c")),
        ("a.b=", ConfigOverride(section: "a", key: "b", value: nil)),
        ("x//a.b.c=d=e", ConfigOverride(cell: "x", section: "a", key: "b.c", value: "d=e")),
    ]

    @Test(arguments: overrides)
    func parsesOverride(_ text: String, _ expected: ConfigOverride) throws {
        #expect(try ConfigOverride(parsing: text) == expected)
    }

    @Test(arguments: ["a", "a=b", ".b=c", "a.=c", "cells.x=y"])
    func refusesOverride(_ text: String) {
        #expect(throws: Diagnostic.self) { try ConfigOverride(parsing: text) }
    }

    @Test func overridesReachTheirCell() async throws {
        let engine = MemorySourceTree([
            ".buckconfig": "[cells]\nroot = .\nother = other\n[a]\nb = r",
            "other/.buckconfig": "[a]\nb = o",
        ]).engine()
        let other = try CellName("other")
        func values() async throws -> [String?] {
            try await engine.withContext { context in
                [
                    try await context.config(of: .root, "a", "b"),
                    try await context.config(of: other, "a", "b"),
                ]
            }
        }
        #expect(try await values() == ["r", "o"])
        engine.commit {
            $0.setConfigOverrides([
                ConfigOverride(cell: "other", section: "a", key: "b", value: "c")
            ])
        }
        #expect(try await values() == ["r", "c"])
        engine.commit {
            $0.setConfigOverrides([ConfigOverride(section: "a", key: "b", value: nil)])
        }
        #expect(try await values() == [nil, nil])
    }

    static let layouts: [(String, [String: String], [String])] = [
        ("[project]", [:], ["prelude: bundled", "root: ."]),
        ("[cells]\nroot = .", [:], ["root: ."]),
        ("[cells]\nroot = .\nprelude = prelude", [:], ["prelude: bundled", "root: ."]),
        (
            "[cells]\nroot = .\nprelude = prelude", ["prelude/prelude.bzl": ""],
            ["prelude: prelude", "root: ."]
        ),
        (
            "[repositories]\nme = .\nlib = ./third/../lib\n[external_cells]\nprelude = bundled",
            ["prelude/prelude.bzl": ""], ["lib: lib", "me: .", "prelude: bundled"]
        ),
        ("[cells]\nroot = .\nprelude = .", [:], ["prelude: ."]),
        (
            "[cells]\nroot = .\nnano_prelude = nano\n[external_cells]\nnano_prelude = bundled",
            [:], ["nano_prelude: /opt/nano for nano", "root: ."]
        ),
    ]

    /// The root `.buckconfig`, other files, and where the cells are then.
    @Test(arguments: layouts)
    func cells(_ config: String, _ files: [String: String], _ expected: [String]) async throws {
        let tree = MemorySourceTree(files.merging([".buckconfig": config]) { $1 })
        let engine = tree.engine()
        let folders = try BundledCells.folders(in: ["NANO_PRELUDE": "/opt/nano"])
        engine.commit { $0.setBundledCellFolders(folders) }
        let cells = try await engine.withContext { try await $0.cells() }
        let lines = cells.cells.map { cell in
            switch cell.root {
            case .project(let path): "\(cell.name): \(path.argument)"
            case .bundled: "\(cell.name): bundled"
            case .external(let folder, inPlaceOf: let path):
                "\(cell.name): \(folder) for \(path)"
            case .checkout(let folder, inPlaceOf: let path):
                "\(cell.name): \(folder) for \(path)"
            }
        }
        #expect(lines == expected)
    }

    @Test func preludeIsCalledConfigToo() async throws {
        let cells = try await MemorySourceTree([".buckconfig": "[project]\n"]).engine().withContext
        {
            try await $0.cells()
        }
        #expect(try cells.cell(alias: "config", in: .root) == .prelude)
    }
}
