public import Foundation
import Testing

/// Compares text with a file kept in the repository.
///
/// Rewritten by: BLD_UPDATE_GOLDEN=1 swift test
///
/// - Parameters:
///   - text: What was made.
///   - file: The golden file; its first line says how to rewrite it and is not compared.
/// - Throws: If the golden file is to be rewritten and cannot be.
public func expectGolden(_ text: String, _ file: URL) throws {
    let header = "# Rewritten by: BLD_UPDATE_GOLDEN=1 swift test\n"
    if ProcessInfo.processInfo.environment["BLD_UPDATE_GOLDEN"] == "1" {
        try Data((header + text).utf8).write(to: file)
        return
    }
    let golden = try? String(contentsOf: file, encoding: .utf8)
    #expect(header + text == golden, "\(file.lastPathComponent) differs")
}
