import Testing

@testable import Storage

@Suite struct RecordFrameTests {
    static let payloads: [[UInt8]] = [
        [], [0], noise(50, seed: 1), [UInt8](repeating: 7, count: 95),
        [UInt8](repeating: 7, count: 96), noise(5_000, seed: 2),
        [UInt8](repeating: 7, count: 100_000),
    ]

    @Test(arguments: payloads) func roundTrip(payload: [UInt8]) {
        let frame = RecordFrame.encode(payload)
        #expect(frame.withUnsafeBytes { RecordFrame.decode($0) } == payload)
        #expect(frame.count <= payload.count + 9)
    }

    @Test func compressesWhatShrinks() {
        #expect(RecordFrame.encode([UInt8](repeating: 7, count: 100_000)).count < 200)
    }

    @Test func everyChangedOrMissingByteIsNoticed() {
        for payload in [noise(40, seed: 3), [UInt8](repeating: 7, count: 300)] {
            let frame = RecordFrame.encode(payload)
            for index in frame.indices {
                var damaged = frame
                damaged[index] ^= 0x40
                #expect(damaged.withUnsafeBytes { RecordFrame.decode($0) } == nil)
                let cut = Array(frame[..<index])
                #expect(cut.withUnsafeBytes { RecordFrame.decode($0) } == nil)
            }
        }
    }
}
