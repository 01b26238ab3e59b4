import Glibc
import Testing

@testable import Storage

@Suite struct StorageErrorTests {
    @Test func aFullDiskIsToldApart() throws {
        let full = try OpenFile("/dev/full", O_WRONLY)
        do throws(StorageError) {
            try full.write([1, 2, 3])
            Issue.record("/dev/full takes nothing")
        } catch {
            #expect(error.code == .noSpace)
            #expect(error.description == "Cannot write `/dev/full`: No space left on device")
        }
    }

    static let databaseMessages: [(String, StorageError.Code)] = [
        ("IO error: No space left on device: While appending to file: 000012.log", .noSpace),
        ("Corruption: block checksum mismatch", .corrupt),
        ("IO error: No such file or directory: While open a file: MANIFEST-000004", .corrupt),
        ("IO error: While open a file: Permission denied", .ioFailure),
    ]

    @Test(arguments: databaseMessages)
    func databaseMessagesBecomeCodes(message: String, code: StorageError.Code) {
        let error = StorageError(rocks: message, "Cannot write")
        #expect(error.code == code)
        #expect(error.description == "Cannot write: \(message)")
    }
}
