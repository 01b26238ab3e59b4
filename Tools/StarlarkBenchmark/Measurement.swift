import Glibc

/// Processor time of this thread in milliseconds.
func threadMilliseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) * 1e-6
}

/// Memory of this process that is in use, in bytes.
func residentBytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
    let text = String(decoding: line.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * Int(getpagesize())
}

/// Times of some runs in milliseconds.
struct Measurement {
    private var times: [Double] = []

    var minimum: Double { times.min() ?? 0 }
    var median: Double { times.isEmpty ? 0 : times.sorted()[times.count / 2] }

    /// Times one run; what the body returns is dropped after the clock has stopped.
    mutating func run<Result>(_ body: () throws -> Result) rethrows {
        let start = threadMilliseconds()
        let result = try body()
        let end = threadMilliseconds()
        times.append(end - start)
        withExtendedLifetime(result) {}
    }
}

/// Prints one result; all values are numbers or need no escapes.
func report(_ name: String, _ fields: KeyValuePairs<String, Any>) {
    var line = "{\"benchmark\": \"\(name)\""
    for (key, value) in fields {
        if let number = value as? Double {
            line += ", \"\(key)\": \((number * 1_000).rounded() / 1_000)"
        } else if let number = value as? Int {
            line += ", \"\(key)\": \(number)"
        } else {
            line += ", \"\(key)\": \"\(value)\""
        }
    }
    print(line + "}")
}
