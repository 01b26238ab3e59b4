import Diagnostics
import Foundation
import Testing

@testable import Starlark

/// What snapshots take from each other and from the globals.
@Suite struct SnapshotReferenceTests {
    private static let types = """
        Point = record(x = int, y = field(int, 7))
        Color = enum("red", "green")
        origin = Point(x = 0)
        def move(p: Point, by: int | None = None) -> Point:
            return Point(x = p.x + (by or 1), y = p.y)
        def maker(start):
            state = [start]
            def read(more = 1):
                return state[0] + more
            return read
        table = {move: "move", origin: "origin", (Color.red, 1): "red", len: "len"}
        items = [1, 2]
        """

    private static let user = """
        load("types", "Color", "Point", "maker", "move", "origin", "table")
        moved = move(origin, 5)
        made = maker(40)
        join = ", ".join
        color = Color("green")
        matches = regex("a+b")
        shapes: list[Point] = [moved, Point(x = 9)]
        def check(p: Point | None):
            return move(p) if p else None
        bound = partial(move, by = 3)
        """

    private static let last = """
        load("types", "Color", "Point", "table", "move", "origin")
        load("user", "bound", "check", "color", "join", "made", "matches", "moved", "shapes")
        assert_eq(moved, Point(x = 5))
        assert_eq(check(moved), Point(x = 6))
        assert_eq(bound(origin), Point(x = 3))
        assert_eq([made(), made(2)], [41, 42])
        assert_eq(color, Color("green"))
        assert_eq(join(["a", "b"]), "a, b")
        assert_true(matches.match("aab"))
        assert_eq(isinstance(shapes[1], Point), True)
        assert_eq([table[move], table[origin], table[(Color("red"), 1)], table[len]],
                  ["move", "origin", "red", "len"])
        """

    private func modules() throws -> [String: FrozenModule] {
        var modules: [String: FrozenModule] = [:]
        modules["types"] = try Snapshots.kept(Self.types, path: "types.bzl")
        modules["user"] = try Snapshots.kept(Self.user, path: "user.bzl", loads: modules)
        return modules
    }

    @Test func typesStayOneTypeAcrossModules() throws {
        _ = try Snapshots.run(Self.last, loads: try modules())
    }

    @Test func typesAreOneTypeForModulesOfTheSameProcessAndEarlierOnes() throws {
        // `user` runs now, and `types` was read.
        var modules = try modules()
        modules["user"] = try Snapshots.run(Self.user, loads: modules)
        _ = try Snapshots.run(Self.last, loads: modules)
    }

    @Test func reachesModulesThatOthersLoad() throws {
        var modules = try modules()
        let text = "load(\"user\", \"moved\", \"made\")\nx = moved\ny = [made]\n"
        modules["third"] = try Snapshots.kept(text, loads: ["user": try #require(modules["user"])])
        let check = """
            load("third", "x", "y")
            load("types", "Point")
            assert_eq(x, Point(x = 5))
            assert_eq(y[0](), 41)
            """
        _ = try Snapshots.run(check, loads: modules)
    }

    @Test func aGlobalMayLiveInASnapshot() throws {
        let prelude = try Snapshots.kept(
            "def rule(x):\n    return [x]\ndefaults = [rule(1)]\n", path: "prelude.bzl")
        var builder = Snapshots.globals.extending()
        builder.add(prelude)
        let globals = builder.build()
        let registry = SnapshotRegistry(globals: globals, build: "test")
        let text = "mine = [rule, defaults[0]]\ndef f():\n    return rule(2)\n"
        let module = try Snapshots.run(text, globals: globals)
        let reloaded = try Snapshots.reload(module, text: text, registry: registry)
        _ = try Snapshots.run(
            "load(\"m\", \"f\", \"mine\")\nassert_eq(f(), [2])\nassert_eq(mine[1], [1])\n"
                + "assert_eq(mine[0], rule)\n",
            loads: ["m": reloaded], globals: globals)
    }

    @Test func anotherModuleIsNotTakenForTheOneThatWas() throws {
        let first = try Snapshots.kept("x = [1]\n")
        let second = try Snapshots.kept("x = [2]\n")
        let text = "load(\"m\", \"x\")\ny = x\n"
        let module = try Snapshots.run(text, loads: ["m": first])
        let bytes = try module.snapshot(loads: ["m": first], registry: Snapshots.registry)
        #expect(throws: SnapshotDiscard.otherModule("m")) {
            try FrozenModule.reading(
                SnapshotBytes(bytes), loads: ["m": second], registry: Snapshots.registry,
                source: { nil })
        }
        #expect(throws: SnapshotDiscard.otherModule("m")) {
            try FrozenModule.reading(
                SnapshotBytes(bytes), registry: Snapshots.registry, source: { nil })
        }
    }

