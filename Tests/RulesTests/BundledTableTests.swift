import CBundledRules
import Foundation
import Testing

/// The folder of the repository that holds the rules and the examples.
let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

struct BundledTableTests {
    @Test func tableHasEveryFileOfRules() throws {
        let rules = repository.appendingPathComponent("Rules")
            .resolvingSymlinksInPath()
        let names = try FileManager.default.subpathsOfDirectory(atPath: rules.path)
            .filter { name in
                let path = rules.appendingPathComponent(name).path
                let attributes = try FileManager.default.attributesOfItem(atPath: path)
                return attributes[.type] as? FileAttributeType == .typeRegular
            }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let table = UnsafeBufferPointer(
            start: bld_bundled_file_table(), count: bld_bundled_file_count)
        #expect(table.map { String(cString: $0.path) } == names)
        for entry in table {
            let path = String(cString: entry.path)
            let content = try Data(contentsOf: rules.appendingPathComponent(path))
            let bundled = UnsafeRawBufferPointer(start: entry.bytes, count: entry.size)
            #expect(content.elementsEqual(bundled), "\(path)")
        }
    }
}
