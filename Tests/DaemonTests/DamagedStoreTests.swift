import BuildEvents
import BuildModel
import Foundation
import TestSupport
import Testing

/// A store that lost or garbled something between two builds costs time, and nothing else.
@Suite struct DamagedStoreTests {
    /// Two actions: a small output, which is kept in the database, and one large enough for a file.
    private static let files = CopyRule.workspace.merging(
        CopyRule.buck(
            """
            copy(name = "small", src = "good.txt")
            copy(
                name = "large",
                src = "good.txt",
                script = "for i in 1 2 3 4 5 6 7 8; do head -c 4096 /dev/zero; done > $1",
            )
            """)
    ) { $1 }

    /// One way in which a store is damaged.
    struct Damage: Sendable, CustomTestStringConvertible {
        let name: String
        /// The actions that have to run again, by the names of their targets; nil if any may.
        let ran: [String]?
        /// What the only warning says; nil if there is none, for nothing shows that something is
        /// missing.
        let warning: String?
        let inflict: @Sendable (_ store: URL) throws -> Void

        var testDescription: String { name }
    }

    static let damages: [Damage] = [
        Damage(
            name: "truncated blob", ran: ["large"], warning: "some of its outputs have gone"
        ) { store in
            try rewrite(try blob(in: store)) { $0.prefix(100) }
        },
        Damage(
            name: "lost blob", ran: ["large"], warning: "some of its outputs have gone"
        ) { store in
            try FileManager.default.removeItem(at: try blob(in: store))
        },
        Damage(
            name: "garbled blob", ran: ["large"], warning: "Removed damaged content"
        ) { store in
            try rewrite(try blob(in: store)) { garbled($0) }
        },
        Damage(
            name: "garbled log", ran: nil, warning: nil
        ) { store in
            for file in try files(in: store.appendingPathComponent("db"))
            where file.pathExtension == "log" {
                try rewrite(file) { garbled($0) }
            }
        },
        Damage(
            name: "garbled tables", ran: ["large", "small"],
            warning: "Started a new cache database"
        ) { store in
            let tables = try files(in: store.appendingPathComponent("db"))
                .filter { $0.pathExtension == "sst" }
            try #require(!tables.isEmpty)
            for file in tables { try rewrite(file) { garbled($0) } }
        },
        Damage(
            name: "garbled database", ran: ["large", "small"],
            warning: "Started a new cache database"
        ) { store in
            for file in try files(in: store.appendingPathComponent("db")) {
                try rewrite(file) { garbled($0) }
            }
        },
        Damage(
            name: "truncated manifest", ran: ["large", "small"],
            warning: "Started a new cache database"
        ) { store in
            for file in try files(in: store.appendingPathComponent("db"))
            where file.lastPathComponent.hasPrefix("MANIFEST") {
                try rewrite(file) { $0.prefix(10) }
            }
        },
    ]

    @Test(arguments: damages) func buildsAsIfNothingHadBeenKept(_ damage: Damage) async throws {
        let workspace = try TemporaryWorkspace(DamagedStoreTests.files)
        #expect(await workspace.bld("build", "//pkg:").count(.ran) == 2)
        // What was in the log is in tables once the database has been opened again.
        #expect(await workspace.bld("build", "//pkg:").count(.upToDate) == 2)
        let outputs = try contents(of: workspace)
        #expect(await workspace.bld("clean").exitCode == .success)
        try damage.inflict(workspace.store)

        let second = await workspace.bld("build", "//pkg:")
        #expect(second.exitCode == .success, "\(second.errors)")
        #expect(second.count(.ran) + second.count(.cached) == 2)
        if let ran = damage.ran { #expect(second.ran == ran.map { "root//pkg:\($0) (copy)" }) }
        #expect(second.warnings.count == (damage.warning == nil ? 0 : 1), "\(second.warnings)")
        if let warning = damage.warning {
            #expect(second.warnings.first?.contains(warning) == true, "\(second.warnings)")
        }
        #expect(second.errors.split(separator: "\n").count == second.warnings.count)
        #expect(try contents(of: workspace) == outputs)

        // Whatever was lost is kept again.
        #expect(await workspace.bld("clean").exitCode == .success)
        let third = await workspace.bld("build", "//pkg:")
        #expect(third.count(.cached) == 2)
        #expect(third.errors == "")
    }

    /// The bytes of both outputs.
    private func contents(of workspace: TemporaryWorkspace) throws -> [Data] {
        try DamagedStoreTests.files(in: workspace.root.appendingPathComponent("buck-out/bld/art"))
            .filter { $0.pathExtension == "out" }
            .map { try Data(contentsOf: $0) }
    }

    /// All regular files at any depth, sorted.
    private static func files(in folder: URL) throws -> [URL] {
        let manager = FileManager.default
        return try manager.subpathsOfDirectory(atPath: folder.path).sorted()
            .map(folder.appendingPathComponent)
            .filter { try $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true }
    }

    private static func blob(in store: URL) throws -> URL {
        let blobs = try files(in: store.appendingPathComponent("blobs"))
        try #require(blobs.count == 1, "one output is kept as a file: \(blobs)")
        return blobs[0]
    }

    private static func rewrite(_ file: URL, _ change: (Data) -> Data) throws {
        let bytes = try Data(contentsOf: file)
        try FileManager.default.removeItem(at: file)
        try change(bytes).write(to: file)
    }

    /// The same length, with every byte another one.
    private static func garbled(_ bytes: Data) -> Data {
        Data(bytes.map { $0 ^ 0x5A })
    }
}