    @Test func whatIsNotThereDiscards() throws {
        let text = "x = [assert_eq, regex(\"a\")]\n"
        let bytes = try Snapshots.run(text).snapshot(registry: Snapshots.registry)
        func reading(_ globals: Globals, _ build: String) throws {
            _ = try FrozenModule.reading(
                SnapshotBytes(bytes), registry: SnapshotRegistry(globals: globals, build: build),
                source: { nil })
        }
        #expect(throws: SnapshotDiscard.otherBuild) { try reading(Snapshots.globals, "other") }
        #expect(throws: SnapshotDiscard.missingName("assert_eq")) {
            try reading(.standard, "test")
        }
    }

    @Test func whatCannotBeKeptIsRefused() throws {
        final class Host: NativeObject {}
        var builder = Snapshots.globals.extending()
        builder.add(NativeFunction("host", "") { _, evaluation in evaluation.object(Host()) })
        let globals = builder.build()
        let registry = SnapshotRegistry(globals: globals, build: "test")
        let holder = try Snapshots.run("x = [host()]\n", globals: globals)
        #expect(throws: SnapshotRefusal.self) { try holder.snapshot(registry: registry) }
        // Nor can what uses it, for it would have to refer to it.
        let user = try Snapshots.run(
            "load(\"m\", \"x\")\ny = len(x)\n", loads: ["m": holder], globals: globals)
        #expect(throws: SnapshotRefusal.self) {
            try user.snapshot(loads: ["m": holder], registry: registry)
        }
    }

    @Test func modulesOfOneFileKeepIt() throws {
        let text = "def f(x):\n    return [x, \"from a file\"]\n"
        let bytes = try Snapshots.run(text).snapshot(registry: Snapshots.registry)
        let path = "\(NSTemporaryDirectory())bld-snapshots-\(getpid())"
        try Data(bytes + bytes).write(to: URL(filePath: path))
        defer { unlink(path) }
        func modules() throws -> [FrozenModule] {
            let file = try #require(SnapshotFile(path: path))
            if file.snapshot(8..<file.bytes.count + 1) != nil { Issue.record("past the end") }
            return try [0, bytes.count].map { start in
                guard let snapshot = file.snapshot(start..<start + bytes.count) else {
                    throw SnapshotDiscard.notASnapshot
                }
                return try .reading(snapshot, registry: Snapshots.registry, source: { nil })
            }
        }
        for module in try modules() {
            _ = try Snapshots.run(
                "load(\"m\", \"f\")\nassert_eq(f(1), [1, \"from a file\"])\n",
                loads: ["m": module])
        }
        #expect(SnapshotFile(path: path + ".missing") == nil)
    }

    @Test func whatWasReadIsFrozen() throws {
        let modules = try modules()
        for change in [
            "load(\"types\", \"items\")\nitems.append(3)\n",
            "load(\"types\", \"table\")\ntable[1] = 2\n",
            "load(\"user\", \"shapes\")\nshapes += [1]\n",
        ] {
            #expect(Snapshots.outcome(change, loads: modules).contains("frozen"))
        }
    }
}
