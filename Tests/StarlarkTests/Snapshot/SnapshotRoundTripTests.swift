import Diagnostics
import Testing

@testable import Starlark

/// All programs of the test data, written and read again: nobody can tell the difference.
@Suite struct SnapshotRoundTripTests {
    static let data = StarlarkTestData.folder("Language") + StarlarkTestData.folder("library")

    /// Variables look the same, and the same module always becomes the same bytes.
    @Test(arguments: data)
    func variables(_ data: StarlarkTestData) throws {
        var modules: [String: FrozenModule] = [:]
        for chunk in data.chunks {
            guard let module = try? Snapshots.run(chunk.text, loads: modules) else { continue }
            let bytes = try module.snapshot(loads: modules, registry: Snapshots.registry)
            let again = try Snapshots.run(chunk.text, loads: modules)
            #expect(try again.snapshot(loads: modules, registry: Snapshots.registry) == bytes)
            let text = chunk.text
            let reloaded = try FrozenModule.reading(
                SnapshotBytes(bytes), loads: modules, registry: Snapshots.registry,
                source: { Array(text.utf8) })
            #expect(reloaded.exportedNames == module.exportedNames)
            #expect(Snapshots.variables(of: reloaded) == Snapshots.variables(of: module))
            if let name = moduleName(chunk) { modules[name] = reloaded }
        }
    }

    /// Each program as the body of a function, called from another file: it does the same, and
    /// fails in the same place with the same words.
    @Test(arguments: data)
    func behaviour(_ data: StarlarkTestData) throws {
        var modules: [String: FrozenModule] = [:]
        var compared = 0
        for chunk in data.chunks {
            if let name = moduleName(chunk) {
                modules[name] = try Snapshots.kept(chunk.text, loads: modules)
            }
            let text = function(chunk)
            guard let module = try? Snapshots.run(text, loads: modules) else { continue }
            let reloaded = try Snapshots.reload(module, text: text, loads: modules)
            let main = "load(\"m\", \"main\")\nx = repr(main())\n"
            let expected = Snapshots.outcome(main, loads: ["m": module])
            #expect(Snapshots.outcome(main, loads: ["m": reloaded]) == expected)
            compared += 1
        }
        #expect(compared > 0)
    }

    /// The program as a function; `load`s stay outside, for they have to.
    private func function(_ chunk: StarlarkTestData.Chunk) -> String {
        var loads = ""
        var body = "def main():\n    pass\n"
        for line in chunk.text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("load(") {
                loads += "\(line)\n"
            } else {
                body += "    \(line)\n"
            }
        }
        return loads + body
    }

    private func moduleName(_ chunk: StarlarkTestData.Chunk) -> String? {
        let lines = chunk.text.split(separator: "\n")
        guard let line = lines.first, line.hasPrefix("# module: ") else { return nil }
        return String(line.dropFirst("# module: ".count))
    }
}
